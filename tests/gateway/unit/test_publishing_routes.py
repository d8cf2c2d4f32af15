"""Events over HTTP: what reaches the service, and how a refusal reads."""

import json
from typing import Any

import httpx
import msgspec
import pytest

from contracts.errors import EventConflict, EventRefused
from contracts.publishing import AcceptedEvent
from gateway.api.publishing import LARGEST_EVENT_BYTES
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

STRUCTURED = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
DATA = {"number": "RE-1", "customer_number": "10001"}
EVENT = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "/erp/demo",
    "type": "document.issued.v1",
    "data": DATA,
}
ACCEPTED = AcceptedEvent(source="/erp/demo", event_id="e-1", event_type="document.issued.v1")


def handed_in(services: ScriptedServices) -> list[dict[str, Any]]:
    calls = services.calls_of("billing_docs.publish_event")
    assert all(call.arguments["event_type"] == "document.issued.v1" for call in calls)
    return [json.loads(bytes(call.arguments["event"])) for call in calls]


@pytest.mark.req("BR-04")
async def test_a_whole_event_is_handed_on_and_accepted(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.publish_event", ACCEPTED)

    response = await signed_in.post("/v1/documents", content=json.dumps(EVENT), headers=STRUCTURED)

    assert response.status_code == 202
    assert response.json() == msgspec.to_builtins(ACCEPTED)
    assert handed_in(services) == [EVENT]


@pytest.mark.req("BR-04")
async def test_an_event_with_its_attributes_in_headers_is_the_same_event(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.publish_event", ACCEPTED)
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "Rechnung%20%C3%BC",
        "CE-Source": "/erp/demo",
        "ce-type": "document.issued.v1",
        "ce-data": "ignored",
    }

    response = await signed_in.post("/v1/documents", json=DATA, headers=headers)

    assert response.status_code == 202
    (event,) = handed_in(services)
    assert event == {**EVENT, "id": "Rechnung ü", "datacontenttype": "application/json"}


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{}", {"Content-Type": "application/json"}, 415, "cloudevent_required"),
        (b"{}", {"Content-Type": "text/plain", "ce-id": "1"}, 415, "cloudevent_required"),
        (b"[]", {"Content-Type": "application/cloudevents-batch+json"}, 415, "cloudevent_required"),
        (b"", {}, 415, "cloudevent_required"),
        (b"[]", STRUCTURED, 400, "not_json"),
        (b"{", STRUCTURED, 400, "not_json"),
        (b'{}}, "x": {', STRUCTURED, 400, "not_json"),
        (b'{"id": "\xff"}', STRUCTURED, 400, "not_json"),
        (b"[" * 100_000, STRUCTURED, 400, "not_json"),
        (b" " * (LARGEST_EVENT_BYTES + 1), STRUCTURED, 413, "content_too_large"),
    ],
)
async def test_what_is_no_event_reaches_no_service(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    content: bytes,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    services.says("billing_docs.publish_event", ACCEPTED)

    response = await signed_in.post("/v1/documents", content=content, headers=headers)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert handed_in(services) == []


@pytest.mark.req("BR-06")
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EventRefused("checksum_mismatch", "data.file.sha256: another"), 422),
        (EventConflict("number_conflict", "data.number: used before"), 409),
    ],
)
async def test_a_refusal_names_the_reason_for_people_and_for_the_developer(
    signed_in: httpx.AsyncClient, services: ScriptedServices, error: EventRefused, status: int
) -> None:
    services.says("billing_docs.publish_event", error)

    response = await signed_in.post(
        "/v1/documents",
        content=json.dumps(EVENT),
        headers={**STRUCTURED, "Accept-Language": "de"},
    )

    problem = response.json()
    assert response.status_code == status
    assert (problem["code"], problem["reason"]) == (error.code, error.arguments[0])
    assert problem["explanation"] == error.arguments[1]
    assert problem["detail"].endswith(".")
    assert problem["detail"] != error.arguments[0]
