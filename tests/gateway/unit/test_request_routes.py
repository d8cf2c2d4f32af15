"""Requests and their kinds over HTTP: what goes to which call, and how it is answered."""

from typing import Any

import httpx
import pytest

from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.request_types import Departments, Label, RequestField, RequestType, RequestTypes
from contracts.tickets import Request
from tests.gateway.samples import PERSON_ID, a_document
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

LABEL = {"de": "Schulung", "en": "Training"}
A_KIND = RequestType(
    key="training",
    version=2,
    label=Label(**LABEL),
    fields=(RequestField(name="people", kind="number", label=Label(de="Personen", en="People")),),
    department="sales",
)
A_REQUEST = Request(
    id=PERSON_ID,
    kind="service_call",
    title="Demo",
    description="Demo",
    state="waiting_for_vendor",
    opened_at=a_document().received_at,
)
A_BODY = {
    "kind": "service_call",
    "title": "Demo",
    "description": "Demo",
    "fields": {"device": "SN-1", "pages": 3},
}


async def test_what_a_kind_asks_for_reaches_the_service_as_it_was_written(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.open_request", A_REQUEST)

    response = await signed_in.post(
        "/v1/requests", json=A_BODY, headers={"Idempotency-Key": "form-1"}
    )

    (asked,) = services.calls_of("tickets.open_request")
    request = asked.arguments["request"]
    assert response.status_code == 201
    assert (request.kind, request.fields) == ("service_call", {"device": "SN-1", "pages": 3})
    assert request.idempotency_key == "form-1"


@pytest.mark.req("FD-09", "FD-10")
async def test_a_request_without_kind_or_words_names_each(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await signed_in.post(
        "/v1/requests", json={"title": ""}, headers={"Idempotency-Key": "form-1"}
    )

    problem = response.json()
    assert response.status_code == 422
    assert [(fault["pointer"], fault["reason"]) for fault in problem["errors"]] == [
        ("#/kind", "missing"),
        ("#/title", "too_short"),
        ("#/description", "missing"),
    ]
    assert services.calls_of("tickets.open_request") == []


@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_the_service_finds_wrong_is_said_in_words(
    signed_in: httpx.AsyncClient, services: ScriptedServices, language: str
) -> None:
    services.says(
        "tickets.open_request",
        InvalidInput("fields.phone", "not_a_phone_number", "fields.document", "not_there"),
    )

    response = await signed_in.post(
        "/v1/requests",
        json=A_BODY,
        headers={"Idempotency-Key": "form-1", "Accept-Language": language},
    )

    faults = response.json()["errors"]
    assert [fault["field"] for fault in faults] == ["fields.phone", "fields.document"]
    assert all(" " in fault["message"] for fault in faults)


STEPS: list[tuple[str, str, Any, str, Any]] = [
    ("GET", "/v1/request-types", None, "list_request_types", RequestTypes(items=(A_KIND,))),
    ("GET", "/v1/departments", None, "list_departments", Departments(items=())),
    ("PUT", "/v1/request-types/training",
     {"base_version": 1, "label": LABEL, "department": "sales"}, "put_request_type", A_KIND),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "called", "answer"), STEPS)
async def test_each_operation_is_one_call(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    answer: Any,
) -> None:
    services.says(f"tickets.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    (asked,) = services.calls_of(f"tickets.{called}")
    assert response.status_code == 200, response.text
    assert asked.repeatable is (method == "GET")


async def test_a_version_that_somebody_else_has_changed_says_which_is_the_newest(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.put_request_type", ChangedMeanwhile("version", "7"))

    response = await signed_in.put(
        "/v1/request-types/training",
        json={"base_version": 1, "label": LABEL, "department": "sales"},
    )

    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "changed_meanwhile")
    assert (problem["field"], problem["present"]) == ("version", "7")


async def test_a_label_in_one_language_alone_is_refused(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await signed_in.put(
        "/v1/request-types/training",
        json={"base_version": 1, "label": {"de": "Schulung"}, "department": "sales"},
    )

    assert response.status_code == 422
    assert services.calls_of("tickets.put_request_type") == []
