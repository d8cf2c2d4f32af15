"""Meter readings over HTTP and as pages."""

from datetime import date

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import InvalidInput
from contracts.meters import EnteredReading, ReadingVerdicts
from contracts.principal import DEFAULT_AREAS
from tests.gateway.device_samples import DEVICE_ID, a_device_detail
from tests.gateway.meter_samples import (
    DEVIATING,
    READING_ID,
    REPORT_ID,
    TOO_SMALL,
    a_history,
    a_report,
    a_verdict,
    due_readings,
)
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
KEY = {"Idempotency-Key": "one"}
FIELD = f"value.{DEVICE_ID}.black"
RECORDED = a_verdict(verdict="recorded", reading_id=READING_ID)


@pytest.fixture(autouse=True)
def _meters(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(areas=DEFAULT_AREAS))
    services.says("catalog.get_device", a_device_detail())
    services.says("catalog.list_readings", a_history())
    services.says("catalog.list_due", due_readings())
    services.says("catalog.report_readings", a_report(RECORDED, is_recorded=True))


def words_of(response: httpx.Response) -> str:
    return BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)


@pytest.mark.req("KM-21")
async def test_a_single_reading_is_recorded_or_refused_with_the_last_value(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    address = f"/v1/devices/{DEVICE_ID}/meter-readings"

    recorded = await signed_in.post(address, json={"value": "12.345"}, headers=KEY)
    services.says("catalog.report_readings", a_report(TOO_SMALL, is_recorded=True))
    small = await signed_in.post(address, json={"value": 11000}, headers=KEY)
    broken = a_verdict(verdict="refused", problem="not_whole", field="value", value=None)
    services.says("catalog.report_readings", a_report(broken, is_recorded=True))
    refused = await signed_in.post(address, json={"value": "12,5"}, headers=KEY)
    without_key = await signed_in.post(address, json={"value": 1})

    assert (recorded.status_code, recorded.json()["reading_id"]) == (201, str(READING_ID))
    assert (small.status_code, small.json()["code"]) == (422, "below_last")
    assert (small.json()["last_value"], small.json()["last_on"]) == (12000, "2026-10-31")
    assert "12.000 am 31.10.2026" in small.json()["detail"]
    assert refused.json()["errors"][0]["reason"] == "not_whole"
    assert without_key.status_code == 400


@pytest.mark.req("KM-20", "KM-22")
async def test_several_readings_are_checked_and_recorded_with_a_verdict_for_each(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.check_readings", ReadingVerdicts(rows=(DEVIATING,)))
    body = {"readings": [{"device": "4711-0815", "counter": "black", "value": 99999}]}

    checked = await signed_in.post("/v1/meter-readings/check", json=body)
    recorded = await signed_in.post(
        "/v1/meter-readings", json=body | {"all_or_nothing": True}, headers=KEY
    )
    nothing = await signed_in.post("/v1/meter-readings", json={"readings": []}, headers=KEY)

    assert checked.json()["rows"][0]["hint"] == "deviation"
    assert recorded.json()["rows"][0]["verdict"] == "recorded"
    (asked,) = services.calls_of("catalog.report_readings")
    request = asked.arguments["request"]
    assert (request.all_or_nothing, request.source, request.only_check) == (True, "api", False)
    assert request.readings == (EnteredReading(device="4711-0815", counter="black", value=99999),)
    assert nothing.status_code == 422


@pytest.mark.req("KM-20")
async def test_a_list_is_taken_as_a_file_and_what_is_none_is_refused(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    content = "Gerät;Schwarz\nG-1;12.345\n".encode()
    address = "/v1/meter-readings/lists"

    taken = await signed_in.post(f"{address}?only_check=true", content=content, headers=KEY)
    no_list = await signed_in.post(address, content=b"\xd0\xcf\x11\xe0", headers=KEY)
    too_large = await signed_in.post(address, content=b"x" * 2_097_153, headers=KEY)

    assert taken.status_code == 200
    (asked,) = services.calls_of("catalog.report_readings")
    request = asked.arguments["request"]
    assert (request.source, request.only_check) == ("upload", True)
    assert request.table.rows == (("G-1", "12.345"),)
    assert no_list.json()["errors"][0]["reason"] == "old_workbook"
    assert too_large.status_code == 413


@pytest.mark.req("F10")
async def test_what_is_due_is_a_list_to_be_filled_in_without_formulas(
    signed_in: httpx.AsyncClient,
) -> None:
    due = await signed_in.get("/v1/meter-readings/due")
    listed = await signed_in.get("/v1/meter-readings/due/list?format=csv")

    assert due.json()["items"][0]["counters"][0]["estimate"] == 12600
    heading, row = listed.content.decode("utf-8-sig").splitlines()
    assert heading.split(";")[5:8] == ["Zähler", "Letzter Stand", "Zählerstand"]
    assert row.startswith("4711-0;;'=DRUCKER;")
    assert "Zaehlerstaende.csv" in listed.headers["content-disposition"]


@pytest.mark.req("F10")
async def test_the_page_shows_what_is_due_and_takes_only_what_was_filled_in(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.list_due", due_readings(20))
    services.says("catalog.report_readings", a_report(a_verdict()))
    services.says("catalog.record_report", a_report(RECORDED, is_recorded=True))

    page = await browser.get("/meter-readings")
    sent = await browser.post(
        "/meter-readings",
        data={FIELD: " 12.345 ", "value.x.black": "5", f"value.{DEVICE_ID}.blue": "5",
              f"value.{DEVICE_ID}.scan": "", "read_on": "2026-11-25"},
    )  # fmt: skip
    empty = await browser.post("/meter-readings", data={FIELD: ""})
    no_day = await browser.post("/meter-readings", data={FIELD: "5", "read_on": "gestern"})

    shown = words_of(page)
    for words in ("Überfällig seit 20.11.2026", "Zuletzt 12.000 am 31.10.2026", "12.600"):
        assert words in shown
    assert "herunterladen: 8" in shown.lower()
    assert sent.headers["location"] == f"/meter-readings/reports/{REPORT_ID}"
    (asked,) = services.calls_of("catalog.report_readings")
    assert asked.arguments["request"].readings == (
        EnteredReading(
            device_id=DEVICE_ID, counter="black", value=" 12.345 ", read_on=date(2026, 11, 25)
        ),
    )
    # Nothing to look at, so it is recorded at once.
    assert len(services.calls_of("catalog.record_report")) == 1
    assert "kein Zählerstand eingetragen" in words_of(empty)
    assert no_day.status_code == 422


@pytest.mark.req("KM-22", "KM-23")
async def test_what_deviates_or_is_refused_is_shown_before_anything_is_recorded(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    waiting = a_report(a_verdict(), TOO_SMALL, DEVIATING)
    services.says("catalog.report_readings", waiting)
    services.says("catalog.get_report", waiting)
    services.says("catalog.record_report", waiting)
    address = f"/meter-readings/reports/{REPORT_ID}"

    sent = await browser.post("/meter-readings", data={FIELD: "99999"})
    before = len(services.calls_of("catalog.record_report"))
    looked_at = await browser.get(address)
    recorded = await browser.post(f"{address}/record", data={"x": "y"})
    done = a_verdict(verdict="recorded", deviation_acknowledged=True)
    services.says("catalog.get_report", a_report(done, is_recorded=True))
    after = words_of(await browser.get(address))

    assert (sent.headers["location"], before) == (address, 0)
    shown = words_of(looked_at)
    for words in ("Zuletzt waren es 12.000 am 31.10.2026", "zwischen 12.100 und 13.200",
                  "Zählerstände erfassen (2)", "Abgelehnte Werte berichtigen"):  # fmt: skip
        assert words in shown
    assert f'name="{FIELD}"' in looked_at.text
    assert recorded.headers["location"] == address
    assert "Abweichung vor dem Erfassen angezeigt" in after
    assert "weicht deutlich" not in after


async def test_a_list_is_sent_by_form_and_a_wrong_one_is_told_beside_it(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.report_readings", a_report(TOO_SMALL, source="upload"))
    files = {"file": ("staende.csv", b"Device;Black\nG-1;5\n", "text/csv")}
    fields = {"all_or_nothing": "true", "idempotency_key": "k"}

    sent = await browser.post("/meter-readings/lists", files=files, data=fields)
    again = await browser.post("/meter-readings/lists", files=files, data=fields)
    none = await browser.post("/meter-readings/lists", files={"file": ("a.csv", b"")}, data=fields)
    services.says("catalog.report_readings", InvalidInput("columns", "reading_columns"))
    other = {"file": ("a.csv", b"Name;Alter\nx;5\n")}
    wrong = await browser.post("/meter-readings/lists", files=other, data=fields)

    assert sent.headers["location"] == again.headers["location"]
    first, second, _ = services.calls_of("catalog.report_readings")
    request = first.arguments["request"]
    assert (request.all_or_nothing, request.only_check, request.file_name) == (
        True,
        True,
        "staende.csv",
    )
    assert request == second.arguments["request"]
    assert none.status_code == wrong.status_code == 422
    assert "Die erste Zeile muss die Spalten nennen" in words_of(wrong)


async def test_the_page_of_a_device_shows_its_counters_and_takes_their_readings(
    browser: httpx.AsyncClient,
) -> None:
    shown = await browser.get(f"/devices/{DEVICE_ID}")

    assert f'name="{FIELD}"' in shown.text
    assert "900 seit dem Stand davor" in words_of(shown)
    assert "als Liste" in words_of(shown)
    assert "Zählertausch" not in words_of(shown)


async def test_whoever_reads_no_meters_sees_what_they_show_and_no_form(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(areas=("devices",)))

    shown = await browser.get(f"/devices/{DEVICE_ID}")

    assert f'name="{FIELD}"' not in shown.text
    assert "Zuletzt 12.000" in words_of(shown)


@pytest.mark.req("F9")
async def test_the_vendors_people_record_a_swap_on_the_page_or_over_the_api(
    services: ScriptedServices, browser: httpx.AsyncClient, signed_in: httpx.AsyncClient
) -> None:
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="member", organisation_kind="vendor")
    )
    services.says("catalog.change_counter", a_history())
    form = {"counter": "black", "change": "swap", "changed_on": "2026-11-20", "last_value": "",
            "new_value": "7", "idempotency_key": "k"}  # fmt: skip
    address = f"/devices/{DEVICE_ID}/counter-changes"

    page = await browser.get(f"/devices/{DEVICE_ID}")
    done = await browser.post(address, data=form)
    over_the_api = await signed_in.post(
        f"/v1{address}",
        json={"counter": "black", "change": "rollover", "changed_on": "2026-11-20"},
        headers=KEY,
    )
    services.says("catalog.change_counter", InvalidInput("changed_on", "before_last_reading"))
    refused = await browser.post(address, data=form)

    assert "Zählertausch oder Überlauf eintragen" in words_of(page)
    assert done.headers["location"] == f"/devices/{DEVICE_ID}?done=swapped"
    assert over_the_api.status_code == 201
    swap, rollover, _ = [
        asked.arguments["request"] for asked in services.calls_of("catalog.change_counter")
    ]
    assert (swap.change, swap.new_value, swap.last_value) == ("swap", 7, None)
    assert (rollover.change, rollover.idempotency_key) == ("rollover", "one")
    assert "vor dem letzten Eintrag" in words_of(refused)
