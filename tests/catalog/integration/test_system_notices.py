"""Notices about customers' systems: to the partner contact once, and in lists to who sees them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.clock import FixedClock
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import AreaNotVisible, InvalidInput
from contracts.principal import Principal
from contracts.system_notices import (
    SystemNoticeDue,
    SystemNoticeQuery,
    SystemNoticeTold,
)
from tests.catalog.integration.desk import Desk, incoming
from tests.catalog.integration.partners import Partner
from tests.catalog.integration.test_accounts import a_site
from tests.catalog.integration.told_notices import NOON, a_notice
from tests.identity.integration.threads import at_once


def notice(desk: Desk, **changes: Any) -> None:
    """Take a notice."""
    desk.service.receive_notice(a_notice(**changes))


def due(desk: Desk) -> list[SystemNoticeDue]:
    """Return whom identity was asked to tell so far, after the next tick."""
    desk.service.ask_for_contacts()
    return desk.announced("system_notice_due", SystemNoticeDue)


def seen(desk: Desk, caller: Principal, **query: Any) -> list[str]:
    """Return the customers of the notices that somebody sees."""
    found = desk.service.list_notices(caller, SystemNoticeQuery(**query))
    assert found.total == len(found.items)
    return [each.customer_name for each in found.items]


@pytest.mark.req("DW-28", "E3")
def test_the_contact_is_told_once_of_each_notice_and_the_next_contact_too(desk: Desk) -> None:
    partner = Partner(desk)
    notice(desk)
    (asked,) = due(desk)
    told = SystemNoticeTold(notice_id=asked.notice_id, person_id=asked.person_id, at=NOON)

    for _ in range(2):
        desk.service.note_told(incoming(told))
        notice(desk)
        desk.clock.move(timedelta(hours=2))
    settled_with_him = due(desk)
    partner.desk.serve(
        partner.customers["A"],
        version=2,
        customer_number="20000",
        partner_id=partner.id,
        contact_person_id=partner.user_3.subject,
    )
    after = due(desk)

    assert (asked.person_id, asked.partner_id) == (partner.user_2.subject, partner.id)
    assert (asked.kind, asked.percent_used) == ("storage_low", 93)
    assert settled_with_him == [asked]
    assert [each.person_id for each in after] == [
        partner.user_2.subject,
        partner.user_3.subject,
    ]


@pytest.mark.req("DW-28")
def test_what_is_held_back_is_asked_for_again_each_hour_until_it_is_settled(desk: Desk) -> None:
    Partner(desk)
    notice(desk)

    assert len(due(desk)) == 1
    assert len(due(desk)) == 1
    desk.clock.move(timedelta(minutes=61))
    assert len(due(desk)) == 2
    notice(desk, version=2, is_settled=True)
    desk.clock.move(timedelta(minutes=61))
    assert len(due(desk)) == 2
    notice(desk, version=1, notice_id="old", noticed_at=NOON - timedelta(days=31))
    assert len(due(desk)) == 2


def test_without_a_contact_nobody_is_asked_for_until_there_is_one(desk: Desk) -> None:
    partner = Partner(desk)
    customer = partner.add("D", "20003", None)
    notice(desk, customer_number="20003")
    assert due(desk) == []

    desk.serve(
        customer,
        version=2,
        customer_number="20003",
        partner_id=partner.id,
        contact_person_id=partner.user_1.subject,
    )

    assert [each.person_id for each in due(desk)] == [partner.user_1.subject]


def test_two_processes_ask_for_each_contact_once(desk: Desk) -> None:
    Partner(desk)
    for number in range(6):
        notice(desk, notice_id=f"storage-{number}")

    at_once(*[desk.service.ask_for_contacts] * 2)

    asked = desk.announced("system_notice_due", SystemNoticeDue)
    assert len({each.notice_id for each in asked}) == len(asked) == 6


@pytest.mark.req("DW-10", "DW-16", "DW-17")
def test_notices_are_seen_with_their_customers_and_by_nobody_else(desk: Desk) -> None:
    partner, south = Partner(desk), new_id()
    names = [f"Kunde {each} (Demo)" for each in "ABC"]
    for number in range(3):
        notice(
            desk,
            customer_number=f"2000{number}",
            notice_id=f"n-{number}",
            noticed_at=NOON - timedelta(hours=number),
        )
    desk.serve(
        desk.new_customer("40001", name="Süd"),
        customer_number="40001",
        customer_name="Süd",
        partner_id=south,
    )
    notice(
        desk,
        customer_number="40001",
        notice_id="u-1",
        kind="update_due",
        noticed_at=NOON + timedelta(hours=1),
    )

    assert seen(desk, partner.user_1) == names
    assert seen(desk, partner.user_2) == []
    assert seen(desk, partner.user_3) == names[2:]
    assert seen(desk, partner.user_1, customer_id=partner.customers["B"]) == names[1:2]
    assert seen(desk, partner.user_3, customer_id=partner.customers["B"]) == []
    desk.people.sites = [a_site(south, "all")]
    assert seen(desk, partner.user_1) == ["Süd", *names]
    assert seen(desk, partner.user_1, kind="update_due") == ["Süd"]
    staff = a_principal(organisation_kind="vendor")
    assert seen(desk, staff, partners=(partner.id,)) == names
    with pytest.raises(InvalidInput):
        seen(desk, staff)
    with pytest.raises(AreaNotVisible):
        seen(desk, a_principal())
    desk.serve(partner.customers["A"], version=3, partner_id=UUID(int=7))
    assert seen(desk, partner.user_1, partners=(partner.id,)) == names[1:]


def test_a_notice_that_contradicts_or_comes_too_early_is_set_aside(
    desk: Desk, clock: FixedClock
) -> None:
    with pytest.raises(Refused) as early:
        notice(desk)
    Partner(desk)
    first = a_notice()
    desk.service.receive_notice(first)
    notice(desk, version=0, percent_used=1)
    with pytest.raises(Refused) as blank:
        notice(desk, notice_id="x", system=" \n")

    assert early.value.waits_for == "customer:20000"
    assert blank.value.code == "invalid_data"
    (row,) = desk.run_sql("SELECT percent_used FROM system_notice")
    assert row.percent_used == 93
    assert clock.now() == NOON
