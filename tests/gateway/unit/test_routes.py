"""Every URL: who may come in, how errors look, and what goes to which service."""

import json
import re
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest

from contracts.billing_docs import DocumentPage, EBillingAddress, Publications
from contracts.catalog import Packages
from contracts.errors import NotFound, NotPermitted, NotSignedIn, RetentionProtected, SignInRefused
from contracts.identity import (
    ApiKey,
    AuditPage,
    Invitations,
    Members,
    Membership,
)
from contracts.tickets import Request, RequestPage
from gateway.routes import API, PAGES
from tests.gateway.public_addresses import PUBLIC
from tests.gateway.samples import (
    DOCUMENT_ID,
    ORGANISATION_ID,
    PERSON_ID,
    SESSION_ID,
    TOKEN,
    a_document,
    a_principal,
    a_session,
    an_authenticated,
    an_invitation_preview,
    an_organisation,
)
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio
SOME_ID = "01930000-0000-7000-8000-0000000000ff"


def path_of(template: str) -> str:
    return re.sub(r"{\w+_id}", SOME_ID, template).replace("{token}", "kt_invitation")


async def test_the_public_addresses_are_these_and_no_others() -> None:
    public = {(route.method, route.path) for route in API if route.public}
    public |= {(page.method, page.path) for page in PAGES if page.public}

    assert public == PUBLIC


@pytest.mark.parametrize(
    ("method", "path"), [(route.method, route.path) for route in API if not route.public]
)
async def test_without_a_session_the_api_answers_401(
    anonymous: httpx.AsyncClient, services: ScriptedServices, method: str, path: str
) -> None:
    response = await anonymous.request(method, path_of(path), json={})

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert services.asked == []


@pytest.mark.parametrize(
    "path", [page.path for page in PAGES if not page.public and page.method == "GET"]
)
async def test_without_a_session_a_page_leads_to_the_sign_in_and_back(
    anonymous: httpx.AsyncClient, path: str
) -> None:
    response = await anonymous.get(path_of(path))

    assert response.status_code == 303
    assert response.headers["location"] == "/sign-in?next=" + quote(path_of(path), safe="")


@pytest.mark.parametrize(
    ("method", "path"), [(route.method, route.path) for route in API if not route.public]
)
async def test_a_browsers_cookie_changes_nothing_from_a_foreign_page(
    services: ScriptedServices, method: str, path: str
) -> None:
    if method == "GET":
        return
    cookies = {"kontor_session": TOKEN}
    async with client_of(scripted_app(services), cookies=cookies) as client:
        response = await client.request(
            method, path_of(path), json={}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert response.status_code == 403
    assert response.json()["code"] == "cross_site_refused"
    assert services.asked == []


@pytest.mark.req("BR-11")
async def test_the_audit_trail_can_be_read_and_not_written(signed_in: httpx.AsyncClient) -> None:
    answers = [
        await signed_in.request(method, "/v1/audit", json={})
        for method in ("POST", "PUT", "PATCH", "DELETE")
    ]

    assert {answer.status_code for answer in answers} == {405}
    assert all(answer.headers["allow"] == "GET, HEAD" for answer in answers)


async def test_foreign_unknown_and_impossible_ids_answer_alike(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.get_document", NotFound("document"))
    headers = {"X-Request-Id": "the-same-id"}

    answers = [
        await signed_in.get(f"/v1/documents/{given}", headers=headers)
        for given in (DOCUMENT_ID, uuid4(), "10001", "%00", "x" * 500)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


async def test_a_method_that_an_address_does_not_know_is_told_which_it_knows(
    signed_in: httpx.AsyncClient,
) -> None:
    response = await signed_in.patch(f"/v1/documents/{DOCUMENT_ID}")

    assert response.headers["allow"] == "DELETE, GET, HEAD"


@pytest.mark.req("S3")
async def test_a_whole_address_knows_its_own_methods_and_not_those_of_a_pattern_it_fits(
    signed_in: httpx.AsyncClient,
) -> None:
    changed = await signed_in.patch("/v1/requests/summary", json={"title": "x"})
    asked = await signed_in.options("/v1/requests/summary")

    assert (changed.status_code, asked.status_code) == (405, 405)
    assert (changed.headers["allow"], asked.headers["allow"]) == ("GET, HEAD", "GET, HEAD")


async def test_unknown_addresses_and_methods_answer_in_the_apis_form(
    anonymous: httpx.AsyncClient,
) -> None:
    unknown = await anonymous.get("/v1/nothing")
    wrong = await anonymous.patch("/v1/sessions")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_address")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert unknown.headers["content-type"] == "application/problem+json"


async def test_a_failure_nobody_foresaw_is_ours_and_says_nothing_about_itself(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.list_documents", RuntimeError("SELECT * FROM secrets"))

    response = await signed_in.get("/v1/documents")

    assert response.status_code == 500
    assert response.json()["code"] == "internal"
    assert "secrets" not in response.text
    assert response.json()["correlation_id"] == response.headers["x-request-id"]


async def test_problems_speak_the_callers_language(signed_in: httpx.AsyncClient) -> None:
    german = await signed_in.get("/v1/packages", headers={"Accept-Language": "de-DE"})
    english = await signed_in.get("/v1/packages", headers={"Accept-Language": "en"})
    own = await signed_in.get("/v1/packages", headers={"Accept-Language": ""})

    assert german.json()["title"] == "Dieser Bereich ist gerade nicht erreichbar."
    assert english.json()["title"] == "This area cannot be reached just now."
    assert own.json()["title"] == german.json()["title"]
    assert english.headers["content-language"] == "en"


async def test_the_services_get_the_principal_the_correlation_and_a_trace(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_packages", Packages(items=()))
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    await signed_in.get(
        "/v1/packages", headers={"X-Request-Id": "outside-0001", "traceparent": trace}
    )

    [asked] = services.calls_of("catalog.list_packages")
    assert asked.caller.correlation_id == "outside-0001"
    assert asked.caller.principal
    assert asked.caller.traceparent
    assert asked.caller.traceparent.startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert asked.repeatable


async def test_a_session_the_service_does_not_believe_is_asked_for_anew(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_packages", NotSignedIn())

    first = await signed_in.get("/v1/packages")
    await signed_in.get("/v1/packages")

    assert first.status_code == 401
    assert len(services.calls_of("identity.authenticate")) == 2


async def test_signing_in_hands_over_the_address_it_comes_from_whatever_the_client_says(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", a_session())

    response = await anonymous.post(
        "/v1/sessions",
        json={"email": "erika@example.com", "password": "secret", "client": "192.0.2.99"},
    )

    assert response.status_code == 201
    assert response.json()["token"] == TOKEN
    [asked] = services.calls_of("identity.open_session")
    assert asked.arguments["request"].client == "127.0.0.1"
    assert not asked.repeatable
    assert "set-cookie" not in response.headers


async def test_a_refused_sign_in_is_401(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", SignInRefused())

    response = await anonymous.post(
        "/v1/sessions", json={"email": "erika@example.com", "password": "wrong"}
    )

    assert (response.status_code, response.json()["code"]) == (401, "sign_in_refused")


@pytest.mark.req("H10")
async def test_too_many_sign_ins_from_one_address_are_slowed_down(
    services: ScriptedServices,
) -> None:
    services.says("identity.open_session", SignInRefused())
    guess = {"email": "erika@example.com", "password": "guess"}
    async with client_of(scripted_app(services, sign_in_limit="3/minute")) as client:
        answers = [await client.post("/v1/sessions", json=guess) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert len(services.calls_of("identity.open_session")) == 3


@pytest.mark.req("SE-38")
async def test_opening_an_invitation_asks_to_look_and_nothing_else(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_invitation", an_invitation_preview())
    path = "/v1/invitations/by-token/kt_invitation"

    answers = [await anonymous.request(method, path) for method in ("GET", "HEAD") * 25]

    assert {answer.status_code for answer in answers} == {200}
    assert {asked.called for asked in services.asked} == {"identity.preview_invitation"}


@pytest.mark.req("SE-23")
async def test_an_invitation_is_not_accepted_without_a_password(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await anonymous.post(
        "/v1/invitations/by-token/kt_invitation/accept", json={"person_name": "Erika Muster"}
    )

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "password"
    assert services.asked == []


async def test_a_protected_document_is_not_deleted(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.delete_document", RetentionProtected("2034-12-31"))

    response = await signed_in.delete(f"/v1/documents/{DOCUMENT_ID}")

    assert response.status_code == 409
    assert response.json()["code"] == "retention_protected"
    assert response.json()["protected_until"] == "2034-12-31"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "idempotency_key_missing"),
        ({"Idempotency-Key": "x" * 201}, "idempotency_key_unusable"),
    ],
)
async def test_opening_a_request_needs_a_key_of_its_own(
    signed_in: httpx.AsyncClient, services: ScriptedServices, headers: dict[str, str], code: str
) -> None:
    response = await signed_in.post(
        "/v1/requests",
        json={"kind": "technical_problem", "title": "Demo", "description": "Demo"},
        headers=headers,
    )

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert services.calls_of("tickets.open_request") == []


def an_invitation() -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "organisation_id": str(ORGANISATION_ID),
        "email": "neu@example.com",
        "role": "member",
        "areas": [],
        "state": "pending",
        "created_at": "2026-11-01T10:00:00Z",
        "expires_at": "2026-12-01T10:00:00Z",
    }


A_MEMBER = Membership(
    person_id=PERSON_ID,
    person_name="Erika Muster",
    email="erika@example.com",
    role="member",
    areas=("post",),
)
A_REQUEST = Request(
    id=UUID(SOME_ID),
    kind="technical_problem",
    title="Demo",
    description="Demo",
    state="waiting_for_vendor",
    opened_at=a_document().received_at,
)

# What a client sends, which method of which service it becomes, what that answers, the status.
Step = tuple[str, str, Any, str, Any, int]
STEPS: list[Step] = [
    ("GET", "/v1/documents?limit=2", None, "billing_docs.list_documents",
     DocumentPage(items=(a_document(),), next_cursor="abc"), 200),
    ("GET", f"/v1/documents/{DOCUMENT_ID}", None, "billing_docs.get_document", a_document(), 200),
    ("GET", "/v1/documents/without-notice", None, "billing_docs.list_without_notice",
     DocumentPage(items=(), next_cursor=None), 200),
    ("DELETE", f"/v1/documents/{DOCUMENT_ID}", None, "billing_docs.delete_document", None, 204),
    ("GET", f"/v1/organisations/{ORGANISATION_ID}/e-billing-address", None,
     "billing_docs.get_e_billing_address",
     EBillingAddress(organisation_id=ORGANISATION_ID, email=None), 200),
    ("PUT", f"/v1/organisations/{ORGANISATION_ID}/e-billing-address",
     {"email": "rechnung@example.com"}, "billing_docs.set_e_billing_address",
     EBillingAddress(organisation_id=ORGANISATION_ID, email="rechnung@example.com"), 200),
    ("POST", "/v1/publications/query", {"source": "/erp/demo", "event_ids": ["1"]},
     "billing_docs.find_publications", Publications(items=()), 200),
    ("POST", "/v1/organisations", {"kind": "customer", "name": "Demo"},
     "identity.register_organisation", an_organisation(), 201),
    ("GET", f"/v1/organisations/{ORGANISATION_ID}", None, "identity.get_organisation",
     an_organisation(), 200),
    ("POST", "/v1/invitations", {"email": "neu@example.com"}, "identity.invite_person",
     an_invitation(), 201),
    ("GET", "/v1/invitations", None, "identity.list_invitations", Invitations(items=()), 200),
    ("POST", "/v1/invitations/by-token/kt_1/accept",
     {"person_name": "Erika Muster", "password": "a long password"},
     "identity.accept_invitation", a_session(), 201),
    ("GET", "/v1/members", None, "identity.list_members", Members(items=(A_MEMBER,)), 200),
    ("PUT", f"/v1/members/{PERSON_ID}/areas", {"areas": ["post"]}, "identity.set_areas",
     A_MEMBER, 200),
    ("POST", "/v1/api-keys", {"name": "ERP", "scopes": ["documents.publish"]},
     "identity.create_api_key", ApiKey(id=SESSION_ID, name="ERP", key="kk_1", scopes=()), 201),
    ("GET", "/v1/audit?limit=5", None, "identity.list_audit",
     AuditPage(items=(), next_cursor=None), 200),
    ("GET", "/v1/requests", None, "tickets.list_requests",
     RequestPage(items=(A_REQUEST,), next_cursor=None), 200),
    ("POST", "/v1/requests",
     {"kind": "technical_problem", "title": "Demo", "description": "Demo"},
     "tickets.open_request", A_REQUEST, 201),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "answer", "status"),
    STEPS,
    ids=[f"{step[0]} {step[1]}" for step in STEPS],
)
async def test_each_operation_is_one_call_of_one_service(  # noqa: PLR0917  (one step, in columns)
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    answer: Any,
    status: int,
) -> None:
    services.says(called, answer)

    response = await signed_in.request(
        method, path, json=body, headers={"Idempotency-Key": "key-1"}
    )

    assert response.status_code == status
    asked = [one for one in services.asked if one.called != "identity.authenticate"]
    assert [one.called for one in asked] == [called]
    assert asked[0].repeatable is (method == "GET" or path.endswith("/query"))
    if status != 204:
        assert json.loads(response.content) is not None


async def test_the_vendors_people_name_whose_document_they_mean(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.get_document", a_document())

    await signed_in.get(f"/v1/documents/{DOCUMENT_ID}?organisation_id={ORGANISATION_ID}")
    await signed_in.get(f"/v1/documents/{DOCUMENT_ID}")

    asked = services.calls_of("billing_docs.get_document")
    assert [one.arguments for one in asked] == [
        {"document_id": DOCUMENT_ID, "organisation_id": ORGANISATION_ID},
        {"document_id": DOCUMENT_ID},
    ]


async def test_what_the_caller_may_not_is_403_with_what_is_missing(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.list_audit", NotPermitted("admin"))

    response = await signed_in.get("/v1/audit")

    assert (response.status_code, response.json()["reason"]) == (403, "admin")


async def test_who_one_is_comes_without_another_question(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await signed_in.get("/v1/me")

    assert response.json()["name"] == "Erika Muster"
    assert response.json()["areas"] == ["post"]
    assert response.json()["session"]["session_id"] == str(SESSION_ID)
    assert {asked.called for asked in services.asked} == {"identity.authenticate"}


async def test_one_is_shown_only_what_was_booked_as_well(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    principal = a_principal(areas=("post", "academy", "wiki"), entitlements=("base", "wiki"))
    services.tokens[TOKEN] = an_authenticated(principal)

    me = (await signed_in.get("/v1/me")).json()

    assert me["areas"] == ["post", "wiki"]
    assert me["entitlements"] == ["base", "wiki"]
