"""Devices over HTTP and as pages."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.devices import BillOfMaterials, ChangeTechnicalId, DeviceQuery
from contracts.errors import InvalidInput, NotFound
from contracts.principal import DEFAULT_AREAS
from contracts.request_types import Label, RequestField, RequestType, RequestTypes
from tests.gateway.device_samples import DEVICE_ID, a_device, a_device_detail, a_device_page
from tests.gateway.meter_samples import a_history
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
SERVICE_CALL = RequestType(
    key="service_call",
    version=1,
    label=Label(de="Serviceeinsatz", en="Service call"),
    department="field_service",
    fields=(
        RequestField(name="device", kind="device", label=Label(de="Gerät", en="Device")),
        RequestField(name="site", kind="text", label=Label(de="Standort", en="Site")),
    ),
)


@pytest.fixture(autouse=True)
def _devices(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(areas=DEFAULT_AREAS))
    services.says("catalog.list_devices", a_device_page(a_device()))
    services.says("catalog.get_device", a_device_detail())
    services.says("catalog.list_readings", a_history())


def _staff(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="member", organisation_kind="vendor")
    )


def words_of(response: httpx.Response) -> str:
    return BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)


async def test_a_query_reaches_catalog_in_its_words(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    answer = await signed_in.get(
        "/v1/devices", params={"search": "eg-01", "site": "Lager", "third_party": "true"}
    )

    assert answer.json()["items"][0]["technical_id"] == "DRUCKER-EG-01"
    (asked,) = services.calls_of("catalog.list_devices")
    assert asked.arguments["query"] == DeviceQuery(
        search="eg-01", site="Lager", is_third_party=True
    )


@pytest.mark.req("KM-12")
async def test_nobody_can_create_a_device(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.post("/v1/devices", json={"number": "G-9"})

    assert answer.status_code == 405


@pytest.mark.req("KM-14")
async def test_the_technical_id_is_changed_and_any_other_field_is_refused(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.change_technical_id", a_device_detail())
    address = f"/v1/devices/{DEVICE_ID}"

    changed = await signed_in.patch(address, json={"technical_id": "OG-02"})
    removed = await signed_in.patch(address, json={"technical_id": None})
    unsaid = await signed_in.patch(address, json={})
    foreign = [
        await signed_in.patch(address, json={"technical_id": "X", field: value})
        for field, value in (("model", "Y"), ("is_third_party", None), ("counters", []))
    ]

    assert [changed.status_code, removed.status_code, unsaid.status_code] == [200] * 3
    assert {answer.status_code for answer in foreign} == {403}
    requests = [
        asked.arguments["request"] for asked in services.calls_of("catalog.change_technical_id")
    ]
    assert requests == [
        ChangeTechnicalId(device_id=DEVICE_ID, technical_id=wanted) for wanted in ("OG-02", None)
    ]


@pytest.mark.req("KM-18", "KM-24")
async def test_a_device_and_its_bill_of_materials_have_addresses(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    items = a_device_detail().bill_of_materials
    services.says(
        "catalog.get_bill_of_materials", BillOfMaterials(device_id=DEVICE_ID, items=items)
    )

    detail = await signed_in.get(f"/v1/devices/{DEVICE_ID}")
    bill = await signed_in.get(f"/v1/devices/{DEVICE_ID}/bom")
    nothing = await signed_in.get("/v1/devices/none")

    assert detail.json()["contract"]["number"] == "V-2024-0815"
    assert bill.json()["items"][0]["item_number"] == "T-100-K"
    assert nothing.status_code == 404


async def test_the_list_names_each_device_and_marks_those_of_other_makers(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says(
        "catalog.list_devices",
        a_device_page(a_device(is_third_party=True, technical_id="<b>X</b>"), next_cursor="more"),
    )

    shown = await browser.get("/devices?search=x")

    assert "Fremdgerät" in words_of(shown)
    assert "&lt;b&gt;X&lt;/b&gt;" in shown.text
    assert 'href="/devices?search=x&amp;cursor=more"' in shown.text


@pytest.mark.req("KM-24")
async def test_the_page_of_a_device_shows_all_and_lets_it_be_named(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.change_technical_id", a_device_detail())
    address = f"/devices/{DEVICE_ID}"

    shown = words_of(await browser.get(address))
    renamed = await browser.post(f"{address}/technical-id", data={"technical_id": "OG-02"})
    services.says("catalog.change_technical_id", InvalidInput("technical_id", "control_characters"))
    refused = await browser.post(f"{address}/technical-id", data={"technical_id": "a\u0007"})
    too_long = await browser.post(f"{address}/technical-id", data={"technical_id": "a" * 201})

    for words in ("V-2024-0815", "läuft bis 31.03.2027", "Toner schwarz (Demo)", "SN-0815"):
        assert words in shown
    assert renamed.headers["location"] == f"{address}?done=renamed"
    assert [refused.status_code, too_long.status_code] == [422, 422]
    assert "Steuerzeichen" in words_of(refused)
    assert "zu lang" in words_of(too_long)


async def test_whoever_may_not_name_it_sees_no_form_and_a_device_that_is_not_there_is_none(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    detail = a_device_detail(may_change_technical_id=False, contract=None, bill_of_materials=())
    services.says("catalog.get_device", detail)

    shown = await browser.get(f"/devices/{DEVICE_ID}")
    services.says("catalog.get_device", NotFound("device"))
    nothing = await browser.get(f"/devices/{DEVICE_ID}")

    assert 'name="technical_id"' not in shown.text
    assert "Stückliste" not in shown.text
    assert nothing.status_code == 404


async def test_the_vendors_people_choose_the_customer_first(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    _staff(services)

    empty = await browser.get("/devices")
    chosen = await browser.get("/devices?customer_number=10001")
    services.says("catalog.list_devices", InvalidInput("query.customer_number", "not_there"))
    unknown = await browser.get("/devices?customer_number=99999")

    assert 'name="customer_number"' in empty.text
    assert "DRUCKER-EG-01" in chosen.text
    assert unknown.status_code == 422
    (asked, _) = services.calls_of("catalog.list_devices")
    assert asked.arguments["query"].customer_number == "10001"


async def test_a_service_call_from_the_devices_page_names_the_device(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("tickets.list_request_types", RequestTypes(items=(SERVICE_CALL,)))
    device = BeautifulSoup((await browser.get(f"/devices/{DEVICE_ID}")).text, "html.parser")
    (link,) = device.select('a[href^="/requests/new"]')

    form = BeautifulSoup((await browser.get(str(link["href"]))).text, "html.parser")
    services.says("catalog.get_device", NotFound("device"))
    foreign = await browser.get(str(link["href"]))

    (field,) = form.select('input[name="fields.device"]')
    assert field["value"] == "4711-0815"
    assert foreign.status_code == 404
