"""A request about a contract, a device or a document takes its state along with one click."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from msgspec import structs

from contracts.billing_docs import DocumentPage
from contracts.errors import InvalidInput, NotFound
from contracts.request_types import RequestField, RequestType, RequestTypes
from contracts.tickets import (
    Attached,
    AttachedContract,
    AttachedDevice,
    AttachedProduct,
    RequestDetail,
    WantedSnapshot,
)
from gateway.edge.live import Live
from tests.browser.scripted_requests import KIND, a_request, script_requests
from tests.gateway.contract_samples import a_contract, a_detail
from tests.gateway.samples import TOKEN, a_document
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio
CONTRACT_ID = UUID(int=4001, version=4)
DOCUMENT_ID = UUID(int=4002, version=4)


@pytest_asyncio.fixture
async def erika(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of a customer."""
    script_requests(services, Live())
    services.says(
        "catalog.get_contract", a_detail(contract=a_contract(id=CONTRACT_ID, number="V-9"))
    )
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


def read(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


async def test_what_led_here_is_ticked_and_sent_along(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.open_request", InvalidInput("snapshots.0", "not_there"))

    kinds = read(await erika.get(f"/requests/new?contract={CONTRACT_ID}"))
    (link,) = [str(each["href"]) for each in kinds.select(".kinds a")]
    form = read(await erika.get(link))
    (ticked,) = form.select('input[name="snapshot.contract"]')
    (action,) = [str(each["action"]) for each in form.select("form[enctype]")]
    refused = await erika.post(
        action,
        data={
            "title": "Frage",
            "description": "Was gilt?",
            "snapshot.contract": str(ticked["value"]),
            "snapshot.access": "true",
        },
    )

    assert f"contract={CONTRACT_ID}" in link
    assert ticked.has_attr("checked")
    assert "Vertrag V-9" in form.get_text()
    asked = services.calls_of("tickets.open_request")[-1].arguments["request"]
    assert asked.snapshots == (
        WantedSnapshot(kind="contract", id=CONTRACT_ID),
        WantedSnapshot(kind="access"),
    )
    again = read(refused)
    assert refused.status_code == 422
    assert again.select_one('[id="snapshots.0-fault"]') is not None
    assert all(each.has_attr("checked") for each in again.select('input[name^="snapshot."]'))


async def test_what_the_reader_does_not_see_is_not_there(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.get_contract", NotFound("contract"))

    statuses = [
        (await erika.get(f"/requests/new?contract={named}")).status_code
        for named in (CONTRACT_ID, "1-2-3")
    ]

    assert statuses == [404, 404]


async def test_a_question_on_a_document_offers_ones_newest_and_chooses_the_one_that_led_here(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    kind = RequestType(
        key="invoice_question", version=1, label=KIND.label, department="accounting",
        fields=(RequestField(name="document", kind="document", label=KIND.label),),
    )  # fmt: skip
    document = a_document(id=DOCUMENT_ID, number="RE-1")
    newest = (a_document(id=UUID(int=1, version=4), number="RE-2"), document)
    services.says("tickets.list_request_types", RequestTypes(items=(kind,)))
    services.says("billing_docs.get_document", document)
    services.says("billing_docs.list_documents", DocumentPage(items=newest, next_cursor=None))

    page = read(await erika.get(f"/requests/new?kind=invoice_question&document={DOCUMENT_ID}"))

    options = page.select('select[name="fields.document"] option')
    assert [each["value"] for each in options] == ["", str(DOCUMENT_ID), str(newest[0].id)]
    assert options[1].has_attr("selected")
    # The field attaches it already.
    assert page.select('input[name="snapshot.document"]') == []


async def test_a_request_shows_what_was_attached_as_it_was(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    request = a_request(1001)
    contract = AttachedContract(
        id=CONTRACT_ID, number="V-9", title="Wartung", customer_number="10001", kind=None,
        starts_on=date(2024, 2, 1), ends_on=date(2027, 1, 31), notice_given_on=date(2026, 3, 1),
        period_ends_on=None, auto_renews=False,
        products=(AttachedProduct(name="Arbeitsplatz", quantity=3),), system=None,
    )  # fmt: skip
    device = AttachedDevice(
        id=CONTRACT_ID, number="G-1", manufacturer=None, model="MX 400", serial_number="SN-1",
        technical_id="Lager 1", site="Hamburg", place=None, is_third_party=False,
        contract_number="V-9", is_contract_running=True,
    )  # fmt: skip
    attached = Attached(
        taken_at=request.opened_at, contracts={"contract-1": contract}, devices={"device": device}
    )
    kind = structs.replace(
        KIND, fields=(RequestField(name="device", kind="device", label=KIND.label),)
    )
    detail = RequestDetail(
        request=a_request(1001, attached=attached, fields={"device": str(CONTRACT_ID)}),
        kind=kind,
        may_edit=False,
        may_share=False,
        audiences=(),
    )
    services.says("tickets.get_request", detail)

    shown = " ".join(read(await erika.get(f"/requests/{request.id}")).get_text(" ").split())

    assert "Vertrag V-9 Wartung, läuft bis 31.01.2027, gekündigt am 01.03.2026" in shown
    assert "3 \u00d7 Arbeitsplatz" in shown
    assert "Gerät G-1 (MX 400) Lager 1, Hamburg Seriennummer SN-1 Vertrag V-9: läuft" in shown
    assert str(CONTRACT_ID) not in shown
