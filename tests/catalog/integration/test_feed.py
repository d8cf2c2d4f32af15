"""Orders and contracts in the feed, and who of an organisation's systems reads them."""

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from chassis.tables import OUTBOX
from chassis.testing import a_principal
from contracts.contract_list import ContractQuery
from contracts.errors import AreaNotVisible, NotPermitted
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import a_member, device_id, receive
from tests.catalog.integration.orders import a_line, an_order, listed, tell


def told(desk: Desk) -> list[dict[str, Any]]:
    """Return what was announced for the feed, in order."""
    query = select(OUTBOX.c.body).where(OUTBOX.c.routing_key == "affair_changed")
    with desk.database.transaction() as session:
        bodies = session.scalars(query.order_by(OUTBOX.c.id))
        return [msgspec.json.decode(body) for body in bodies]


def a_machine(of: Principal, *areas: str) -> Principal:
    return a_principal(
        kind="system",
        organisation_id=of.organisation_id,
        organisation_kind=of.organisation_kind,
        role=None,
        areas=areas,
        reads_only=True,
    )


def test_an_order_is_told_when_it_is_placed_and_as_it_goes_on(desk: Desk) -> None:
    member = a_member(desk.new_customer())
    receive(desk)
    wanted = an_order(a_line(device_id(desk, member)))
    placed = desk.service.place_order(member, wanted)
    desk.service.place_order(member, wanted)

    tell(desk, order_id=placed.order.id, version=2, status="shipped")
    tell(desk, order_id=placed.order.id, version=1, status="confirmed")  # overtaken, and of no news

    events = [each for each in told(desk) if each["facts"]["area"] == "orders"]
    assert [(each["type"], each["facts"]["status"]) for each in events] == [
        ("kontor.order.placed.v1", "placed"),
        ("kontor.order.status_changed.v1", "shipped"),
    ]
    assert {each["subject_id"] for each in events} == {str(placed.order.id)}
    assert [each["facts"]["erp_number"] for each in events] == [None, "A-1"]
    assert events[0]["version"] < events[1]["version"]


def test_a_contract_is_told_when_it_is_new_and_when_it_changes(desk: Desk) -> None:
    organisation_id = desk.new_customer()

    desk.receive(version=1)
    desk.receive(version=3, ends_on=date(2028, 12, 31))
    desk.receive(version=2)  # overtaken

    events = [each for each in told(desk) if each["facts"]["area"] == "contracts"]
    assert [each["facts"]["ends_on"] for each in events] == ["2027-01-31", "2028-12-31"]
    assert {each["type"] for each in events} == {"kontor.contract.changed.v1"}
    assert {each["organisation_id"] for each in events} == {str(organisation_id)}


def test_a_machine_account_reads_orders_and_contracts_that_it_was_given(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    desk.service.place_order(admin, an_order(a_line(device_id(desk, admin))))
    desk.receive()
    both = a_machine(admin, "consumables", "contracts")
    neither = a_machine(admin, "post", "requests")

    assert len(listed(desk, both)) == 1
    assert len(desk.service.list_contracts(both, ContractQuery()).items) == 1
    for attempt in (
        lambda: listed(desk, neither),
        lambda: desk.service.list_contracts(neither, ContractQuery()),
    ):
        with pytest.raises((NotPermitted, AreaNotVisible)):
            attempt()
