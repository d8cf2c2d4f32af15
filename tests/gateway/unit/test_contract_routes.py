"""Contracts over HTTP: list, export, calendar, and what one does about them."""

from datetime import UTC, date, datetime

import httpx
import pytest
from icalendar import Calendar

from contracts.contract_list import AcknowledgeAlarm, ContractQuery, ReactivationOrder
from contracts.list_views import ListView
from tests.gateway.contract_samples import CONTRACT_ID, a_contract, a_detail, a_page, a_timeline
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio


@pytest.mark.req("DW-36", "DW-37")
async def test_a_query_reaches_catalog_in_its_words(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.list_contracts", a_page(a_contract()))

    answer = await signed_in.get(
        "/v1/contracts", params={"search": "V-", "kind": "cloud", "sort": "-number", "limit": "7"}
    )

    assert answer.status_code == 200
    assert answer.json()["items"][0]["alarm_reasons"][0]["stage"] == 90
    (asked,) = services.calls_of("catalog.list_contracts")
    assert asked.arguments["query"] == ContractQuery(
        search="V-", kind="cloud", order="number", descending=True, limit=7
    )


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "view=x", "stage=45", "sort=name"])
async def test_a_query_that_means_nothing_is_refused(
    services: ScriptedServices, signed_in: httpx.AsyncClient, query: str
) -> None:
    answer = await signed_in.get(f"/v1/contracts?{query}")

    assert answer.status_code == 422
    assert services.calls_of("catalog.list_contracts") == []


@pytest.mark.req("DW-10")
async def test_an_export_holds_every_page_of_the_list_and_no_formula(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    pages = {
        None: a_page(a_contract(), next_cursor="second"),
        "second": a_page(a_contract(number="V-2", customer_name="=cmd|' /C calc'!A0")),
    }
    services.says("catalog.get_list_view", ListView())
    services.says("catalog.list_contracts", lambda asked: pages[asked.arguments["query"].cursor])

    answer = await signed_in.get("/v1/contracts/export?format=csv&view=alarm&stage=90")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert [line.split(";")[0] for line in lines[1:]] == ["V-2025-0042", "V-2"]
    assert "'=cmd" in lines[2]
    asked = services.calls_of("catalog.list_contracts")
    assert [each.arguments["query"].stage for each in asked] == [90, 90]


async def test_an_export_is_a_workbook_unless_asked_otherwise(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.list_contracts", a_page(a_contract()))
    services.says("catalog.get_list_view", ListView())

    answer = await signed_in.get("/v1/contracts/export")

    assert answer.content.startswith(b"PK")
    assert "Vertraege.xlsx" in answer.headers["content-disposition"]


async def test_the_timeline_is_a_calendar_that_replaces_itself(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_contract", a_detail())
    services.says("catalog.get_contract_timeline", a_timeline())

    first = await signed_in.get(f"/v1/contracts/{CONTRACT_ID}/timeline.ics")
    again = await signed_in.get(f"/v1/contracts/{CONTRACT_ID}/timeline.ics")

    assert first.content == again.content
    events = Calendar.from_ical(first.content).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) == 4
    window = events[-1]
    assert window.decoded("dtstart") == date(2027, 4, 1)
    # The day after the last one, as RFC 5545 ends whole days.
    assert window.decoded("dtend") == date(2027, 5, 2)
    assert str(events[0]["summary"]) == "V-2025-0042: Kündigung"


async def test_a_timeline_is_read_as_of_any_day(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_contract_timeline", a_timeline())

    answer = await signed_in.get(f"/v1/contracts/{CONTRACT_ID}/timeline?as_of=2027-03-01")

    assert answer.status_code == 200
    (asked,) = services.calls_of("catalog.get_contract_timeline")
    assert asked.arguments["as_of"] == date(2027, 3, 1)
    assert (await signed_in.get(f"/v1/contracts/{CONTRACT_ID}/timeline?as_of=x")).status_code == 422


@pytest.mark.req("DW-40")
async def test_one_acknowledges_and_orders(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.acknowledge_alarm", None)
    services.says("catalog.order_reactivation", lambda _: AN_ORDER)
    address = f"/v1/contracts/{CONTRACT_ID}"

    statuses = [
        (await signed_in.put(f"{address}/acknowledgement")).status_code,
        (await signed_in.delete(f"{address}/acknowledgement")).status_code,
        (await signed_in.post(f"{address}/reactivation")).status_code,
    ]

    assert statuses == [204, 204, 201]
    asked = services.calls_of("catalog.acknowledge_alarm")
    assert [each.arguments["request"] for each in asked] == [
        AcknowledgeAlarm(contract_id=CONTRACT_ID),
        AcknowledgeAlarm(contract_id=CONTRACT_ID, undo=True),
    ]


AN_ORDER = ReactivationOrder(
    id=CONTRACT_ID,
    contract_id=CONTRACT_ID,
    ordered_at=datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
    ordered_by=CONTRACT_ID,
    is_free=True,
    fee=None,
)
