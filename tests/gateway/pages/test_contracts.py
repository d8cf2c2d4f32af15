"""The pages of contracts: the list with its alarm, and one of them."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.contract_list import AcknowledgeAlarm
from contracts.errors import InvalidInput
from tests.gateway.contract_samples import (
    CONTRACT_ID,
    REASON,
    a_contract,
    a_detail,
    a_page,
    a_timeline,
)
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio


@pytest.fixture
def partner(services: ScriptedServices) -> None:
    """Let the browser be somebody's of a partner."""
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="member", organisation_kind="partner", areas=("business",))
    )
    services.says("catalog.list_contracts", a_page(a_contract(), limited_by="visibility_own"))
    services.says("catalog.get_contract", a_detail())
    services.says("catalog.get_contract_timeline", a_timeline())


@pytest.mark.req("DW-37", "DW-38")
@pytest.mark.usefixtures("partner")
async def test_the_alarm_is_one_switch_and_says_why(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    shown = await browser.get("/contracts")
    alarm = await browser.get("/contracts?view=alarm&why=90")

    assert 'href="/contracts?view=alarm"' in shown.text
    assert "Endet in höchstens 90 Tagen" in alarm.text
    assert "deren Partner-Kontakt Sie sind" in alarm.text
    query = services.calls_of("catalog.list_contracts")[-1].arguments["query"]
    assert (query.view, query.stage, query.reason) == ("alarm", 90, None)
    assert "/v1/contracts/export?view=alarm" in alarm.text


@pytest.mark.req("DW-41", "DW-43", "DW-46")
@pytest.mark.usefixtures("partner")
async def test_a_contract_shows_its_days_what_to_do_and_its_timeline(
    browser: httpx.AsyncClient,
) -> None:
    shown = await browser.get(f"/contracts/{CONTRACT_ID}?as_of=2027-03-01")

    assert shown.status_code == 200
    for words in (
        "Bis 14.01.2027 ist die Reaktivierung kostenfrei.",
        "01.04.2027 bis 01.05.2027",
        "Benutzerlizenz (Demo)",
        "Noch 60 Tage bis zum Ende der Laufzeit",
        "Reaktivierung bestellen",
    ):
        assert words in shown.text, words


@pytest.mark.usefixtures("partner")
async def test_forms_acknowledge_take_back_and_order(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.acknowledge_alarm", None)
    services.says("catalog.order_reactivation", InvalidInput("contract_id", "x"))
    address = f"/contracts/{CONTRACT_ID}"

    from_list = await browser.post(f"{address}/acknowledge", data={"back": "/contracts?view=alarm"})
    undone = await browser.post(f"{address}/acknowledge", data={"undo": "true"})
    elsewhere = await browser.post(f"{address}/acknowledge", data={"back": "//evil.example"})
    refused = await browser.post(f"{address}/reactivate", data={})

    assert from_list.headers["location"] == "/contracts?view=alarm&done=acknowledged"
    assert undone.headers["location"] == f"{address}?done=shown_again"
    assert elsewhere.headers["location"] == f"{address}?done=acknowledged"
    assert refused.headers["location"] == f"{address}?done=not_ordered"
    asked = services.calls_of("catalog.acknowledge_alarm")
    assert asked[1].arguments["request"] == AcknowledgeAlarm(contract_id=CONTRACT_ID, undo=True)


@pytest.mark.usefixtures("partner")
async def test_what_is_acknowledged_can_be_brought_back_in_english_too(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.get_contract", a_detail(acknowledged=(REASON.mark,)))

    shown = await browser.get(f"/contracts/{CONTRACT_ID}?lang=en")

    assert "Show in the contract alarm again" in shown.text


@pytest.mark.usefixtures("partner")
async def test_an_empty_alarm_says_that_nothing_is_to_be_done(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.list_contracts", a_page(limited_by="visibility_none"))

    shown = await browser.get("/contracts?view=alarm")

    assert "Zurzeit ist nichts zu tun" in shown.text
    assert "auf „Keine“" in shown.text


@pytest.mark.parametrize("query", ["as_of=x", "as_of=2027-02-30"])
@pytest.mark.usefixtures("partner")
async def test_a_day_that_is_none_is_refused_with_words(
    browser: httpx.AsyncClient, query: str
) -> None:
    assert (await browser.get(f"/contracts/{CONTRACT_ID}?{query}")).status_code == 422
    assert (await browser.get("/contracts/x")).status_code == 404


@pytest.mark.usefixtures("partner")
async def test_the_vendors_people_come_back_to_the_customer_whose_contract_they_saw(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(organisation_kind="vendor"))
    contract = a_detail().contract

    shown = BeautifulSoup((await browser.get(f"/contracts/{contract.id}")).text, "html.parser")
    back = shown.select_one(".back a")
    listed = await browser.get(f"/contracts?customer={contract.customer_id}")

    assert back is not None
    assert back["href"] == f"/contracts?customer={contract.customer_id}"
    assert listed.status_code == 200
