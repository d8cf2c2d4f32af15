"""Counters are to be read: those are mailed who read them, or else the administrators."""

from datetime import date
from uuid import UUID

import pytest

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.meters import MeterReadingsDue
from tests.identity.integration.bookings import organisation_of
from tests.identity.integration.world import World


def due(organisation_id: UUID, *reporters: UUID) -> Incoming[MeterReadingsDue]:
    """Return what catalog announces of an organisation with two devices to be read."""
    return Incoming(
        id=str(new_id()),
        source="catalog",
        type="meter_readings_due",
        time=None,
        body_sha256="a" * 64,
        data=MeterReadingsDue(
            organisation_id=organisation_id,
            due_on=date(2026, 3, 31),
            devices=2,
            first_devices=("DRUCKER-EG-01", "4711-0816"),
            reporters=reporters,
        ),
    )


def recipients(world: World) -> list[str]:
    told = world.announced("notice_requested")
    return [each["recipient"] for each in told if each["kind"] == "meter_readings_due"]


@pytest.mark.req("F10")
def test_who_read_meters_lately_and_still_may_is_reminded(world: World) -> None:
    admin = world.admin()
    reader = world.member(admin, "lea@muster.example", areas=("meter_readings",))
    barred = world.member(admin, "max@muster.example", areas=("post",))
    event = due(organisation_of(admin), reader.subject, barred.subject, new_id())

    world.service.tell_readings_due(event)
    world.service.tell_readings_due(event)

    told = [
        each for each in world.announced("notice_requested") if each["kind"] == "meter_readings_due"
    ]
    assert {each["recipient"] for each in told} == {"lea@muster.example"}
    assert len({each["idempotency_key"] for each in told}) == 1
    assert told[0]["parameters"] == {
        "due_on": "2026-03-31",
        "devices": "2",
        "first_devices": "DRUCKER-EG-01\n4711-0816",
    }


def test_where_nobody_reads_meters_the_administrators_are_reminded(world: World) -> None:
    admin = world.admin()
    world.member(admin, "lea@muster.example", areas=("meter_readings",))

    world.service.tell_readings_due(due(organisation_of(admin)))

    assert recipients(world) == ["erika@muster.example"]


def test_an_organisation_that_is_not_there_is_told_nothing(world: World) -> None:
    world.service.tell_readings_due(due(new_id()))

    assert recipients(world) == []
