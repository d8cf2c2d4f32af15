"""Views of lists over HTTP, and the exports that follow them."""

from uuid import UUID

import httpx
import pytest

from contracts.list_views import ListView, PutListView
from contracts.partners import Customer, CustomerPage, ServingPartner
from tests.gateway.contract_samples import a_contract, a_page
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

CUSTOMER = Customer(
    id=UUID(int=1),
    customer_number="10001",
    name="@Muster GmbH",
    language="de",
    partner=ServingPartner(id=UUID(int=2), name="Nord"),
    contact=None,
)


@pytest.mark.req("DW-30")
async def test_a_view_is_put_and_read(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    view = ListView(columns=("name", "number"), sort="-name")
    services.says("catalog.put_list_view", view)
    services.says("catalog.get_list_view", view)

    put = await signed_in.put(
        "/v1/views/customers", json={"columns": ["name", "number"], "sort": "-name"}
    )
    read = await signed_in.get("/v1/views/customers")

    assert put.json() == read.json() == {"columns": ["name", "number"], "sort": "-name"}
    (asked,) = services.calls_of("catalog.put_list_view")
    assert asked.arguments["request"] == PutListView(list_name="customers", view=view)


@pytest.mark.parametrize("body", [{"columns": ["No!"]}, {"sort": "x y"}, {"columns": "name"}])
async def test_a_view_that_cannot_be_is_refused(
    signed_in: httpx.AsyncClient, body: dict[str, object]
) -> None:
    assert (await signed_in.put("/v1/views/customers", json=body)).status_code == 422
    assert (await signed_in.get("/v1/views/devices")).status_code == 404


@pytest.mark.req("DW-10", "DW-30")
async def test_exports_have_the_chosen_columns_in_their_order_and_tolerate_vanished_ones(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_list_view", ListView(columns=("name", "vanished", "number")))
    services.says("catalog.list_contracts", a_page(a_contract()))
    pages = {
        None: CustomerPage(items=(CUSTOMER,), total=2, next_cursor="second"),
        "second": CustomerPage(items=(CUSTOMER,), total=2, next_cursor=None),
    }
    services.says("identity.list_customers", lambda asked: pages[asked.arguments["query"].cursor])

    customers = await signed_in.get("/v1/customers/export?format=csv&search=Mu")
    contracts = await signed_in.get("/v1/contracts/export?format=csv")

    assert customers.content.decode("utf-8-sig").split() == [
        "Name;Kundennummer",
        "'@Muster",
        "GmbH;10001",
        "'@Muster",
        "GmbH;10001",
    ]
    assert contracts.content.decode("utf-8-sig").splitlines() == ["Vertragsnummer", "V-2025-0042"]
