"""Orders over HTTP and as pages."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import InvalidInput, NotFound
from contracts.inbound import PostalAddress
from contracts.orders import (
    Delivery,
    OrderDetail,
    OrderItem,
    OrderLine,
    OrderPage,
    OrderQuery,
    PlaceOrder,
    StatusEntry,
    WantedLine,
)
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.principal import DEFAULT_AREAS
from tests.gateway.device_samples import DEVICE_ID, a_device, a_device_detail, a_device_page
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
ORDER_ID = UUID("01930000-0000-7000-8000-0000000000e1")
CUSTOMER_ID = UUID("01930000-0000-7000-8000-0000000000c2")
AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
DELIVERY = Delivery(
    recipient="Empfang",
    address=PostalAddress(street="Musterstraße 1", postal_code="10115", city="Berlin"),
)
TONER = f"quantity.{DEVICE_ID}.T-100-K"
FORM = {
    "idempotency_key": "once",
    TONER: "2",
    "recipient": "Empfang",
    "street": "Musterstraße 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "de",
    "reference": "KST 4711",
}


def an_order(**changes: Any) -> OrderItem:
    values: dict[str, Any] = {
        "id": ORDER_ID,
        "customer_id": CUSTOMER_ID,
        "number": 1001,
        "erp_number": "A-2026-4711",
        "status": "shipped",
        "ordered_at": AT,
        "changed_at": AT,
        "reference": "KST 4711",
        "line_count": 2,
        "first_item": "Toner schwarz (Demo)",
        "expected_on": None,
    }
    return OrderItem(**(values | changes))


def all_about_it(**changes: Any) -> OrderDetail:
    values: dict[str, Any] = {
        "order": an_order(),
        "lines": (
            OrderLine(
                item_number="T-100-K",
                name="Toner <schwarz> (Demo)",
                quantity=2,
                device_id=DEVICE_ID,
                equipment_number="4711-0815",
                device_name="DRUCKER-EG-01",
            ),
        ),
        "delivery": DELIVERY,
        "note": None,
        "carrier": "Paketdienst (Demo)",
        "tracking_url": "https://pakete.example/1",
        "history": (StatusEntry(status="placed", at=AT), StatusEntry(status="shipped", at=AT)),
    }
    return OrderDetail(**(values | changes))


@pytest.fixture(autouse=True)
def _orders(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(areas=DEFAULT_AREAS))
    services.says("catalog.list_devices", a_device_page(a_device()))
    services.says("catalog.get_device", a_device_detail())
    services.says("catalog.list_orders", OrderPage(items=(an_order(),), next_cursor="more"))
    services.says("catalog.get_order", all_about_it())
    services.says("catalog.place_order", all_about_it())


def read(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


async def test_an_order_reaches_catalog_with_its_key(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    line = {"device_id": str(DEVICE_ID), "item_number": "T-100-K", "quantity": 2}
    address = {"street": "Musterstraße 1", "postal_code": "10115", "city": "Berlin"}
    body = {"lines": [line], "delivery": {"recipient": "Empfang", "address": address}}

    answer = await signed_in.post("/v1/orders", json=body, headers={"Idempotency-Key": "k"})
    without_key = await signed_in.post("/v1/orders", json=body)
    too_many = await signed_in.post(
        "/v1/orders",
        json={**body, "lines": [{**line, "quantity": 0}]},
        headers={"Idempotency-Key": "k"},
    )

    assert (answer.status_code, answer.json()["order"]["number"]) == (201, 1001)
    (asked,) = services.calls_of("catalog.place_order")
    assert asked.arguments["request"] == PlaceOrder(
        lines=(WantedLine(device_id=DEVICE_ID, item_number="T-100-K", quantity=2),),
        delivery=DELIVERY,
        idempotency_key="k",
    )
    assert (without_key.status_code, too_many.status_code) == (400, 422)


async def test_each_line_that_was_not_agreed_is_named_in_words(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.place_order", InvalidInput("lines[0].item_number", "not_agreed"))
    line = {"device_id": str(DEVICE_ID), "item_number": "T-1", "quantity": 2}
    body = {
        "lines": [line],
        "delivery": {"recipient": "E", "address": {"street": "S 1", "city": "Berlin"}},
    }

    answer = await signed_in.post("/v1/orders", json=body, headers={"Idempotency-Key": "k"})

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"]) == (422, "lines[0].item_number")
    assert fault["message"] == "Dieser Artikel ist für dieses Gerät nicht vereinbart."


@pytest.mark.req("KM-15")
async def test_the_list_shows_where_each_order_is(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    shown = read(await signed_in.get("/orders", params={"search": "kst", "status": "shipped"}))

    (asked,) = services.calls_of("catalog.list_orders")
    assert asked.arguments["query"] == OrderQuery(search="kst", status=("shipped",))
    words = shown.get_text(" ", strip=True)
    assert "Bestellung 1001" in words
    assert "Toner schwarz (Demo) und 1 weitere" in words
    assert shown.select_one(".rows .state").get_text() == "Versandt"  # type: ignore[union-attr]  # it is there
    assert shown.select_one("a[rel=next]")["href"].endswith("cursor=more")  # type: ignore[index,union-attr]  # it is there


async def test_an_order_shows_its_way_and_its_parcel(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.get(f"/orders/{ORDER_ID}", params={"done": "placed"})

    shown = read(answer)
    assert [row.get_text(" ", strip=True).split(" ")[0] for row in shown.select("ol.rows li")] == [
        "Versandt",
        "Eingegangen",
    ]
    link = shown.find("a", string="Sendung verfolgen")
    assert link is not None
    assert link["href"] == "https://pakete.example/1"
    assert "Toner &lt;schwarz&gt;" in answer.text
    assert "Ihre Bestellung ist eingegangen" in shown.get_text()


@pytest.mark.req("KM-19")
async def test_the_form_offers_consumables_of_the_chosen_device_and_orders_them(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    form = read(await browser.get("/orders/new", params={"device": str(DEVICE_ID)}))

    answer = await browser.post("/orders", data=FORM)

    assert form.find("input", {"name": TONER}) is not None
    assert answer.headers["location"] == f"/orders/{ORDER_ID}?done=placed"
    (asked,) = services.calls_of("catalog.place_order")
    request = asked.arguments["request"]
    assert (request.delivery, request.reference) == (DELIVERY, "KST 4711")
    assert request.idempotency_key == "once"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({TONER: ""}, "Geben Sie bei mindestens einem Artikel eine Menge an."),
        ({TONER: "zwei"}, "Hier wird eine ganze Zahl erwartet."),
        ({"street": " "}, "Diese Angabe fehlt."),
        ({"country": "Deutschland"}, "Diese Angabe hat nicht die erwartete Form."),
    ],
)
async def test_what_is_wrong_stands_in_the_form_and_nothing_typed_is_lost(
    services: ScriptedServices, browser: httpx.AsyncClient, change: dict[str, str], words: str
) -> None:
    answer = await browser.post("/orders", data={**FORM, **change})

    shown = read(answer)
    assert answer.status_code == 422
    assert words in [fault.get_text() for fault in shown.select(".fault")]
    assert shown.find("input", {"name": "recipient"})["value"] == "Empfang"  # type: ignore[index]  # it is there
    assert services.calls_of("catalog.place_order") == []


async def test_a_fault_of_a_line_stands_beside_its_quantity(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.place_order", InvalidInput("lines[0].quantity", "more_than_agreed"))

    shown = read(await browser.post("/orders", data=FORM))

    field = shown.find("input", {"name": TONER})
    assert field is not None
    assert field["aria-describedby"] == f"{TONER}-fault"
    assert "So viel ist" in shown.find(id=f"{TONER}-fault").get_text()  # type: ignore[union-attr]  # it is there


async def test_the_vendors_people_look_and_do_not_order(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    staff = a_principal(role="member", organisation_kind="vendor")
    services.tokens[TOKEN] = an_authenticated(principal=staff)
    name = OrganisationName(id=CUSTOMER_ID, name="Muster & Co (Demo)", customer_number="10001")
    services.says("identity.name_organisations", OrganisationNames(items=(name,)))

    listed = await signed_in.get("/orders", params={"customer_number": "10001"})
    form = await signed_in.get("/orders/new")

    assert "Muster &amp; Co (Demo)" in listed.text
    assert "/orders/new" not in listed.text
    assert form.status_code == 403


async def test_an_order_of_somebody_else_and_none_look_the_same(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_order", NotFound("order"))

    answers = [await signed_in.get(f"/orders/{name}") for name in (ORDER_ID, "1001")]

    assert {answer.status_code for answer in answers} == {404}
