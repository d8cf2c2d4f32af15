"""Meter readings: a verdict for each, in order whatever comes at once, hinted at, not hindered."""

from datetime import timedelta
from functools import partial

import pytest

from chassis.clock import FixedClock
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.equipment import Counter
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted
from contracts.meters import EnteredReading, ReadingTable, ReportReadings
from contracts.principal import DEFAULT_AREAS, Principal
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import a_member, device_id, receive
from tests.catalog.integration.meters import (
    a_counter_event,
    change,
    check,
    history,
    read_once,
    reading,
    report,
    told_readings,
)
from tests.identity.integration.threads import at_once

BLACK = (Counter(kind="black", digits=7),)


@pytest.fixture
def member(desk: Desk) -> Principal:
    """Return a fresh member of a customer with a printer."""
    organisation_id = desk.new_customer()
    receive(desk)
    return a_member(organisation_id, role="member", areas=DEFAULT_AREAS)


def ten_a_day(desk: Desk, member: Principal, **changes: str) -> None:
    """Let seven readings pass, ten days and a hundred pages apart; the last one today is 1,600."""
    desk.clock.move(-timedelta(days=60))
    for value in range(1000, 1700, 100):
        assert read_once(desk, member, value, **changes).verdict == "recorded"
        desk.clock.move(timedelta(days=10))
    desk.clock.move(-timedelta(days=10))


@pytest.mark.req("KM-08", "KM-20", "F6")
def test_one_bad_row_spoils_no_good_ones(desk: Desk, member: Principal) -> None:
    receive(desk, equipment_number="G-2", serial_number="SN-2", technical_id="Flur")
    receive(desk, equipment_number="G-3", serial_number="SN-2", technical_id=None, counters=BLACK)

    told = report(
        desk,
        member,
        reading(100),
        reading("1.234", counter="colour"),
        reading(7, device="FLUR"),
        reading(5, device="G-3", counter=None),
        reading(5, device="G-9"),
        reading(5, device="SN-2"),
        reading(5, counter="scan"),
        reading(5, counter=None),
        reading(5, device=" "),
        reading("viel"),
    )

    assert [row.verdict for row in told.rows] == ["recorded"] * 4 + ["refused"] * 6
    assert [row.problem for row in told.rows[4:]] == [
        "unknown_device",
        "ambiguous_device",
        "unknown_counter",
        "missing",
        "missing",
        "not_a_count",
    ]
    assert (told.recorded, told.refused, told.is_recorded) == (4, 6, True)
    assert sorted(event.value for event in told_readings(desk)) == [5, 7, 100, 1234]
    assert {event.equipment_number for event in told_readings(desk)} == {"G-1", "G-2", "G-3"}


@pytest.mark.req("KM-20")
def test_all_or_nothing_records_nothing_when_one_is_refused(desk: Desk, member: Principal) -> None:
    spoilt = report(desk, member, reading(100), reading(5, device="G-9"), all_or_nothing=True)
    whole = report(desk, member, reading(100), reading(50, counter="colour"), all_or_nothing=True)

    assert [row.verdict for row in spoilt.rows] == ["left_out", "refused"]
    assert [row.verdict for row in whole.rows] == ["recorded", "recorded"]
    assert len(told_readings(desk)) == 2


@pytest.mark.req("KM-21", "F7")
def test_equal_is_recorded_and_smaller_is_refused_with_the_last_value(
    desk: Desk, member: Principal
) -> None:
    verdicts = [read_once(desk, member, value) for value in (1000, 1000, 1001, 999)]

    assert [each.verdict for each in verdicts] == ["recorded"] * 3 + ["refused"]
    refused = verdicts[-1]
    assert (refused.problem, refused.field) == ("below_last", "value")
    assert (refused.last_value, refused.last_on) == (1001, desk.clock.today())


@pytest.mark.req("KM-21", "F7")
def test_fifty_readings_at_once_keep_their_order(desk: Desk, member: Principal) -> None:
    device = device_id(desk, member)
    values = [1000 + number // 2 for number in range(50)]

    verdicts = at_once(*[partial(read_once, desk, member, value) for value in values])

    recorded = [each.value for each in verdicts if each.verdict == "recorded"]
    refused = [each for each in verdicts if each.verdict == "refused"]
    found = history(desk, member, device, limit=200).readings
    in_order = [each.value for each in sorted(found, key=lambda each: each.sequence)]
    assert in_order == sorted(in_order)
    assert sorted(filter(None, recorded)) == in_order
    assert in_order[-1] == max(values)
    for each in refused:
        assert each.problem == "below_last"
        assert each.last_value is not None
        assert each.value is not None
        assert each.value < each.last_value
    assert [each.sequence for each in reversed(found)] == list(range(1, len(found) + 1))


def test_lists_that_name_the_same_counters_in_other_orders_do_not_wait_in_a_circle(
    desk: Desk, member: Principal
) -> None:
    numbers = [f"G-{number}" for number in range(1, 5)]
    for number in numbers[1:]:
        receive(desk, equipment_number=number, technical_id=None)
    lists = [
        [reading(10, device=number) for number in order]
        for order in (numbers, numbers[::-1], numbers[2:] + numbers[:2])
    ]

    reports = at_once(*[partial(report, desk, member, *each) for each in lists])

    assert [each.recorded for each in reports] == [4, 4, 4]


def test_the_same_report_sent_twice_or_by_two_at_once_is_recorded_once(
    desk: Desk, member: Principal
) -> None:
    request = ReportReadings(idempotency_key="one", readings=(reading(100),))

    first, second = at_once(*[partial(desk.service.report_readings, member, request)] * 2)
    again = desk.service.report_readings(member, request)

    assert first == second == again
    assert len(told_readings(desk)) == 1
    with pytest.raises(InvalidInput) as other:
        report(desk, member, reading(200), idempotency_key="one")
    assert other.value.arguments == ("idempotency_key", "used_for_another_request")


@pytest.mark.req("KM-22", "KM-23", "F8")
def test_a_deviation_is_hinted_at_before_and_kept_as_a_fact_after(
    desk: Desk, member: Principal
) -> None:
    ten_a_day(desk, member)
    desk.clock.move(timedelta(days=10))
    (hinted,) = check(desk, member, reading(1901))
    (usual,) = check(desk, member, reading(1700))

    recorded = read_once(desk, member, 1901)

    assert (hinted.verdict, hinted.hint) == ("ready", "deviation")
    assert (hinted.expected_from, hinted.expected_through) == (1634, 1900)
    assert usual.hint is None
    assert (recorded.verdict, recorded.hint) == ("recorded", None)
    assert recorded.deviation_acknowledged
    newest = history(desk, member, device_id(desk, member)).readings[0]
    assert (newest.value, newest.volume, newest.deviation_acknowledged) == (1901, 301, True)
    assert (newest.source, newest.status) == ("api", "recorded")
    (told,) = [event for event in told_readings(desk) if event.deviation_acknowledged]
    assert (told.value, told.volume) == (1901, 301)


@pytest.mark.req("KM-22", "KM-23")
def test_verdicts_are_looked_at_before_anything_is_recorded_and_then_recorded_once(
    desk: Desk, member: Principal
) -> None:
    ten_a_day(desk, member)
    kept = report(desk, member, reading(9000), reading(5), only_check=True, source="portal")
    before = len(told_readings(desk))

    once, again = at_once(*[partial(desk.service.record_report, member, kept.id)] * 2)

    assert (kept.is_recorded, kept.deviating, kept.refused) == (False, 1, 1)
    assert [row.verdict for row in kept.rows] == ["ready", "refused"]
    assert once == again == desk.service.get_report(member, kept.id)
    assert [row.verdict for row in once.rows] == ["recorded", "refused"]
    assert len(told_readings(desk)) == before + 1


def test_what_was_good_when_it_was_looked_at_is_judged_again_when_it_is_recorded(
    desk: Desk, member: Principal
) -> None:
    kept = report(desk, member, reading(100), only_check=True)
    read_once(desk, member, 200)

    (late,) = desk.service.record_report(member, kept.id).rows

    assert (late.verdict, late.problem, late.last_value) == ("refused", "below_last", 200)


@pytest.mark.req("KM-20", "KM-21", "KM-22")
def test_a_list_of_two_hundred_rows_is_recorded_but_for_three_and_two_of_them_acknowledged(
    desk: Desk, member: Principal
) -> None:
    for number in range(100):
        receive(desk, equipment_number=f"P-{number}", technical_id=None, serial_number=None)
    names = [(f"P-{number}", kind) for number in range(100) for kind in ("Schwarz", "Farbe")]

    def a_list(values: list[str]) -> ReadingTable:
        rows = tuple((*name, value) for name, value in zip(names, values, strict=True))
        return ReadingTable(columns=("Gerätenummer", "Zähler", "Zählerstand"), rows=rows)

    for value in ("1000", "1.100", "1,200"):
        first = report(desk, member, table=a_list([value] * 200), source="upload")
        assert first.recorded == 200
        desk.clock.move(timedelta(days=10))
    values = ["1300"] * 200
    values[10] = values[20] = values[30] = "1.199"
    values[40], values[50] = "9.000", "1201"

    told = report(desk, member, table=a_list(values), source="upload", file_name="staende.csv")

    refused = [row for row in told.rows if row.verdict == "refused"]
    acknowledged = [row for row in told.rows if row.deviation_acknowledged]
    assert (told.recorded, told.deviating, told.refused) == (197, 2, 3)
    assert [(row.row, row.problem, row.last_value) for row in refused] == [
        (12, "below_last", 1200),
        (22, "below_last", 1200),
        (32, "below_last", 1200),
    ]
    assert [row.row for row in acknowledged] == [42, 52]
    assert sum(row.verdict == "recorded" for row in told.rows) - len(acknowledged) == 195
    assert len(told_readings(desk)) == 600 + 197


@pytest.mark.req("KM-21", "F9")
def test_a_swap_by_the_vendors_people_makes_a_smaller_value_good_once(
    desk: Desk, member: Principal
) -> None:
    device, staff = device_id(desk, member), a_principal(organisation_kind="vendor")
    read_once(desk, member, 5000)
    with pytest.raises(NotPermitted):
        change(desk, member, device)
    changed = change(desk, staff, device, last_value=5100, new_value=20, idempotency_key="k")
    again = change(desk, staff, device, last_value=5100, new_value=20, idempotency_key="k")

    verdicts = [read_once(desk, member, value) for value in (19, 30, 29)]

    assert changed.counters[0].last_value == 20
    assert again == changed
    assert [each.verdict for each in verdicts] == ["refused", "recorded", "refused"]
    newest = history(desk, member, device).readings[0]
    assert (newest.value, newest.volume, newest.sequence) == (30, 110, 3)
    for wrong in ({"counter": "scan"}, {"last_value": 3}, {"new_value": 10**7},
                  {"changed_on": desk.clock.today() + timedelta(days=1)}):  # fmt: skip
        with pytest.raises(InvalidInput):
            change(desk, staff, device, **wrong)
    with pytest.raises(NotFound):
        change(desk, staff, new_id())


@pytest.mark.req("KM-21", "F9")
def test_a_rollover_from_the_erp_counts_once_whatever_is_repeated(
    desk: Desk, member: Principal
) -> None:
    device = device_id(desk, member)
    read_once(desk, member, 9_999_990)
    event = a_counter_event(change="rollover", changed_on=desk.clock.today())

    at_once(*[partial(desk.service.receive_counter_change, event)] * 2)
    rolled = read_once(desk, member, 5)

    assert rolled.verdict == "recorded"
    newest = history(desk, member, device)
    assert newest.readings[0].volume == 15
    assert [each.change for each in newest.changes] == ["rollover"]


def test_a_change_from_the_erp_waits_for_its_device_and_a_contradictory_one_is_parked(
    desk: Desk,
) -> None:
    with pytest.raises(Refused) as no_customer:
        desk.service.receive_counter_change(a_counter_event())
    desk.new_customer()
    with pytest.raises(Refused) as no_device:
        desk.service.receive_counter_change(a_counter_event())
    receive(desk)
    with pytest.raises(Refused) as contradictory:
        desk.service.receive_counter_change(a_counter_event(counter="scan"))

    assert no_customer.value.waits_for == "customer:10001"
    assert no_device.value.waits_for == "device:/erp/demo:G-1"
    assert contradictory.value.code == "invalid_data"


@pytest.mark.parametrize("number", ["G\0", " ", "G\n1"])
def test_a_change_of_a_device_that_nobody_could_have_is_parked_at_once(
    desk: Desk, number: str
) -> None:
    desk.new_customer()

    with pytest.raises(Refused) as refused:
        desk.service.receive_counter_change(a_counter_event(equipment_number=number))

    assert (refused.value.code, refused.value.waits_for) == ("invalid_data", None)


def test_readings_of_one_counter_in_a_list_are_taken_in_the_order_of_their_days(
    desk: Desk, member: Principal
) -> None:
    today = desk.clock.today()
    told = report(
        desk,
        member,
        reading(300, read_on=today),
        reading(100, read_on=today - timedelta(days=20)),
        reading(200, read_on=today - timedelta(days=10)),
        reading(250, read_on=today + timedelta(days=1)),
    )

    assert [row.verdict for row in told.rows] == ["recorded"] * 3 + ["refused"]
    assert told.rows[3].problem == "in_the_future"
    assert {event.value: event.sequence for event in told_readings(desk)} == {
        100: 1,
        200: 2,
        300: 3,
    }


def test_readings_are_listed_page_by_page(desk: Desk, member: Principal) -> None:
    device = device_id(desk, member)
    for value in range(2):
        read_once(desk, member, value)
    report(desk, member, *(reading(value) for value in (2, 3, 4)))

    first = history(desk, member, device, limit=3)
    second = history(desk, member, device, limit=3, cursor=first.next_cursor)

    assert [each.value for each in (*first.readings, *second.readings)] == [4, 3, 2, 1, 0]
    assert second.next_cursor is None
    assert history(desk, member, device, counter="colour").readings == ()


def test_nobody_reads_meters_without_the_area_or_of_devices_that_are_not_his(
    desk: Desk, member: Principal, clock: FixedClock
) -> None:
    other = a_member(desk.new_customer("10002"))
    device, staff = device_id(desk, member), a_principal(organisation_kind="vendor")
    kept = report(desk, member, reading(100), only_check=True)

    foreign = read_once(desk, other, 5, device_id=device, device=None)

    assert (foreign.problem, foreign.device_name) == ("unknown_device", None)
    with pytest.raises(AreaNotVisible):
        read_once(desk, a_member(desk.new_customer("10003"), areas=("devices",)), 5)
    for call in (desk.service.get_report, desk.service.record_report):
        with pytest.raises(NotFound):
            call(other, kept.id)
    with pytest.raises(NotFound):
        history(desk, other, device)
    with pytest.raises(InvalidInput):
        read_once(desk, staff, 5)
    with pytest.raises(NotFound):
        report(desk, staff, reading(5), customer_id=new_id())
    by_staff = report(desk, staff, reading(5), customer_id=member.organisation_id)
    assert (by_staff.source, by_staff.recorded) == ("staff", 1)
    assert clock.now() == by_staff.recorded_at


def test_an_unlooked_at_list_is_forgotten_after_a_week(desk: Desk, member: Principal) -> None:
    kept = report(desk, member, reading(100), only_check=True)
    desk.clock.move(timedelta(days=8))

    report(desk, member, EnteredReading(device="G-1", counter="colour", value=1))

    with pytest.raises(NotFound):
        desk.service.get_report(member, kept.id)
