"""The pages of master data: what is on file, what is asked for, yes and no; without a script."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from contracts.billing_docs import EBillingAddress
from contracts.errors import ChangedMeanwhile, InvalidInput, MasterDataChangeWaiting, NotPermitted
from contracts.master_data import MasterData
from contracts.master_data_changes import (
    CompanyData,
    MasterDataChange,
    MasterDataChangeDetail,
    MasterDataChangePage,
)
from tests.browser.scripted_requests import AGENT, AGENT_TOKEN
from tests.gateway.master_data import A_CHANGE, MOVE
from tests.gateway.samples import (
    ORGANISATION_ID,
    TOKEN,
    a_principal,
    an_authenticated,
    an_organisation,
)
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

ON_FILE = MasterData(
    name="Muster GmbH", street="Musterstraße 1", postal_code="10115", city="Berlin", country="DE"
)
DECIDED = msgspec.structs.replace(
    A_CHANGE, kind="renaming", state="refused", reason="Nachweis fehlt.",
    decided_at=A_CHANGE.requested_at,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    services.tokens[AGENT_TOKEN] = an_authenticated(AGENT)
    services.says(
        "identity.get_company_data",
        CompanyData(organisation=an_organisation(), values=ON_FILE),
    )
    services.says(
        "billing_docs.get_e_billing_address",
        EBillingAddress(organisation_id=ORGANISATION_ID, email="rechnung@muster.example"),
    )
    lists(services)
    for method in ("request", "approve", "refuse", "withdraw"):
        services.says(f"tickets.{method}_master_data_change", A_CHANGE)


def lists(services: ScriptedServices, *changes: MasterDataChange) -> None:
    services.says(
        "tickets.list_master_data_changes", MasterDataChangePage(items=changes, next_cursor=None)
    )


def shows(services: ScriptedServices, *, current: MasterData, is_changed: bool) -> None:
    services.says(
        "tickets.get_master_data_change",
        MasterDataChangeDetail(
            change=A_CHANGE, current=current, is_changed_meanwhile=is_changed, seen="abc"
        ),
    )


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    app: Starlette = scripted_app(services)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(app, headers=headers, cookies=cookies) as client:
        yield client


async def test_a_company_sees_what_is_on_file_and_a_form_for_each_kind(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    lists(services, DECIDED)

    response = await browser.get("/company")

    page = BeautifulSoup(response.text, "html.parser")
    assert len(page.select("form[action='/company/changes']")) == 4
    assert "Bisher: Musterstraße 1" in response.text
    assert "rechnung@muster.example" in response.text
    assert "Begründung: Nachweis fehlt." in response.text
    assert [option["value"] for option in page.select("select[name=country] option[selected]")] == [
        "DE"
    ]


async def test_who_belongs_nowhere_has_no_company(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    newcomer = a_principal(organisation_id=None, organisation_kind=None, role=None)
    services.tokens[TOKEN] = an_authenticated(newcomer)

    response = await browser.get("/company")

    assert response.headers["location"] == "/access"
    assert not services.calls_of("identity.get_company_data")


@pytest.mark.req("SE-68")
async def test_what_waits_is_shown_beside_what_holds_and_can_be_withdrawn(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    lists(services, A_CHANGE)

    shown = await browser.get("/company")
    sent = await browser.post(f"/company/changes/{A_CHANGE.id}/withdraw")

    page = BeautifulSoup(shown.text, "html.parser")
    cells = [cell.get_text(strip=True) for cell in page.select(".compared tbody td")]
    assert cells[:2] == ["Musterstraße 1", "Am Kai 7"]
    assert len(page.select("form[action='/company/changes']")) == 3
    assert sent.headers["location"] == "/company?done=withdrawn"


async def test_a_form_becomes_a_wish_and_a_fault_stands_at_its_field(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"kind": "move", **MOVE, "effective_on": "", "note": "", "idempotency_key": "one"}

    sent = await browser.post("/company/changes", data=form)
    services.says(
        "tickets.request_master_data_change",
        InvalidInput("values.postal_code", "not_a_postal_code"),
    )
    wrong = await browser.post("/company/changes", data=form)
    bad_day = await browser.post("/company/changes", data={**form, "effective_on": "morgen"})

    asked = services.calls_of("tickets.request_master_data_change")[0].arguments["request"]
    assert sent.headers["location"] == "/company?done=asked"
    assert (asked.values, asked.effective_on, asked.idempotency_key) == (
        MasterData(**MOVE),
        None,
        "one",
    )
    page = BeautifulSoup(wrong.text, "html.parser")
    fault = page.select_one(".fault")
    assert (wrong.status_code, bad_day.status_code) == (422, 422)
    assert fault is not None
    assert fault.get_text() == "Das ist keine Postleitzahl dieses Landes."
    street = page.select_one("input[name=street]")
    assert street is not None
    assert street["value"] == "Am Kai 7"


async def test_a_second_wish_is_explained(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.request_master_data_change", MasterDataChangeWaiting())

    response = await browser.post("/company/changes", data={"kind": "renaming", "name": "Neu"})

    assert response.status_code == 409
    assert "noch nicht entschieden" in response.text


@pytest.mark.req("SE-68")
async def test_an_agent_sees_old_and_new_side_by_side_and_decides(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    lists(services, A_CHANGE)
    shows(services, current=A_CHANGE.old, is_changed=False)

    listed = await agent.get("/master-data")
    shown = await agent.get(f"/master-data/{A_CHANGE.id}")
    approved = await agent.post(f"/master-data/{A_CHANGE.id}/approve", data={"x": ""})
    refused = await agent.post(f"/master-data/{A_CHANGE.id}/refuse", data={"reason": "Nein."})

    page = BeautifulSoup(shown.text, "html.parser")
    heads = [head.get_text(strip=True) for head in page.select(".compared thead th")]
    assert f"/master-data/{A_CHANGE.id}" in listed.text
    assert heads == ["Angabe", "Bei Antragstellung", "Beantragt"]
    assert approved.headers["location"].endswith("done=approved")
    assert refused.headers["location"].endswith("done=refused")
    (refusal,) = services.calls_of("tickets.refuse_master_data_change")
    assert refusal.arguments["request"].reason == "Nein."


@pytest.mark.req("C9")
async def test_what_was_changed_meanwhile_must_be_ticked_off(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shows(services, current=MasterData(city="Potsdam"), is_changed=True)
    services.says("tickets.approve_master_data_change", ChangedMeanwhile("current", "abc"))
    address = f"/master-data/{A_CHANGE.id}"

    refused = await agent.post(f"{address}/approve", data={"x": ""})
    services.says("tickets.approve_master_data_change", A_CHANGE)
    await agent.post(f"{address}/approve", data={"seen": "abc"})

    page = BeautifulSoup(refused.text, "html.parser")
    box = page.select_one("input[name=seen]")
    assert refused.status_code == 409
    assert box is not None
    assert (box["value"], box.has_attr("required")) == ("abc", True)
    assert "Potsdam" in refused.text
    last = services.calls_of("tickets.approve_master_data_change")[-1]
    assert last.arguments["request"].seen == "abc"


async def test_a_request_leads_to_its_change(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    lists(services, A_CHANGE)

    response = await agent.get(f"/master-data?request={A_CHANGE.request_id}")

    assert response.headers["location"] == f"/master-data/{A_CHANGE.id}"


async def test_customers_have_no_business_at_the_desk_and_members_none_with_master_data(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_company_data", NotPermitted("admin"))

    desk = await browser.get("/master-data")
    company = await browser.get("/company")

    assert (desk.status_code, company.status_code) == (403, 403)
