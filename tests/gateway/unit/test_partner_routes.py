"""Partners and their customers over HTTP: what goes to which call, and how it is answered."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted, WireError
from contracts.identity import Membership
from contracts.outbound import PartnerContact
from contracts.partners import Customer, CustomerPage, ServingPartner, ShortListExplanation
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID, a_principal, an_organisation
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

CUSTOMER_ID = UUID("01930000-0000-7000-8000-000000000021")
SITE = UUID("01930000-0000-7000-8000-000000000022")
OTHER_SITE = UUID("01930000-0000-7000-8000-000000000023")
A_MEMBER = Membership(
    person_id=PERSON_ID, person_name="Erika Muster", email="e@example.com", role="member", areas=()
)
A_CUSTOMER = Customer(
    id=CUSTOMER_ID,
    customer_number="10001",
    name="Musterkunde (Demo)",
    language="de",
    partner=ServingPartner(id=SITE, name="Musterpartner (Demo)"),
    contact=PartnerContact(person_id=PERSON_ID, name="Erika Muster", email="e@example.com"),
)
A_PAGE = CustomerPage(
    items=(),
    total=0,
    next_cursor=None,
    explanations=(
        ShortListExplanation(
            reason="visibility_none", partner=A_CUSTOMER.partner, ask=("Anna Muster",)
        ),
    ),
)
WHY = {"reason": "Demo"}

# What a client sends, which call of identity it becomes, with which arguments, and the answer.
Step = tuple[str, str, Any, str, dict[str, Any], Any]
STEPS: list[Step] = [
    ("GET", f"/v1/customers/{CUSTOMER_ID}", None, "get_customer",
     {"customer_id": CUSTOMER_ID}, A_CUSTOMER),
    ("PUT", f"/v1/customers/{CUSTOMER_ID}/partner-contact", {"person_id": str(PERSON_ID)},
     "assign_partner_contact", {"customer_id": CUSTOMER_ID, "person_id": PERSON_ID}, A_CUSTOMER),
    ("PUT", f"/v1/customers/{CUSTOMER_ID}/partner-contact", {"person_id": None},
     "assign_partner_contact", {"customer_id": CUSTOMER_ID, "person_id": None}, A_CUSTOMER),
    ("PUT", f"/v1/organisations/{CUSTOMER_ID}/partner", {"partner_id": str(SITE), **WHY},
     "set_partner", {"customer_id": CUSTOMER_ID, "partner_id": SITE, **WHY}, A_CUSTOMER),
    ("PUT", f"/v1/organisations/{ORGANISATION_ID}/certification", {"is_certified": True, **WHY},
     "set_certification", {"organisation_id": ORGANISATION_ID, "is_certified": True, **WHY},
     an_organisation(kind="partner")),
    ("PUT", f"/v1/members/{PERSON_ID}/team", {"team": None}, "set_team",
     {"person_id": PERSON_ID, "team": None}, A_MEMBER),
    ("PUT", f"/v1/members/{PERSON_ID}/data-scope",
     {"data_scope": "own", "organisation_id": str(SITE), **WHY}, "set_data_scope",
     {"person_id": PERSON_ID, "data_scope": "own", "organisation_id": SITE, **WHY}, A_MEMBER),
    ("PUT", f"/v1/members/{PERSON_ID}/grants", {"grants": ["download_licence"]}, "set_grants",
     {"person_id": PERSON_ID, "grants": ("download_licence",)}, A_MEMBER),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "arguments", "answer"),
    STEPS,
    ids=[f"{step[0]} {step[1]}" for step in STEPS],
)
async def test_each_operation_says_what_the_client_said(  # noqa: PLR0917  (one step, in columns)
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    arguments: dict[str, Any],
    answer: Any,
) -> None:
    services.says(f"identity.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    (asked,) = services.calls_of(f"identity.{called}")
    given = asked.arguments.get("request", asked.arguments)
    said = {
        name: given[name] if isinstance(given, dict) else getattr(given, name) for name in arguments
    }
    assert (response.status_code, said) == (200, arguments)
    assert asked.repeatable is (method == "GET")


@pytest.mark.req("DW-32", "DW-33")
async def test_several_sites_are_parted_by_commas(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.list_customers", A_PAGE)

    response = await signed_in.get(
        f"/v1/customers?partner={SITE},{OTHER_SITE},{SITE}&contact=none&search=Muster&limit=2"
    )

    (asked,) = services.calls_of("identity.list_customers")
    query = asked.arguments["query"]
    assert (query.partners, query.contact) == ((SITE, OTHER_SITE), "none")
    assert (query.search, query.limit) == ("Muster", 2)
    assert response.json()["explanations"][0]["reason"] == "visibility_none"
    assert response.json()["explanations"][0]["ask"] == ["Anna Muster"]


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        ("partner=x", "partner", "not_an_id"),
        (f"partner={SITE},", "partner", "not_an_id"),
        ("partner=" + ",".join(f"{n:032x}" for n in range(51)), "partner", "too_long"),
        ("limit=101", "limit", "too_large"),
        ("contact=" + "x" * 37, "contact", "too_long"),
        ("partners=none", "partners", "unknown_field"),
    ],
)
async def test_a_query_that_cannot_be_read_names_its_fault(
    signed_in: httpx.AsyncClient, services: ScriptedServices, query: str, field: str, reason: str
) -> None:
    response = await signed_in.get(f"/v1/customers?{query}")

    fault = response.json()["errors"][0]
    assert (response.status_code, fault["field"], fault["reason"]) == (422, field, reason)
    assert services.calls_of("identity.list_customers") == []


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (AreaNotVisible("business"), 403, "area_not_visible"),
        (NotPermitted("membership"), 403, "not_permitted"),
        (NotPermitted("change_partner_contact"), 403, "not_permitted"),
        (NotFound("customer"), 404, "not_found"),
        (InvalidInput("person_id", "not_a_member"), 422, "invalid_input"),
    ],
)
async def test_a_refusal_has_its_status_and_words(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    error: WireError,
    status: int,
    code: str,
) -> None:
    services.says("identity.assign_partner_contact", error)

    response = await signed_in.put(
        f"/v1/customers/{CUSTOMER_ID}/partner-contact", json={"person_id": str(PERSON_ID)}
    )

    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    words = [problem.get("detail"), *(fault["message"] for fault in problem.get("errors", []))]
    assert status == 404 or any(words)
    assert "change_partner_contact" not in str(words)


@pytest.mark.parametrize("path", ["data-scope", "grants"])
async def test_who_changes_his_own_rights_has_them_at_his_next_request(
    signed_in: httpx.AsyncClient, services: ScriptedServices, path: str
) -> None:
    services.says("identity.set_data_scope", A_MEMBER)
    services.says("identity.set_grants", A_MEMBER)
    body = {"data_scope": "all", "grants": []}

    await signed_in.put(f"/v1/members/{a_principal().subject}/{path}", json=body)
    await signed_in.get("/v1/me")

    assert len(services.calls_of("identity.authenticate")) == 2
