"""A customer's documents come digitally or by post, as he last chose, from the next one on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from billing_docs.domain.delivery_mode import choose
from billing_docs.store.customers import CustomerStore
from billing_docs.store.delivery_modes import DeliveryModeStore
from billing_docs.use_cases.delivery.get_delivery_mode import get_delivery_mode
from billing_docs.use_cases.delivery.list_delivery_modes import list_delivery_modes
from billing_docs.use_cases.delivery.set_delivery_mode import set_delivery_mode
from chassis.audit import AuditTrail
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.delivery import DeliveryMode, SetDeliveryMode
from contracts.errors import InvalidInput, NotFound
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once


def choose_mode(desk: Desk, customer: UUID, mode: Any = "postal", **terms: Any) -> DeliveryMode:
    """Choose as an administrator does."""
    today, now = desk.clock.today(), desk.clock.now()
    chosen = choose(SetDeliveryMode(mode=mode, **terms), by="person:admin", now=now, today=today)
    with desk.database.transaction(organisation_id=customer) as session:
        return set_delivery_mode(
            customer,
            chosen,
            today=today,
            customers=CustomerStore(session),
            modes=DeliveryModeStore(session),
            audit=AuditTrail(session, now),
        )


def mode_now(desk: Desk, customer: UUID) -> DeliveryMode:
    with desk.database.transaction(organisation_id=customer) as session:
        return get_delivery_mode(
            customer, today=desk.clock.today(), modes=DeliveryModeStore(session)
        )


def note_contract_end(desk: Desk, customer: UUID, version: int, ends_on: date | None) -> None:
    with desk.database.transaction(organisation_id=customer) as session:
        DeliveryModeStore(session).note_contract_end(customer, version, ends_on)


def ways(desk: Desk, customer: UUID, number: str) -> tuple[int, int]:
    """Issue a document; return how many notices and print orders it makes."""
    before = len(desk.told("notice_requested")), len(desk.told("print.requested.v1"))
    desk.receive(desk.event(plain_pdf(), customer, number))
    after = len(desk.told("notice_requested")), len(desk.told("print.requested.v1"))
    return after[0] - before[0], after[1] - before[1]


@pytest.mark.req("SE-58", "B10")
def test_by_post_a_print_order_takes_the_place_of_the_mail(desk: Desk) -> None:
    customer = desk.new_customer()
    choose_mode(desk, customer)

    assert ways(desk, customer, "RE-POST") == (0, 1)

    assert [document.number for document in desk.page(customer).items] == ["RE-POST"]
    (order,) = desk.told("print.requested.v1")
    assert order["data"]["number"] == "RE-POST"
    assert order["data"]["reason"] == "postal_mode"
    assert order["data"]["ordered_on"] == "2026-03-02"
    assert desk.pages_without_notice(organisation_id=customer) == [[]]


@pytest.mark.req("SE-59", "B10")
def test_switching_holds_from_the_next_document_and_sends_nothing_again(desk: Desk) -> None:
    customer = desk.new_customer()

    assert ways(desk, customer, "RE-1") == (1, 0)
    choose_mode(desk, customer, "postal")
    assert ways(desk, customer, "RE-2") == (0, 1)
    choose_mode(desk, customer, "digital")
    assert ways(desk, customer, "RE-3") == (1, 0)

    desk.receive(desk.event(plain_pdf(), customer, "RE-2"))
    told = [notice["parameters"]["number"] for notice in desk.told("notice_requested")]
    assert told == ["RE-1", "RE-3"]
    assert len(desk.told("print.requested.v1")) == 1


@pytest.mark.req("B10")
def test_post_with_an_end_is_digital_again_the_day_after_in_berlin(desk: Desk) -> None:
    customer = desk.new_customer()
    choose_mode(desk, customer, until=date(2026, 3, 4))

    desk.clock.move(timedelta(days=2, hours=10, minutes=59))  # 23:59 in Berlin
    assert (mode_now(desk, customer).mode, ways(desk, customer, "RE-LAST")) == ("postal", (0, 1))
    desk.clock.move(timedelta(minutes=1))

    assert (mode_now(desk, customer).mode, ways(desk, customer, "RE-NEXT")) == ("digital", (1, 0))


@pytest.mark.req("SE-69")
def test_post_until_the_contract_ends_follows_the_contract(desk: Desk) -> None:
    customer = desk.new_customer()
    note_contract_end(desk, customer, 1, date(2026, 3, 31))

    chosen = choose_mode(desk, customer, until_contract_end=True)
    note_contract_end(desk, customer, 3, date(2026, 4, 30))
    note_contract_end(desk, customer, 2, date(2026, 3, 10))

    assert (chosen.mode, chosen.ends_on) == ("postal", date(2026, 3, 31))
    assert mode_now(desk, customer).ends_on == date(2026, 4, 30)
    desk.clock.move(timedelta(days=59))  # 30 April
    assert ways(desk, customer, "RE-LAST") == (0, 1)
    desk.clock.move(timedelta(days=1))
    assert ways(desk, customer, "RE-AFTER") == (1, 0)


def test_post_until_the_contract_ends_stays_while_no_end_is_known(desk: Desk) -> None:
    customer = desk.new_customer()

    chosen = choose_mode(desk, customer, until_contract_end=True)

    assert (chosen.mode, chosen.ends_on, chosen.until_contract_end) == ("postal", None, True)


@pytest.mark.req("SE-59")
def test_every_choice_is_kept_with_who_and_when_and_stands_in_the_trail(desk: Desk) -> None:
    customer = desk.new_customer()
    choose_mode(desk, customer, "postal", postal_address=" Musterweg 1 \n\n12345 Musterstadt ")
    choose_mode(desk, customer, "postal", postal_address="Musterweg 1\n12345 Musterstadt")
    desk.clock.move(timedelta(hours=1))
    choose_mode(desk, customer, "digital")

    with desk.database.transaction(organisation_id=customer) as session:
        history = list_delivery_modes(customer, DeliveryModeStore(session)).items

    assert [each.mode for each in history] == ["digital", "postal"]
    assert history[1].postal_address == "Musterweg 1\n12345 Musterstadt"
    assert history[0].chosen_at - history[1].chosen_at == timedelta(hours=1)
    assert {each.chosen_by for each in history} == {"person:admin"}
    entries = [line for line in desk.audit(customer) if line.action == "delivery_mode.chosen"]
    assert [line.details for line in entries] == [
        {"before": "postal", "after": "digital"},
        {"before": "digital", "after": "postal"},
    ]


@pytest.mark.parametrize(
    ("terms", "field", "reason"),
    [
        ({"until": date(2026, 3, 1)}, "until", "in_the_past"),
        ({"until": date(2026, 4, 1), "until_contract_end": True}, "until", "only_one_end"),
        ({"mode": "digital", "until": date(2026, 4, 1)}, "until", "only_for_postal_delivery"),
        ({"mode": "digital", "postal_address": "x"}, "postal_address", "only_for_postal_delivery"),
        ({"postal_address": "\n".join("abcdefg")}, "postal_address", "too_many_lines"),
        ({"postal_address": "Muster\x07weg"}, "postal_address", "unreadable_character"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    desk: Desk, terms: dict[str, Any], field: str, reason: str
) -> None:
    customer = desk.new_customer()

    with pytest.raises(InvalidInput) as refused:
        choose_mode(desk, customer, **terms)

    assert refused.value.arguments == (f"request.{field}", reason)
    assert mode_now(desk, customer).chosen_at is None


def test_who_is_no_customer_gets_no_mode(desk: Desk) -> None:
    with pytest.raises(NotFound):
        choose_mode(desk, new_id())


def test_two_who_choose_at_once_leave_two_choices_and_one_that_holds(desk: Desk) -> None:
    customer = desk.new_customer()

    at_once(
        lambda: choose_mode(desk, customer, "postal"),
        lambda: choose_mode(desk, customer, "postal", until_contract_end=True),
        lambda: choose_mode(desk, customer, "postal"),
    )

    with desk.database.transaction(organisation_id=customer) as session:
        history = DeliveryModeStore(session).history(customer, limit=10)
    assert len(history) in {2, 3}
    assert not any(later.says_the_same_as(earlier) for later, earlier in pairwise(history))


@pytest.mark.req("SE-59")
def test_the_customers_admins_and_the_vendors_people_choose_and_nobody_else(world: World) -> None:
    staff = a_principal(organisation_kind="vendor")
    named = {"organisation_id": str(world.organisation_id), "mode": "postal"}
    refused = [
        world.call("set_delivery_mode", world.admin(role="member"), request={"mode": "postal"}),
        world.call("set_delivery_mode", world.admin(role="documents"), request={"mode": "postal"}),
        world.call("set_delivery_mode", world.admin(organisation_id=new_id()), request=named),
        world.call("set_delivery_mode", world.admin(kind="system"), request={"mode": "postal"}),
    ]

    by_staff = world.call("set_delivery_mode", staff, request=named)
    by_admin = world.call("set_delivery_mode", world.admin(), request={"mode": "digital"})

    assert [answer["error"]["exc_type"] for answer in refused] == [
        "NotPermitted",
        "NotPermitted",
        "NotFound",
        "NotPermitted",
    ]
    assert by_staff["result"]["mode"] == "postal"
    assert by_admin["result"]["mode"] == "digital"
    history = world.call("list_delivery_modes", world.admin())["result"]["items"]
    assert [item["mode"] for item in history] == ["digital", "postal"]
    assert history[1]["chosen_by"] == f"person:{staff.subject}"


@pytest.mark.req("SE-69")
def test_the_end_of_the_contract_is_heard_from_catalog(world: World) -> None:
    world.bus.publish(
        (
            f'{{"organisation_id":"{world.organisation_id}","version":1,"ends_on":"2099-12-31",'
            '"access_until":"2100-02-01T00:00:00Z"}'
        ).encode(),
        exchange="catalog.events",
        routing_key="contract_coverage_changed",
        message_id=str(new_id()),
    )
    request = {"mode": "postal", "until_contract_end": True}

    def ends_on() -> Any:
        return world.call("set_delivery_mode", world.admin(), request=request)["result"]["ends_on"]

    assert world.wait_for(lambda: ends_on() == "2099-12-31")
