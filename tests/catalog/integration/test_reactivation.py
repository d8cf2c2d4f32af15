"""Taking a contract up again: once for each end, free for a time, told to the ERP."""

from datetime import timedelta
from functools import partial

import msgspec
import pytest
from sqlalchemy import select

from chassis.tables import OUTBOX
from chassis.testing import a_principal
from contracts.errors import AlreadyExists, InvalidInput, NotFound, NotPermitted
from contracts.money import Money
from contracts.outbound import ContractReactivationOrdered
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.partners import TODAY, Partner, partner_person
from tests.identity.integration.threads import at_once

FEE = Money(minor_units=45000, currency="EUR")


def ordered(desk: Desk) -> list[ContractReactivationOrdered]:
    query = select(OUTBOX.c.body).where(OUTBOX.c.routing_key == "contract.reactivation_ordered.v1")
    with desk.database.transaction() as session:
        bodies = list(session.scalars(query))
    return [
        msgspec.convert(
            msgspec.json.decode(body)["data"], ContractReactivationOrdered, strict=False
        )
        for body in bodies
    ]


@pytest.fixture
def partner(desk: Desk) -> Partner:
    """Return a partner whose customer C gave notice 60 days ago; the contract ends in 30."""
    partner = Partner(desk)
    desk.receive(
        customer_number="20002",
        ends_on=TODAY + timedelta(days=30),
        notice_given_on=TODAY - timedelta(days=60),
        reactivation_fee=FEE,
    )
    return partner


@pytest.mark.req("DW-40", "DW-43", "E8")
def test_an_order_is_free_on_the_sixtieth_day_and_costs_what_was_agreed_on_the_next(
    partner: Partner,
) -> None:
    desk = partner.desk
    (contract,) = partner.page(partner.user_3).items

    first = desk.service.order_reactivation(partner.user_3, contract.id)
    again = desk.service.order_reactivation(partner.user_1, contract.id)
    desk.clock.move(timedelta(days=1))
    desk.receive(
        customer_number="20002",
        version=2,
        ends_on=TODAY + timedelta(days=40),
        notice_given_on=TODAY - timedelta(days=60),
        reactivation_fee=FEE,
    )
    later = desk.service.order_reactivation(partner.user_3, contract.id)

    assert (first.is_free, first.fee, again) == (True, None, first)
    assert (later.is_free, later.fee) == (False, FEE)
    assert [(each.order_id, each.fee) for each in ordered(desk)] == [
        (first.id, None),
        (later.id, FEE),
    ]
    assert desk.service.get_contract(partner.user_1, contract.id).order == later


@pytest.mark.req("DW-40")
def test_two_who_order_at_once_place_one_order(partner: Partner) -> None:
    (contract,) = partner.page(partner.user_3).items

    orders = at_once(
        *[
            partial(partner.desk.service.order_reactivation, user, contract.id)
            for user in (partner.user_1, partner.user_3)
        ]
    )

    assert orders[0] == orders[1]
    assert len(ordered(partner.desk)) == 1


def test_the_customer_hears_that_his_partner_has_ordered(partner: Partner) -> None:
    (contract,) = partner.page(partner.user_3).items
    partner.desk.service.order_reactivation(partner.user_3, contract.id)

    with pytest.raises(AlreadyExists):
        partner.desk.service.order_reactivation(
            a_principal(organisation_id=partner.customers["C"]), contract.id
        )


@pytest.mark.req("DW-19")
def test_nobody_orders_what_he_does_not_see_or_may_not_order(partner: Partner) -> None:
    service = partner.desk.service
    (contract,) = partner.page(partner.user_3).items

    with pytest.raises(NotFound):
        service.order_reactivation(partner.user_2, contract.id)
    with pytest.raises(NotPermitted):
        service.order_reactivation(partner_person(partner.id, role="documents"), contract.id)
    with pytest.raises(NotPermitted):
        service.order_reactivation(a_principal(organisation_kind="vendor"), contract.id)
    partner.desk.clock.move(timedelta(days=91))
    with pytest.raises(InvalidInput):
        service.order_reactivation(partner.user_3, contract.id)
    assert ordered(partner.desk) == []
