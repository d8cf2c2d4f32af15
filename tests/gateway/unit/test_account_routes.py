"""One's own account, access requests, members and customers: what goes to which call."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.accounts import (
    AccessRequest,
    AccessRequests,
    OpenSessions,
    Organisations,
    SignInSteps,
)
from contracts.errors import (
    InitialAddressProtected,
    InvalidInput,
    LastAdministrator,
    LinkNotUsable,
    TooManyAttempts,
    WeakPassword,
)
from contracts.identity import ImportReport, Invitation, Membership, UnactivatedContacts
from contracts.mailed_links import LinkPreview
from tests.gateway.samples import (
    ORGANISATION_ID,
    PERSON_ID,
    SESSION_ID,
    a_session,
    an_invitation_preview,
    an_organisation,
)
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

SOME_ID = UUID("01930000-0000-7000-8000-0000000000ff")
A_MOMENT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
A_MEMBER = Membership(
    person_id=PERSON_ID, person_name="Erika Muster", email="e@example.com", role="member", areas=()
)
AN_INVITATION = Invitation(
    id=SOME_ID,
    organisation_id=ORGANISATION_ID,
    email="neu@example.com",
    role="member",
    areas=(),
    state="pending",
    created_at=A_MOMENT,
    expires_at=A_MOMENT,
)
A_WISH = AccessRequest(
    id=SOME_ID,
    person_id=PERSON_ID,
    person_name="Nora Neu",
    email="nora@example.com",
    language="de",
    note="",
    state="pending",
    created_at=A_MOMENT,
)
A_LINK = LinkPreview(purpose="registration", email="nora@example.com", expires_at=A_MOMENT)
BY_TOKEN = "by-token/kx_1/complete"

# What a client sends, which call of identity it becomes, what that answers, the status.
Step = tuple[str, str, Any, str, Any, int]
STEPS: list[Step] = [
    ("POST", "/v1/sessions/begin", {"email": "e@example.com"}, "begin_sign_in",
     SignInSteps(methods=("password",)), 200),
    ("GET", "/v1/sessions", None, "list_sessions", OpenSessions(items=()), 200),
    ("DELETE", f"/v1/sessions/{SOME_ID}", None, "end_session", None, 204),
    ("DELETE", "/v1/sessions/others", None, "end_other_sessions", 3, 200),
    ("PUT", "/v1/sessions/current/organisation", {"organisation_id": str(ORGANISATION_ID)},
     "switch_organisation", an_organisation(), 200),
    ("GET", "/v1/me/organisations", None, "list_own_organisations", Organisations(items=()), 200),
    ("PUT", "/v1/me/password", {"current": "a", "new": "b"}, "change_password", None, 204),
    ("POST", "/v1/password-resets", {"email": "e@example.com"}, "request_password_reset",
     None, 202),
    ("GET", "/v1/password-resets/by-token/kp_1", None, "preview_link", A_LINK, 200),
    ("GET", "/v1/registrations/by-token/kr_1", None, "preview_link", A_LINK, 200),
    ("POST", f"/v1/password-resets/{BY_TOKEN}", {"password": "b"}, "reset_password", None, 204),
    ("POST", "/v1/email-changes", {"email": "neu@example.com", "password": "a"},
     "request_email_change", None, 202),
    ("GET", "/v1/email-changes/by-token/ke_1", None, "preview_link", A_LINK, 200),
    ("POST", f"/v1/email-changes/{BY_TOKEN}", None, "confirm_email_change", None, 204),
    ("POST", "/v1/registrations", {"email": "e@example.com"}, "request_registration", None, 202),
    ("POST", f"/v1/registrations/{BY_TOKEN}", {"person_name": "Nora Neu", "password": "b"},
     "complete_registration", a_session(organisation=None), 201),
    ("POST", "/v1/access-requests", {"customer_number": "10001"}, "request_access", None, 202),
    ("GET", "/v1/access-requests", None, "list_access_requests", AccessRequests(items=()), 200),
    ("POST", "/v1/me/area-requests", {"areas": ["post"]}, "request_areas", A_WISH, 201),
    ("GET", "/v1/me/area-requests", None, "list_own_access_requests",
     AccessRequests(items=()), 200),
    ("POST", f"/v1/access-requests/{SOME_ID}/approve", None, "decide_access", A_WISH, 200),
    ("POST", f"/v1/access-requests/{SOME_ID}/decline", None, "decide_access", A_WISH, 200),
    ("POST", f"/v1/invitations/{SOME_ID}/resend", None, "resend_invitation", AN_INVITATION, 200),
    ("POST", f"/v1/invitations/{SOME_ID}/revoke", None, "revoke_invitation", AN_INVITATION, 200),
    ("POST", "/v1/invitations/by-code/preview", {"email": "e@example.com", "code": "1"},
     "preview_typed_code", an_invitation_preview(), 200),
    ("PUT", f"/v1/members/{PERSON_ID}/role", {"role": "admin"}, "change_role", A_MEMBER, 200),
    ("DELETE", f"/v1/members/{PERSON_ID}", None, "remove_member", None, 204),
    ("PUT", f"/v1/members/{PERSON_ID}/operator-number", {"operator_number": "007"},
     "set_operator_number", A_MEMBER, 200),
    ("GET", "/v1/members/by-operator-number/007", None, "find_operator", A_MEMBER, 200),
    ("POST", "/v1/customers/import", {"csv": "customer_number;name\n"}, "import_customers",
     ImportReport(items=()), 200),
    ("GET", "/v1/reports/unactivated-contacts", None, "list_unactivated_contacts",
     UnactivatedContacts(items=(), next_cursor=None), 200),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "answer", "status"),
    STEPS,
    ids=[f"{step[0]} {step[1]}" for step in STEPS],
)
async def test_each_operation_is_one_call_of_identity(  # noqa: PLR0917  (one step, in columns)
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    answer: Any,
    status: int,
) -> None:
    services.says(f"identity.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    assert response.status_code == status, response.text
    asked = [one for one in services.asked if one.called != "identity.authenticate"]
    assert [one.called for one in asked] == [f"identity.{called}"]
    is_read = method == "GET" or called == "begin_sign_in"
    assert asked[0].repeatable is is_read
    assert bool(response.content) is (status not in {202, 204})


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "answer"),
    [
        ("PUT", "/v1/sessions/current/organisation", {"organisation_id": str(ORGANISATION_ID)},
         "switch_organisation", an_organisation()),
        ("DELETE", f"/v1/sessions/{SESSION_ID}", None, "end_session", None),
        ("PUT", f"/v1/members/{PERSON_ID}/role", {"role": "member"}, "change_role", A_MEMBER),
        ("PUT", f"/v1/members/{PERSON_ID}/areas", {"areas": []}, "set_areas", A_MEMBER),
        ("DELETE", f"/v1/members/{PERSON_ID}", None, "remove_member", None),
    ],
)  # fmt: skip
async def test_what_one_changes_about_oneself_is_felt_by_the_next_request(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    answer: Any,
) -> None:
    services.says(f"identity.{called}", answer)
    await signed_in.get("/v1/me")

    changed = await signed_in.request(method, path, json=body)
    await signed_in.get("/v1/me")

    assert changed.is_success
    assert len(services.calls_of("identity.authenticate")) == 2


async def test_who_asks_for_a_link_is_told_in_the_language_of_the_request(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for called in ("request_password_reset", "request_registration"):
        services.says(f"identity.{called}", None)
    body = {"email": "e@example.com"}

    await anonymous.post("/v1/password-resets", json=body, headers={"Accept-Language": "en"})
    await anonymous.post("/v1/registrations", json=body)

    asked = [one.arguments["request"] for one in services.asked]
    assert [(one.language, one.client) for one in asked] == [
        ("en", "127.0.0.1"), ("de", "127.0.0.1")
    ]  # fmt: skip


async def test_asking_for_links_is_limited_before_anything_is_asked(
    services: ScriptedServices,
) -> None:
    services.says("identity.request_password_reset", None)
    body = {"email": "e@example.com"}
    async with client_of(scripted_app(services, sign_in_limit="2/minute")) as client:
        answers = [await client.post("/v1/password-resets", json=body) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert len(services.asked) == 2


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (LinkNotUsable("link_used"), 410, "link_not_usable"),
        (WeakPassword("too_common"), 422, "weak_password"),
        (TooManyAttempts("30"), 429, "too_many_attempts"),
    ],
)
async def test_what_a_link_no_longer_does_has_its_status(
    anonymous: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    code: str,
) -> None:
    services.says("identity.reset_password", error)

    response = await anonymous.post(f"/v1/password-resets/{BY_TOKEN}", json={"password": "b"})

    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InitialAddressProtected(), "initial_address_protected"),
        (LastAdministrator(), "last_administrator"),
    ],
)
async def test_who_must_stay_stays(
    signed_in: httpx.AsyncClient, services: ScriptedServices, error: Exception, code: str
) -> None:
    services.says("identity.remove_member", error)

    response = await signed_in.delete(f"/v1/members/{PERSON_ID}")

    assert (response.status_code, response.json()["code"]) == (409, code)


async def test_a_customer_number_in_place_of_an_operator_number_is_named(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.set_operator_number",
        InvalidInput("operator_number", "looks_like_customer_number"),
    )

    response = await signed_in.put(
        f"/v1/members/{PERSON_ID}/operator-number", json={"operator_number": "10001"}
    )

    [fault] = response.json()["errors"]
    assert response.status_code == 422
    assert (fault["field"], fault["reason"]) == ("operator_number", "looks_like_customer_number")


async def test_the_vendors_people_say_whose_member_goes_and_why(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.remove_member", None)

    await signed_in.delete(
        f"/v1/members/{PERSON_ID}",
        params={"organisation_id": str(ORGANISATION_ID), "reason": "Anruf"},
    )

    [asked] = services.calls_of("identity.remove_member")
    request = asked.arguments["request"]
    assert (request.organisation_id, request.reason) == (ORGANISATION_ID, "Anruf")


async def test_a_list_of_customers_is_taken_as_it_was_saved(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.import_customers", ImportReport(items=()))
    saved = "customer_number;name\r\n10001;Müller GmbH (Demo)\r\n"

    answers = [
        await signed_in.post(
            "/v1/customers/import", content=content, headers={"Content-Type": media_type}
        )
        for content, media_type in (
            (saved.encode(), "text/csv; charset=utf-8"),
            (saved.encode("latin-1"), "text/csv"),
            (saved.encode(), "text/plain"),
        )
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 415]
    assert answers[1].json()["errors"][0]["reason"] == "unreadable_character"
    [asked] = services.calls_of("identity.import_customers")
    assert asked.arguments["request"].csv == saved
