"""Requests and their kinds over HTTP: what goes to which call, and how it is answered."""

from typing import Any, get_args

import httpx
import pytest

from contracts.conversations import Entry, EntryPage, RequestSummary, Shares
from contracts.departments import Departments
from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.mails import IncomingMails
from contracts.request_types import (
    Label,
    RequestField,
    RequestType,
    RequestTypes,
)
from contracts.tickets import (
    Advice,
    ContactChannels,
    Participant,
    Request,
    RequestAdvice,
    RequestDetail,
    RequestPage,
)
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID, a_document
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


REQUEST_ID = PERSON_ID
AN_ENTRY = Entry(
    id=PERSON_ID,
    kind="comment",
    audience="public",
    author=Participant(person_id=PERSON_ID, name="Erika Muster"),
    side="customer",
    at=a_document().received_at,
    body="Danke!",
)
WITH_ALL = {"share_with": {"kind": "organisation"}}
ON_ONE: list[tuple[str, str, Any, str, dict[str, Any], Any, int]] = [
    ("GET", "/v1/requests/summary", None, "summarise_requests", {},
     RequestSummary(open_requests=3, waiting_for_you=1, unread_requests=0), 200),
    ("GET", f"/v1/requests/{REQUEST_ID}", None, "get_request", {"request_id": REQUEST_ID},
     RequestDetail(request=A_REQUEST, kind=A_KIND, may_edit=True, may_share=True, audiences=()),
     200),
    ("PATCH", f"/v1/requests/{REQUEST_ID}", {"title": "Neu", "fields": {"device": None}},
     "edit_request", {"request_id": REQUEST_ID, "title": "Neu", "fields": {"device": None}},
     A_REQUEST, 200),
    ("GET", f"/v1/requests/{REQUEST_ID}/history?kind=comment&limit=5", None, "list_entries",
     {"request_id": REQUEST_ID, "kind": "comment", "limit": 5},
     EntryPage(items=(AN_ENTRY,), next_cursor=None), 200),
    ("POST", f"/v1/requests/{REQUEST_ID}/comments", {"body": "Danke!", "audience": "customer"},
     "add_comment",
     {"request_id": REQUEST_ID, "body": "Danke!", "audience": "customer", "idempotency_key": "k"},
     AN_ENTRY, 201),
    ("POST", f"/v1/requests/{REQUEST_ID}/read", None, "mark_read", {"request_id": REQUEST_ID},
     None, 204),
    ("GET", f"/v1/requests/{REQUEST_ID}/shares", None, "list_shares", {"request_id": REQUEST_ID},
     Shares(items=()), 200),
    ("POST", f"/v1/requests/{REQUEST_ID}/shares", {**WITH_ALL, "may_edit": True},
     "share_request", {"request_id": REQUEST_ID, "may_edit": True}, Shares(items=()), 200),
    ("POST", f"/v1/requests/{REQUEST_ID}/shares/end", WITH_ALL, "unshare_request",
     {"request_id": REQUEST_ID}, Shares(items=()), 200),
]  # fmt: skip


@pytest.mark.req("FD-02", "FD-13")
@pytest.mark.parametrize(
    ("method", "path", "body", "called", "arguments", "answer", "status"),
    ON_ONE,
    ids=[f"{step[0]} {step[1]}" for step in ON_ONE],
)
async def test_each_operation_on_a_request_says_what_the_client_said(  # noqa: PLR0917  (one step, in columns)
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    arguments: dict[str, Any],
    answer: Any,
    status: int,
) -> None:
    services.says(f"tickets.{called}", answer)

    response = await signed_in.request(method, path, json=body, headers={"Idempotency-Key": "k"})

    (asked,) = services.calls_of(f"tickets.{called}")
    given = asked.arguments.get("request", asked.arguments.get("query", asked.arguments))
    said = {
        name: given[name] if isinstance(given, dict) else getattr(given, name) for name in arguments
    }
    assert (response.status_code, said) == (status, arguments), response.text
    assert asked.repeatable is (method == "GET")


@pytest.mark.parametrize(
    "error", [NotPermitted("request_edit"), NotPermitted("request_share"), NotPermitted("audience")]
)
async def test_what_one_may_not_do_with_a_request_is_said_in_words(
    signed_in: httpx.AsyncClient, services: ScriptedServices, error: NotPermitted
) -> None:
    services.says("tickets.edit_request", error)

    response = await signed_in.patch(f"/v1/requests/{REQUEST_ID}", json={"title": "Neu"})

    assert response.status_code == 403
    assert " " in response.json()["detail"]


async def test_an_audience_that_does_not_exist_is_refused_at_the_door(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await signed_in.post(
        f"/v1/requests/{REQUEST_ID}/comments",
        json={"body": "Danke!", "audience": "everybody"},
        headers={"Idempotency-Key": "k"},
    )

    fault = response.json()["errors"][0]
    assert (response.status_code, fault["reason"]) == (422, "not_offered")
    assert services.calls_of("tickets.add_comment") == []


AT_THE_DESK: list[tuple[str, str, Any, str, dict[str, Any], Any]] = [
    ("GET", "/v1/desk/mails?state=ignored", None, "list_mails", {"state": "ignored"},
     IncomingMails(items=(), next_cursor=None)),
    ("GET", "/v1/desk/requests?department=sales&assignee=me&open=true&limit=5", None,
     "list_desk_requests", {"department": "sales", "assignee": "me", "open": True, "limit": 5},
     RequestPage(items=(A_REQUEST,), next_cursor=None)),
    ("PUT", f"/v1/requests/{REQUEST_ID}/state",
     {"from_state": "in_progress", "to_state": "closed"}, "change_state",
     {"request_id": REQUEST_ID, "from_state": "in_progress", "to_state": "closed"}, A_REQUEST),
    ("PUT", f"/v1/requests/{REQUEST_ID}/assignee", {"person_id": None}, "assign_request",
     {"request_id": REQUEST_ID, "person_id": None}, A_REQUEST),
    ("PUT", f"/v1/requests/{REQUEST_ID}/department", {"department": "sales"}, "move_request",
     {"request_id": REQUEST_ID, "department": "sales"}, A_REQUEST),
    ("PUT", f"/v1/requests/{REQUEST_ID}/priority", {"priority": "high"}, "set_priority",
     {"request_id": REQUEST_ID, "priority": "high"}, A_REQUEST),
    ("POST", f"/v1/requests/{REQUEST_ID}/merge", {"into_request_id": str(REQUEST_ID)},
     "merge_request", {"request_id": REQUEST_ID, "into_request_id": REQUEST_ID}, A_REQUEST),
    ("PUT", f"/v1/requests/{REQUEST_ID}/hold", {"reason": "Verfahren"}, "hold_request",
     {"request_id": REQUEST_ID, "reason": "Verfahren"}, A_REQUEST),
    ("DELETE", f"/v1/requests/{REQUEST_ID}/hold", None, "release_request",
     {"request_id": REQUEST_ID}, A_REQUEST),
    ("PUT", f"/v1/requests/{REQUEST_ID}/rating", {"stars": 4, "comment": "Schnell."},
     "rate_request", {"request_id": REQUEST_ID, "stars": 4, "comment": "Schnell."}, A_REQUEST),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "arguments", "answer"),
    AT_THE_DESK,
    ids=[f"{step[0]} {step[1]}" for step in AT_THE_DESK],
)
async def test_each_operation_at_the_desk_says_what_the_client_said(  # noqa: PLR0917  (one step, in columns)
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    arguments: dict[str, Any],
    answer: Any,
) -> None:
    services.says(f"tickets.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    (asked,) = services.calls_of(f"tickets.{called}")
    given = asked.arguments.get("request", asked.arguments.get("query", asked.arguments))
    said = {
        name: given[name] if isinstance(given, dict) else getattr(given, name) for name in arguments
    }
    assert (response.status_code, said) == (200, arguments), response.text


async def test_who_comes_second_is_told_the_present_state(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.change_state", ChangedMeanwhile("state", "closed"))

    response = await signed_in.put(
        f"/v1/requests/{REQUEST_ID}/state",
        json={"from_state": "in_progress", "to_state": "closed"},
    )

    problem = response.json()
    assert (response.status_code, problem["field"], problem["present"]) == (409, "state", "closed")


@pytest.mark.parametrize("stars", [0, 6, "many"])
async def test_stars_are_one_to_five(
    signed_in: httpx.AsyncClient, services: ScriptedServices, stars: Any
) -> None:
    response = await signed_in.put(f"/v1/requests/{REQUEST_ID}/rating", json={"stars": stars})

    assert response.status_code == 422
    assert services.calls_of("tickets.rate_request") == []


@pytest.mark.req("FD-11")
@pytest.mark.parametrize("language", ["de", "en"])
async def test_advice_is_put_into_words(
    signed_in: httpx.AsyncClient, services: ScriptedServices, language: str
) -> None:
    every: tuple[Advice, ...] = get_args(Advice)
    services.says(
        "tickets.advise_request",
        RequestAdvice(advice=every, similar=(A_REQUEST,), score_percent=20, unfilled=("since",)),
    )

    response = await signed_in.post(
        "/v1/requests/advice",
        json={"title": "geht nicht"},
        headers={"Accept-Language": language},
    )

    answer = response.json()
    assert [each["code"] for each in answer["advice"]] == list(every)
    assert (answer["score_percent"], answer["unfilled"]) == (20, ["since"])
    assert all(" " in each["message"] for each in answer["advice"])
    assert [each["id"] for each in answer["similar"]] == [str(A_REQUEST.id)]


@pytest.mark.req("SE-10")
async def test_a_request_by_telephone_remembers_its_channel(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.open_for_customer", A_REQUEST)
    whose = {"organisation_id": str(ORGANISATION_ID), "person_id": str(PERSON_ID)}

    response = await signed_in.post(
        "/v1/desk/requests",
        json={**A_BODY, **whose, "channel": "phone"},
        headers={"Idempotency-Key": "call-1"},
    )

    (asked,) = services.calls_of("tickets.open_for_customer")
    request = asked.arguments["request"]
    assert response.status_code == 201
    assert (request.channel, request.person_id) == ("phone", PERSON_ID)
    assert (request.request.kind, request.request.idempotency_key) == ("service_call", "call-1")


async def test_contact_channels_are_listed(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.list_contact_channels", ContactChannels(items=()))

    response = await signed_in.get("/v1/contact-channels")

    assert response.json() == {"items": []}
