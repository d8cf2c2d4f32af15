"""Which counters are to be read, and who is reminded of them."""

from datetime import date, timedelta
from functools import partial

import pytest

from chassis.testing import a_principal
from contracts.equipment import Counter, ReadingCycle
from contracts.errors import InvalidInput
from contracts.meters import METER_READINGS_DUE, DueDevice, MeterReadingsDue
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import a_member, receive
from tests.catalog.integration.meters import read_once, reading, report
from tests.identity.integration.threads import at_once

# The tests' clock stands on 2 March 2026.
BILLING = date(2026, 3, 31)
MONTHLY = ReadingCycle(months=1, starts_on=date(2026, 1, 1))


@pytest.fixture
def member(desk: Desk) -> Principal:
    """Return a member of a customer whose contract runs."""
    organisation_id = desk.new_customer()
    desk.receive()
    return a_member(organisation_id, role="member")


def a_printer(desk: Desk, number: str = "G-1", **changes: object) -> None:
    values: dict[str, object] = {
        "equipment_number": number,
        "technical_id": None,
        "serial_number": None,
        "contract_number": "V-1",
        "counters": (Counter(kind="black"), Counter(kind="colour")),
        "reading_cycle": MONTHLY,
    }
    receive(desk, **(values | changes))


def due(desk: Desk, caller: Principal) -> tuple[DueDevice, ...]:
    return desk.service.list_due(caller).items


def go_to(desk: Desk, day: date) -> None:
    desk.clock.move(timedelta(days=(day - desk.clock.today()).days))


def reminded(desk: Desk) -> list[MeterReadingsDue]:
    return desk.announced(METER_READINGS_DUE, MeterReadingsDue)


@pytest.mark.req("F10")
def test_only_devices_under_contract_with_missing_readings_are_due(
    desk: Desk, member: Principal
) -> None:
    for number in ("G-1", "G-2", "G-3"):
        a_printer(desk, number)
    a_printer(desk, "without-contract", contract_number=None)
    a_printer(desk, "without-cycle", reading_cycle=None)
    a_printer(desk, "inactive", is_active=False)
    on_the_first_day = due(desk, member)
    go_to(desk, BILLING - timedelta(days=10))
    report(desk, member, reading(10, device="G-2"))
    report(desk, member, reading(10, device="G-3"), reading(5, device="G-3", counter="colour"))

    listed = due(desk, member)

    assert on_the_first_day == ()
    assert [(each.number, each.due_on, each.is_overdue) for each in listed] == [
        ("G-1", BILLING, False),
        ("G-2", BILLING, False),
    ]
    assert [[counter.kind for counter in each.counters] for each in listed] == [
        ["black", "colour"],
        ["colour"],
    ]


@pytest.mark.req("F10")
def test_what_was_not_read_stays_due_and_is_overdue_until_the_next_billing(
    desk: Desk, member: Principal
) -> None:
    a_printer(desk, counters=(Counter(kind="black"),))
    go_to(desk, BILLING + timedelta(days=5))
    overdue = due(desk, member)

    go_to(desk, date(2026, 4, 25))
    next_one = due(desk, member)
    read_once(desk, member, 10)

    assert [(each.due_on, each.is_overdue) for each in overdue] == [(BILLING, True)]
    assert [each.due_on for each in next_one] == [date(2026, 4, 30)]
    assert due(desk, member) == ()


def test_an_estimate_stands_beside_what_is_missing(desk: Desk, member: Principal) -> None:
    a_printer(desk, counters=(Counter(kind="black"),))
    for value in (100, 200, 300):
        read_once(desk, member, value)
        desk.clock.move(timedelta(days=5))
    go_to(desk, BILLING)

    ((counter,),) = [each.counters for each in due(desk, member)]

    # Twenty a day since 12 March.
    assert (counter.last_value, counter.estimate) == (300, 300 + 19 * 20)


@pytest.mark.req("F10")
def test_a_reminder_goes_out_once_for_each_billing_to_who_has_read_before(
    desk: Desk, member: Principal
) -> None:
    a_printer(desk)
    a_printer(desk, "G-2")
    read_once(desk, member, 10)
    desk.service.remind_of_readings()
    too_early = reminded(desk)
    go_to(desk, BILLING - timedelta(days=3))

    at_once(*[desk.service.remind_of_readings] * 3)
    desk.service.remind_of_readings()
    a_printer(desk, "G-1", version=2)
    desk.service.remind_of_readings()

    assert too_early == []
    (told,) = reminded(desk)
    assert (told.due_on, told.devices, told.first_devices) == (BILLING, 2, ("G-1", "G-2"))
    assert told.reporters == (member.subject,)
    go_to(desk, date(2026, 4, 27))
    desk.service.remind_of_readings()
    assert [each.due_on for each in reminded(desk)] == [BILLING, date(2026, 4, 30)]


@pytest.mark.req("F10")
def test_who_has_read_everything_is_not_reminded(desk: Desk, member: Principal) -> None:
    a_printer(desk, counters=(Counter(kind="black"),))
    go_to(desk, BILLING - timedelta(days=5))
    read_once(desk, member, 10)
    go_to(desk, BILLING - timedelta(days=2))

    desk.service.remind_of_readings()

    assert reminded(desk) == []


def test_a_billing_that_passed_while_nobody_looked_is_not_reminded_of(
    desk: Desk, member: Principal
) -> None:
    a_printer(desk)
    go_to(desk, date(2026, 4, 10))

    desk.service.remind_of_readings()

    assert reminded(desk) == []
    assert due(desk, member) != ()


def test_the_vendors_people_look_at_what_is_due_at_the_customer_they_name(
    desk: Desk, member: Principal
) -> None:
    staff = a_principal(organisation_kind="vendor")
    a_printer(desk)
    go_to(desk, BILLING)

    with pytest.raises(InvalidInput):
        due(desk, staff)

    listed = partial(desk.service.list_due, staff)(member.organisation_id)
    assert [each.number for each in listed.items] == ["G-1"]
