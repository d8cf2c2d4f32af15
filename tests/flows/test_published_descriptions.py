"""The API and the events are what they are described as: real answers, held against both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from kombu import Connection, Exchange, Queue

from tests.flows.world import Customer, World
from tests.waiting import until

DOCS = Path(__file__).parents[2] / "docs"
ARCHIVED = "document.archived.v1"
# Answers that never end, or lead elsewhere.
ENDLESS = ("text/event-stream",)


class Description:
    """The published description of the API, and what an answer has of it wrong."""

    def __init__(self) -> None:
        self.document = json.loads((DOCS / "openapi.json").read_text())
        self._validators: dict[str, Any] = {}

    def readable(self) -> Iterator[tuple[str, list[str]]]:
        """Yield every address that can be read, and the names in it, the shorter ones first."""
        for path, operations in sorted(
            self.document["paths"].items(), key=lambda each: len(each[0])
        ):
            described = operations.get("get")
            if described is None or any(kind in json.dumps(described) for kind in ENDLESS):
                continue
            yield path, re.findall(r"{(\w+)}", path)

    def fault(self, path: str, answer: httpx.Response) -> str | None:
        """Return what an answer has that is not described, None if nothing."""
        responses = self.document["paths"][path]["get"]["responses"]
        described = responses.get(str(answer.status_code)) or responses.get("default")
        if described is None:
            return f"{path}: {answer.status_code} is not described"
        if "$ref" in described:
            name = described["$ref"].removeprefix("#/components/responses/")
            described = self.document["components"]["responses"][name]
        content = described.get("content", {})
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if content and kind not in content and "*/*" not in content:
            return f"{path}: {answer.status_code} comes as {kind}, not as {', '.join(content)}"
        schema = content.get(kind, {}).get("schema")
        if schema is None or not kind.endswith("json"):
            return None
        key = f"{path} {answer.status_code} {kind}"
        if key not in self._validators:
            whole = {**schema, "components": self.document["components"]}
            self._validators[key] = jsonschema_rs.validator_for(whole)
        wrong = [error.message for error in self._validators[key].iter_errors(answer.json())]
        return f"{path}: {answer.status_code}: {wrong[0]}" if wrong else None


@pytest.fixture(scope="module")
def customer(world: World) -> Customer:
    """Return a customer with a document and a request."""
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    world.issue(customer, "RE-1300")
    world.portal.http.post(
        "/v1/requests",
        headers={**world.portal.as_(admin), "Idempotency-Key": "described"},
        json={"kind": "technical_problem", "title": "Frage", "description": "Geht nicht."},
    ).raise_for_status()
    until(lambda: world.documents(admin), seconds=60)
    return customer


@pytest.mark.req("H13")
@pytest.mark.timeout(600)
def test_whatever_can_be_read_answers_as_it_is_described(world: World, customer: Customer) -> None:
    description = Description()
    faults, succeeded = [], set()
    for session in (world.portal.settle_in(customer.admin), world.staff()):
        known: dict[str, str] = {}
        for path, names in description.readable():
            asked = path
            for name in names:
                asked = asked.replace(f"{{{name}}}", known.get(f"{path}", str(world_id(name))))
            answer = world.portal.http.get(asked, headers=world.portal.as_(session), timeout=30)
            faults.append(description.fault(path, answer))
            if answer.is_success:
                succeeded.add(path)
                remember_ids(description, path, answer, known)

    assert [fault for fault in faults if fault] == []
    # Enough of them have answered with something, a document and a request of one's own among them.
    assert {"/v1/documents/{document_id}", "/v1/requests/{request_id}"} <= succeeded
    assert len(succeeded) >= 60


def world_id(name: str) -> object:
    """Return what nobody has: an id, or where that is no id a word."""
    return "00000000-0000-7000-8000-000000000000" if name.endswith("_id") else "nothing"


def remember_ids(
    description: Description, path: str, answer: httpx.Response, known: dict[str, str]
) -> None:
    """Note the first id of a list for each address that begins as the list's does."""
    if "json" not in answer.headers.get("content-type", ""):
        return
    items = answer.json().get("items") if isinstance(answer.json(), dict) else None
    if not items or not isinstance(items[0], dict) or "id" not in items[0]:
        return
    for deeper in description.document["paths"]:
        if re.match(re.escape(path) + r"/{\w+}(/[^{]*)?$", deeper):
            known[deeper] = str(items[0]["id"])


@pytest.mark.req("H13")
def test_what_other_systems_are_told_is_as_it_is_described(
    world: World, customer: Customer
) -> None:
    schema = json.loads((DOCS / f"schemas/{ARCHIVED}.json").read_text())
    came: list[bytes] = []
    outbound = Exchange("kontor.out", type="topic", durable=True)
    with Connection(world.product.namespace.amqp_url("operator")) as connection:
        queue = Queue("", exchange=outbound, routing_key=ARCHIVED, exclusive=True)
        bound = queue(connection.default_channel)
        bound.declare()
        world.issue(customer, "RE-1301")

        def look() -> bool:
            message = bound.get(no_ack=True)
            if message is not None:
                came.append(
                    message.body if isinstance(message.body, bytes) else message.body.encode()
                )
            return any(b"RE-1301" in body for body in came)

        until(look, seconds=60, every=0.1)

    told = [json.loads(body) for body in came if b"RE-1301" in body]
    data = [body.get("data", body) for body in told]
    validator = jsonschema_rs.validator_for(schema)
    assert [error.message for each in data for error in validator.iter_errors(each)] == []
