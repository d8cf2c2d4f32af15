"""Those in charge are reminded of risks by mail: once a week, and only of what is worth one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.identity import InvitePerson
from contracts.principal import Principal
from contracts.risks import RiskQuery
from identity.domain.risks import week_of
from tests.identity.integration.bookings import organisation_of
from tests.identity.integration.e_billing import failed
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

BOSS = "chefin@vendor.example"


@pytest.fixture
def vendor(world: World) -> Principal:
    """Return the vendor's administrator; it is Monday, seven in the morning in Berlin."""
    link = world.bootstrap(BOSS)
    assert link is not None
    boss = world.principal_of(world.accept_link(link))
    move_to_monday(world)
    return boss


def move_to_monday(world: World) -> None:
    now = world.clock.now()
    days = (7 - now.weekday()) % 7 or 7
    monday = (now + timedelta(days=days)).date()
    world.clock.move(datetime(monday.year, monday.month, monday.day, 6, tzinfo=UTC) - now)


def bounce(world: World, admin: Principal) -> None:
    world.service.note_failed_notice(failed(organisation_of(admin), world.clock.now()))


def mails(world: World, kind: str = "risks_found") -> list[dict[str, Any]]:
    return [notice for notice in world.announced("notice_requested") if notice["kind"] == kind]


@pytest.mark.usefixtures("vendor")
def test_each_administrator_is_reminded_once_a_week_while_there_is_a_risk(world: World) -> None:
    admin = world.admin()
    world.member(admin, "max@muster.example", role="admin")
    world.member(admin, "lea@muster.example")
    bounce(world, admin)

    for _ in range(3):
        world.service.remind_of_risks()
        world.clock.move(timedelta(days=1))
    this_week = mails(world)
    move_to_monday(world)
    world.service.remind_of_risks()

    assert {mail["recipient"] for mail in this_week} == {
        "erika@muster.example",
        "max@muster.example",
    }
    assert len(this_week) == 2
    assert {mail["parameters"]["risks"] for mail in this_week} == {"e_billing_address_bouncing:1"}
    assert len(mails(world)) == 4
    assert len({mail["idempotency_key"] for mail in mails(world)}) == 4


@pytest.mark.usefixtures("vendor")
def test_two_processes_at_once_remind_once(world: World) -> None:
    bounce(world, world.admin())

    reminded = at_once(world.service.remind_of_risks, world.service.remind_of_risks)

    assert reminded == [None, None]
    assert len(mails(world)) == 1
    assert len(mails(world, "risks_of_everybody")) == 1


@pytest.mark.usefixtures("vendor")
def test_for_hints_alone_nobody_is_written_to(world: World) -> None:
    admin = world.admin()

    world.service.remind_of_risks()

    (hint,) = world.service.list_risks(admin, RiskQuery()).items
    assert hint.code == "single_admin"
    assert mails(world) == []


@pytest.mark.usefixtures("vendor")
def test_a_hint_is_named_beside_what_is_worth_a_mail(world: World) -> None:
    bounce(world, world.admin())

    world.service.remind_of_risks()

    (mail,) = mails(world)
    assert mail["parameters"]["risks"] == "e_billing_address_bouncing:1,single_admin:1"
    assert mail["parameters"]["organisation_name"] == "Musterfabrik GmbH (Demo)"


@pytest.mark.usefixtures("vendor")
def test_a_desk_that_is_all_that_is_wrong_is_not_written_to_and_the_vendor_is(world: World) -> None:
    world.register(contact_email="info@muster.example")
    world.accept("info@muster.example")

    world.service.remind_of_risks()

    assert mails(world) == []
    (summary,) = mails(world, "risks_of_everybody")
    assert summary["recipient"] == BOSS
    assert "only_admin_is_generic_mailbox:1" in summary["parameters"]["risks"].split(",")


@pytest.mark.usefixtures("vendor")
def test_a_desk_is_written_to_when_something_else_is_wrong_too(world: World) -> None:
    world.register(contact_email="info@muster.example")
    bounce(world, world.principal_of(world.accept("info@muster.example")))

    world.service.remind_of_risks()

    assert [mail["recipient"] for mail in mails(world)] == ["info@muster.example"]


@pytest.mark.usefixtures("vendor")
def test_an_organisation_is_told_of_its_own_risks_and_the_vendor_of_all(world: World) -> None:
    bounce(world, world.admin())
    world.register(customer_number="10002", contact_email="zwei@zwei.example")
    other = world.principal_of(world.accept("zwei@zwei.example"))
    world.service.invite_person(other, InvitePerson(email="neu@zwei.example"))
    world.register(customer_number="10003", contact_email="drei@drei.example")

    world.service.remind_of_risks()

    assert [mail["recipient"] for mail in mails(world)] == ["erika@muster.example"]
    (summary,) = mails(world, "risks_of_everybody")
    assert summary["parameters"]["risks"] == (
        "e_billing_address_bouncing:1,contract_contact_never_active:1,single_admin:3"
    )


def test_nothing_is_sent_before_monday_morning(world: World, vendor: Principal) -> None:
    del vendor
    world.clock.move(timedelta(hours=-1, minutes=-1))
    bounce(world, world.admin())

    world.service.remind_of_risks()

    assert mails(world) == mails(world, "risks_of_everybody") == []


def test_before_there_is_a_vendor_nobody_is_reminded(world: World) -> None:
    bounce(world, world.admin())

    world.service.remind_of_risks()

    assert mails(world) == []


@pytest.mark.parametrize(
    ("instant", "week"),
    [
        (datetime(2026, 11, 16, 5, 59, tzinfo=UTC), None),  # Monday, 06:59 in Berlin
        (datetime(2026, 11, 16, 6, 0, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 7, 6, 4, 59, tzinfo=UTC), None),  # in summer an hour earlier
        (datetime(2026, 7, 6, 5, 0, tzinfo=UTC), "2026-W28"),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), "2026-W47"),  # Sunday, almost midnight
        (datetime(2027, 1, 2, 12, 0, tzinfo=UTC), "2026-W53"),
    ],
)
def test_a_week_begins_on_monday_at_seven_in_berlin(instant: datetime, week: str | None) -> None:
    assert week_of(instant) == week
