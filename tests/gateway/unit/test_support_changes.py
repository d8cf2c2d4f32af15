"""In a support session the API reads, proposes, and changes nothing; the customer's yes does."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.errors import InternalError, LastAdministrator, WireError
from contracts.identity import Membership
from contracts.support_changes import DecidedSupportChange, ProposedRequest, SupportChange
from contracts.tickets import Request, RequestPage
from gateway.api.binding import signature_of
from gateway.clients.failures import CallTimedOut, ConnectionLost, UnknownService
from gateway.routes import API
from gateway.texts import texts_in
from tests.gateway.samples import (
    ORGANISATION_ID,
    PERSON_ID,
    TOKEN,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import Asked, ScriptedServices, client_of, scripted_app

SOME_ID = "01930000-0000-7000-8000-0000000000ff"
CHANGE_ID = UUID("01930000-0000-7000-8000-0000000000aa")
SUPPORT_SESSION_ID = UUID("01930000-0000-7000-8000-0000000000bb")
LOOKING = "kv_somebody-who-looks"
A_MOMENT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
MEMBER = Membership(
    person_id=PERSON_ID, person_name="Erika Muster", email="e@example.com", role="member", areas=()
)

# Whoever adds to this list says why a customer may be asked for it in two clicks.
PROPOSED = {
    "approve_access",
    "decline_access",
    "invite_person",  # not as an admin
    "revoke_invitation",
    "change_role",  # not to admin
    "set_operator_number",
    "set_document_types",
    "set_areas",
    "set_team",
    "set_data_scope",
    "set_grants",
    "create_machine_account",  # its token is told to nobody by that
    "revoke_machine_account",
    "open_request",
    "request_master_data_change",  # the vendor's people decide it afterwards
}
PASSED = {
    "close_current_support_session",
    "check_readings",  # says what would become of readings, and changes nothing
}
CHANGING = [route for route in API if route.method != "GET" and not route.public]


def a_request(**changes: Any) -> ProposedRequest:
    values: dict[str, Any] = {
        "operation": "set_areas",
        "method": "PUT",
        "path": "/v1/members/{person_id}/areas",
        "path_parameters": {"person_id": SOME_ID},
        "body": {"areas": ["post"]},
    }
    return ProposedRequest(**(values | changes))


def a_change(**changes: Any) -> SupportChange:
    values: dict[str, Any] = {
        "id": CHANGE_ID,
        "organisation_id": ORGANISATION_ID,
        "support_session_id": SUPPORT_SESSION_ID,
        "request": a_request(),
        "summary": {"de": "Bereiche ändern", "en": "Change areas"},
        "state": "pending_customer_ok",
        "proposed_by": UUID(SOME_ID),
        "proposed_at": A_MOMENT,
        "expires_at": A_MOMENT,
    }
    return SupportChange(**(values | changes))


def looking_in(services: ScriptedServices) -> httpx.AsyncClient:
    """Return a client of somebody in a support session."""
    principal = a_principal(
        role="admin", support_session_id=SUPPORT_SESSION_ID, session_id=SUPPORT_SESSION_ID
    )
    services.tokens[LOOKING] = an_authenticated(principal)
    headers = {"Authorization": f"Bearer {LOOKING}"}
    return client_of(scripted_app(services), headers=headers)


def approving(services: ScriptedServices, **request: Any) -> None:
    """Let identity say that the change is to be performed, and write down what comes of it."""
    change = a_change(request=a_request(**request), state="outcome_unknown")
    services.says(
        "identity.decide_support_change",
        DecidedSupportChange(change=change, is_to_be_performed=True),
    )

    def record(asked: Asked) -> SupportChange:
        outcome = asked.arguments["outcome"]
        return a_change(outcome_status=outcome.status, outcome_code=outcome.code)

    services.says("identity.record_support_outcome", record)


def path_of(template: str) -> str:
    return "/".join(SOME_ID if part.startswith("{") else part for part in template.split("/"))


def called(services: ScriptedServices) -> list[str]:
    return [asked.called for asked in services.asked if asked.called != "identity.authenticate"]


async def approve(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post(f"/v1/support-changes/{CHANGE_ID}/approve")


@pytest.mark.req("MB-14", "A23")
def test_what_may_be_proposed_is_this_and_nothing_else() -> None:
    proposed = {route.handler.__name__ for route in API if route.in_support == "proposed"}
    passed = {route.handler.__name__ for route in API if route.in_support == "passed"}

    assert (proposed, passed) == (PROPOSED, PASSED)


def test_what_may_be_proposed_is_json_and_has_words_in_both_languages() -> None:
    for route in API:
        if route.in_support == "proposed":
            key = f"operations.{route.handler.__name__}"
            assert texts_in("de").has(key)
            assert texts_in("en").has(key)
            assert not route.takes
            assert signature_of(route).answer is not None


@pytest.mark.req("MB-14", "A23")
@pytest.mark.asyncio
@pytest.mark.parametrize("route", [each for each in CHANGING if each.in_support == "refused"])
async def test_everything_else_that_changes_something_is_refused_in_a_support_session(
    services: ScriptedServices, route: Any
) -> None:
    async with looking_in(services) as client:
        answer = await client.request(route.method, path_of(route.path), json={})

    assert (answer.status_code, answer.json()["code"]) == (403, "customer_must_agree")
    assert called(services) == []


@pytest.mark.req("MB-14", "A23")
@pytest.mark.asyncio
async def test_a_change_is_put_to_the_customer_as_it_would_be_sent(
    services: ScriptedServices,
) -> None:
    services.says("identity.propose_support_change", a_change())

    async with looking_in(services) as client:
        answer = await client.put(
            f"/v1/members/{SOME_ID}/areas", json={"areas": ["post"], "unknown": "dropped"}
        )

    assert answer.status_code == 202
    assert answer.json()["state"] == "pending_customer_ok"
    assert answer.headers["location"] == f"/v1/support-changes/{CHANGE_ID}"
    assert called(services) == ["identity.propose_support_change"]
    proposal = services.asked[-1].arguments["proposal"]
    assert msgspec.json.encode(proposal.request) == msgspec.json.encode(a_request())
    assert proposal.summary == {
        "de": "Die Bereiche eines Mitglieds ändern",
        "en": "Change a member's areas",
    }


@pytest.mark.asyncio
async def test_a_change_that_makes_no_sense_is_not_proposed(services: ScriptedServices) -> None:
    async with looking_in(services) as client:
        unreadable = await client.put(f"/v1/members/{SOME_ID}/areas", json={"areas": "post"})
        nobody = await client.put("/v1/members/nobody/areas", json={"areas": []})

    assert [unreadable.status_code, nobody.status_code] == [422, 404]
    assert called(services) == []


@pytest.mark.req("MB-14")
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/invitations", {"email": "neu@example.com", "role": "admin"}),
        ("PUT", f"/v1/members/{SOME_ID}/role", {"role": "admin"}),
        ("POST", f"/v1/access-requests/{SOME_ID}/approve", {"role": "admin"}),
    ],
)
async def test_nobody_is_proposed_as_an_admin(
    services: ScriptedServices, method: str, path: str, body: dict[str, str]
) -> None:
    async with looking_in(services) as client:
        answer = await client.request(method, path, json=body)

    assert (answer.status_code, answer.json()["code"]) == (403, "customer_must_agree")
    assert called(services) == []


@pytest.mark.asyncio
async def test_reading_passes_in_a_support_session(services: ScriptedServices) -> None:
    services.says("tickets.list_requests", RequestPage(items=(), next_cursor=None))

    async with looking_in(services) as client:
        answer = await client.get("/v1/requests")

    assert answer.status_code == 200


@pytest.mark.req("MB-14", "A23")
@pytest.mark.asyncio
async def test_a_yes_performs_the_recorded_request_in_the_name_of_who_says_it(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    approving(services)
    services.says("identity.set_areas", MEMBER)

    answer = await approve(signed_in)

    assert answer.status_code == 200
    assert answer.json()["outcome_status"] == 200
    assert called(services) == [
        "identity.decide_support_change",
        "identity.set_areas",
        "identity.record_support_outcome",
    ]
    [performed] = services.calls_of("identity.set_areas")
    assert performed.arguments["request"].person_id == UUID(SOME_ID)
    assert performed.arguments["request"].areas == ("post",)
    assert performed.caller.principal == services.tokens[TOKEN].principal
    assert not performed.repeatable


@pytest.mark.asyncio
async def test_a_second_yes_performs_nothing(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    done = a_change(state="performed", outcome_status=200)
    services.says(
        "identity.decide_support_change",
        DecidedSupportChange(change=done, is_to_be_performed=False),
    )

    answer = await approve(signed_in)

    assert answer.json()["state"] == "performed"
    assert called(services) == ["identity.decide_support_change"]


@pytest.mark.asyncio
async def test_a_no_performs_nothing(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    declined = DecidedSupportChange(change=a_change(state="declined"), is_to_be_performed=False)
    services.says("identity.decide_support_change", declined)

    answer = await signed_in.post(f"/v1/support-changes/{CHANGE_ID}/decline")

    assert answer.json()["state"] == "declined"
    [asked] = services.calls_of("identity.decide_support_change")
    assert not asked.arguments["decision"].approve
    assert len(called(services)) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (LastAdministrator(), 409, "last_administrator"),
        (UnknownService("accounts", "away"), 503, "service_unavailable"),
    ],
)
async def test_what_the_request_answers_is_written_down(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    error: WireError,
    status: int,
    code: str,
) -> None:
    approving(services)
    services.says("identity.set_areas", error)

    answer = await approve(signed_in)

    assert (answer.json()["outcome_status"], answer.json()["outcome_code"]) == (status, code)


@pytest.mark.req("MB-14")
@pytest.mark.asyncio
@pytest.mark.parametrize(
    "doubt",
    [
        CallTimedOut("accounts", "no answer"),
        ConnectionLost("accounts", "gone"),
        InternalError("some-id"),
        RuntimeError("a bug"),
    ],
    ids=lambda each: type(each).__name__,
)
async def test_an_outcome_that_nobody_knows_stays_unknown(
    signed_in: httpx.AsyncClient, services: ScriptedServices, doubt: Exception
) -> None:
    approving(services)
    services.says("identity.set_areas", doubt)

    answer = await approve(signed_in)

    assert answer.status_code == 200
    assert answer.json()["state"] == "outcome_unknown"
    assert services.calls_of("identity.record_support_outcome") == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"operation": "create_api_key"}, 410),
        ({"operation": "unheard_of"}, 410),
        ({"path": "/v1/members/{person_id}/role"}, 410),
        ({"body": {"areas": "post"}}, 422),
        ({"path_parameters": {"person_id": "nobody"}}, 404),
    ],
    ids=str,
)
async def test_what_can_no_longer_be_proposed_is_not_performed_either(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    request_: dict[str, Any],
    status: int,
) -> None:
    approving(services, **request_)

    answer = await approve(signed_in)

    assert answer.json()["outcome_status"] == status
    assert called(services) == [
        "identity.decide_support_change",
        "identity.record_support_outcome",
    ]


@pytest.mark.asyncio
async def test_the_change_is_its_own_idempotency_key(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    body: dict[str, Any] = {
        "kind": "technical_problem",
        "title": "Drucker",
        "description": "Kein Papier",
    }
    approving(
        services,
        operation="open_request",
        method="POST",
        path="/v1/requests",
        path_parameters={},
        body=body,
    )
    opened = Request(id=CHANGE_ID, state="waiting_for_vendor", opened_at=A_MOMENT, **body)
    services.says("tickets.open_request", opened)

    answer = await approve(signed_in)

    assert answer.json()["outcome_status"] == 201
    [asked] = services.calls_of("tickets.open_request")
    assert asked.arguments["request"].idempotency_key == f"support-change-{CHANGE_ID}"


@pytest.mark.asyncio
async def test_proposing_needs_an_idempotency_key_where_the_request_does(
    services: ScriptedServices,
) -> None:
    services.says("identity.propose_support_change", a_change())
    body = {"kind": "technical_problem", "title": "Drucker", "description": "Kein Papier"}

    async with looking_in(services) as client:
        without = await client.post("/v1/requests", json=body)
        with_key = await client.post("/v1/requests", json=body, headers={"Idempotency-Key": "one"})

    assert [without.status_code, with_key.status_code] == [400, 202]
    assert json.loads(with_key.content)["id"] == str(CHANGE_ID)
