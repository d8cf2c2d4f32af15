"""Contracts of several sites in one list (DW-32, DW-33)."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.contract_list import AcknowledgeAlarm
from contracts.errors import NotFound
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.partners import TODAY, Partner
from tests.catalog.integration.test_accounts import a_site


@pytest.mark.req("DW-33")
@pytest.mark.parametrize("view", ["all", "alarm"])
def test_contracts_of_the_sites_one_names_are_one_list_in_one_order(desk: Desk, view: str) -> None:
    north, south, foreign = Partner(desk), new_id(), new_id()
    traveller = north.user_1
    for number, partner_id in (("40001", south), ("40003", foreign)):
        customer = desk.new_customer(number, name=f"Kunde {number}")
        desk.serve(customer, customer_number=number, partner_id=partner_id)
    # Every day another one ends, alternately at one site and at the other.
    for day in range(1, 9):
        number = "40001" if day % 2 else "20000"
        desk.receive(
            customer_number=number,
            contract_number=f"V-{day}",
            ends_on=TODAY + timedelta(days=day - 4),
        )
    desk.receive(customer_number="40003", contract_number="V-9", ends_on=TODAY)
    desk.people.sites = [a_site(north.id, "all"), a_site(south, "all")]
    in_order = [f"V-{day}" for day in range(1, 9)]

    both = north.numbers(traveller, view=view, partner_ids=(north.id, south, foreign), limit=3)
    own = north.numbers(traveller, view=view)
    other = north.page(traveller, view=view, partner_ids=(south,))

    assert both == in_order
    assert own == in_order[1::2]
    assert ([item.number for item in other.items], other.total) == (in_order[::2], 4)
    assert north.numbers(traveller, view=view, partner_ids=(foreign, UUID(int=7))) == []
    if view == "all":
        descending = north.numbers(
            traveller, partner_ids=(north.id, south), descending=True, limit=3
        )
        assert descending == list(reversed(in_order))


@pytest.mark.req("DW-32")
def test_a_contract_of_another_site_is_reached_as_one_may_there(desk: Desk) -> None:
    north, south = Partner(desk), new_id()
    customer = desk.new_customer("40001", name="Kunde Süd")
    desk.serve(customer, customer_number="40001", partner_id=south)
    desk.receive(
        customer_number="40001", contract_number="V-S", ends_on=TODAY, notice_given_on=TODAY
    )
    desk.people.sites = [a_site(south, "all")]
    (listed,) = north.page(north.user_1, partner_ids=(south,)).items

    assert desk.service.get_contract(north.user_1, listed.id).contract == listed
    assert desk.service.get_contract_timeline(north.user_1, listed.id).contract_id == listed.id
    desk.service.acknowledge_alarm(north.user_1, AcknowledgeAlarm(contract_id=listed.id))
    assert north.numbers(north.user_1, view="alarm", partner_ids=(south,)) == []
    assert desk.service.order_reactivation(north.user_1, listed.id).contract_id == listed.id
    for site in (a_site(south, "own"), a_site(south, "none"), a_site(south, "all", is_open=False)):
        desk.people.sites = [site]
        with pytest.raises(NotFound):
            desk.service.get_contract(north.user_1, listed.id)
        assert north.numbers(north.user_1, partner_ids=(south,)) == []
