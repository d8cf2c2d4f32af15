"""Many events, many times, in any order, among broken ones: each document once, nothing lost.

The small numbers are for every day; `make test-long` sends ten thousand.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.testing import RunningService
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World, a_file
from tests.service_plugin import RunService
from tests.waiting import until

MANY = [
    pytest.param(300, marks=pytest.mark.timeout(900), id="300"),
    pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(3600)], id="10000"),
]
THIRTEEN_MONTHS = timedelta(days=396)
# Each takes the broker's memory, the database's and ours; a few show what many would.
MOST_OVERSIZED = 5


@pytest.fixture(scope="module")
def second_service(
    service: RunningService, module_run_service: RunService, settings: dict[str, str]
) -> RunningService:
    """Return another process on the queues and the database of the first."""
    del service
    return module_run_service("billing_docs", **settings)


def archived(world: World) -> int:
    return world.count("document", f"organisation_id = '{world.organisation_id}'")


def wait_for_all(world: World, count: int) -> None:
    """Return once so many are archived and every message of the queue is settled."""
    until(lambda: archived(world) == count, seconds=180 + count / 5, every=0.5)
    until(lambda: queue_is_empty(world), seconds=180 + count / 5, every=0.5)
    world.settled()


def queue_is_empty(world: World) -> bool:
    name = "in-document.issued.v1--billing_docs.receive_document"
    found = world.bus.connection.default_channel.queue_declare(name, passive=True)
    return bool(found.message_count == 0)


def versions_in_archive(world: World) -> int:
    """Return how many versions of objects the archive holds for the customer, page by page."""
    shard = hashlib.sha256(world.organisation_id.bytes).hexdigest()[:2]
    pages = world.store().get_paginator("list_object_versions")
    found = pages.paginate(
        Bucket=world.namespace.archive_bucket, Prefix=f"{shard}/{world.organisation_id}/"
    )
    return sum(len(page.get("Versions", [])) for page in found)


def events_of(world: World, count: int, prefix: str = "RE") -> list[dict[str, Any]]:
    """Return so many good events, each with a number and an id of its own."""
    content = plain_pdf()
    return [world.an_event(content, f"{world.number(prefix)}-{n:05}") for n in range(count)]


@pytest.mark.req("R13", "P2", "BR-05", "B1")
@pytest.mark.parametrize("count", MANY)
@pytest.mark.usefixtures("second_service")
def test_events_one_to_five_times_in_any_order_up_to_thirteen_months_later_count_once(
    world: World, count: int
) -> None:
    chance = random.Random(13)  # noqa: S311 (not a secret)
    events = events_of(world, count)
    bodies = [json.dumps(event).encode() for event in events]
    copies = [body for body in bodies for _ in range(chance.randint(1, 5))]
    chance.shuffle(copies)
    contradicting = [
        {**event, "data": {**event["data"], "file": a_file(plain_pdf() + b"\n%")}}
        for event in chance.sample(events, count // 20)
    ]
    half = len(copies) // 2

    for body in copies[:half]:
        world.tell(body)
    until(lambda: queue_is_empty(world), seconds=180 + count / 5, every=0.5)
    world.move_clock(datetime.now(UTC) + THIRTEEN_MONTHS)
    for body in copies[half:]:
        world.tell(body)
    wait_for_all(world, count)
    before = versions_in_archive(world)
    told = [world.tell(event) for event in contradicting]

    for body in told:
        world.wait_parked(body)
    assert archived(world) == count
    assert world.count("document_event", f"organisation_id = '{world.organisation_id}'") == count
    notices = world.notices_heard()
    assert len(notices) == count
    assert len({notice.idempotency_key for _, notice in notices}) == count
    assert versions_in_archive(world) == before == count


class Poison:
    """Broken messages of every kind, each with what makes it good again."""

    def __init__(self, world: World, count: int) -> None:
        self.world = world
        self.good = events_of(world, count, "BAD")
        self.bodies: dict[str, list[bytes]] = {}
        self.references: dict[str, bytes] = {}
        makers = (self._truncated, self._other_type, self._other_source, self._charset)
        for position, event in enumerate(self.good):
            if position < min(MOST_OVERSIZED, count // 6):
                self._note("too_large", self._oversized(event))
            elif position % 5 == 0:
                self._note("reference_unknown", self._unknown_reference(event))
            else:
                code, body = makers[position % 4](event)
                self._note(code, body)

    def _note(self, code: str, body: bytes) -> None:
        self.bodies.setdefault(code, []).append(body)

    def all(self) -> list[bytes]:
        return [body for bodies in self.bodies.values() for body in bodies]

    def mended(self) -> Iterator[dict[str, Any]]:
        """Yield what a publisher sends once he has mended his program: the same ids, made well."""
        waiting = {json.loads(body)["id"] for body in self.bodies["reference_unknown"]}
        return (event for event in self.good if event["id"] not in waiting)

    def _truncated(self, event: dict[str, Any]) -> tuple[str, bytes]:
        return "malformed_json", json.dumps(event).encode()[:-40]

    def _other_type(self, event: dict[str, Any]) -> tuple[str, bytes]:
        return "type_mismatch", json.dumps({**event, "type": "customer.upserted.v1"}).encode()

    def _other_source(self, event: dict[str, Any]) -> tuple[str, bytes]:
        return "source_not_allowed", json.dumps({**event, "source": "/erp/other"}).encode()

    def _charset(self, event: dict[str, Any]) -> tuple[str, bytes]:
        data = {**event["data"], "title": "Rechnung für März"}
        text = json.dumps({**event, "data": data}, ensure_ascii=False)
        return "malformed_json", text.encode("latin-1")

    def _oversized(self, event: dict[str, Any]) -> bytes:
        return json.dumps({**event, "padding": "x" * (3 * 1024 * 1024)}).encode()

    def _unknown_reference(self, event: dict[str, Any]) -> bytes:
        content = plain_pdf()
        reference = self.world.upload(content)
        self.world.forget_upload(reference)
        self.references[reference] = content
        file = a_file(content, content=None, reference=reference)
        return json.dumps({**event, "data": {**event["data"], "file": file}}).encode()

    def upload_again(self) -> None:
        for reference, content in self.references.items():
            self.world.store().put_object(
                Bucket=self.world.namespace.uploads_bucket,
                Key=reference.removeprefix("upload:"),
                Body=content,
            )


@pytest.mark.req("R14", "P4", "BR-06")
@pytest.mark.parametrize("count", MANY)
def test_a_flood_of_broken_messages_loses_no_good_one_and_stops_nothing(
    world: World, second_service: RunningService, count: int
) -> None:
    processes = (world.service, second_service)
    before = [process.pid for process in processes]
    good, poison = events_of(world, count), Poison(world, count // 10)
    bodies = [*(json.dumps(event).encode() for event in good), *poison.all()]
    random.Random(14).shuffle(bodies)  # noqa: S311 (not a secret)

    for position, body in enumerate(bodies):
        world.tell(body)
        if position % 20 == 0:  # calls that nobody could answer, and that are no calls
            call = {"exchange": "nameko-rpc", "routing_key": "billing_docs.list_documents"}
            world.bus.publish(b'{"args": [], "kwargs": {}}', **call)
            world.bus.publish(b"\xff{", **call)

    wait_for_all(world, count)
    parked = {
        body: (world.wait_parked(body), code)
        for code, bodies in poison.bodies.items()
        for body in bodies
    }
    assert {row.code for row, code in parked.values()} == set(poison.bodies)
    assert all(row.code == code for row, code in parked.values())
    assert all(bytes(row.body) == body for body, (row, _) in parked.items())
    assert [process.pid for process in processes] == before
    assert all(process.exit_code is None for process in processes)

    poison.upload_again()
    ids: list[UUID] = [row.id for row, code in parked.values() if code == "reference_unknown"]
    for parked_id in ids:
        world.replay(parked_id)
    for event in poison.mended():
        world.tell(event)

    wait_for_all(world, count + len(poison.good))
    assert len(world.notices_heard()) == count + len(poison.good)
    assert world.parked_code(str(new_id())) is None
