"""Orders of consumables: exactly what was agreed, once, and followed until they arrive."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import msgspec
import pytest
from sqlalchemy import select

from chassis.clock import FixedClock
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.publishers import Publisher
from chassis.tables import OUTBOX
from chassis.testing import a_principal
from contracts.errors import AreaNotVisible, InvalidInput, NoMembership, NotFound, NotPermitted
from contracts.orders import OrderedItem, OrderPlaced, OrderQuery
from contracts.principal import DEFAULT_AREAS
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import FUSER, TONER, a_member, device_id, receive
from tests.catalog.integration.orders import DELIVERY, a_line, an_order, listed, order, tell
from tests.identity.integration.threads import at_once


def heard(desk: Desk) -> list[OrderPlaced]:
    """Return the orders that the ERP was told of."""
    query = select(OUTBOX.c.body).where(OUTBOX.c.routing_key == "order.placed.v1")
    with desk.database.transaction() as session:
        bodies = [msgspec.json.decode(body)["data"] for body in session.scalars(query)]
    return [msgspec.convert(body, OrderPlaced) for body in bodies]


@pytest.mark.req("KM-07", "KM-19", "F4")
def test_what_was_agreed_is_ordered_for_several_devices_and_the_erp_hears_of_it(
    desk: Desk,
) -> None:
    member = a_member(desk.new_customer(), role="member", areas=DEFAULT_AREAS)
    receive(desk)
    receive(desk, equipment_number="G-2", technical_id="DRUCKER-OG-02")
    lines = [a_line(device_id(desk, member)), a_line(device_id(desk, member, "G-2"), quantity=1)]

    placed = desk.service.place_order(member, an_order(*lines, reference=" KST  4711 "))

    (told,) = heard(desk)
    assert [(line.equipment_number, line.name, line.quantity) for line in placed.lines] == [
        ("G-1", TONER.name, 2),
        ("G-2", TONER.name, 1),
    ]
    assert (placed.order.status, placed.order.reference) == ("placed", "KST 4711")
    assert [entry.status for entry in placed.history] == ["placed"]
    assert (told.order_id, told.order_number) == (placed.order.id, placed.order.number)
    assert (told.customer_number, told.delivery, told.reference) == ("10001", DELIVERY, "KST 4711")
    assert [line.equipment_source for line in told.lines] == ["/erp/demo", "/erp/demo"]
    assert desk.service.get_order(member, placed.order.id) == placed


@pytest.mark.req("KM-19", "F4")
def test_what_was_not_agreed_for_this_device_is_refused_line_by_line(desk: Desk) -> None:
    admin, other = a_member(desk.new_customer()), a_member(desk.new_customer("10002"))
    receive(desk)
    receive(desk, equipment_number="G-2", bill_of_materials=())
    receive(desk, equipment_number="G-9", customer_number="10002")
    printer, bare = device_id(desk, admin), device_id(desk, admin, "G-2")
    wanted = an_order(
        a_line(printer, item_number=FUSER.item_number),
        a_line(printer, item_number="T-999"),
        a_line(bare),
        a_line(device_id(desk, other, "G-9")),
        a_line(printer, quantity=5),
        a_line(printer),
        a_line(new_id()),
    )

    with pytest.raises(InvalidInput) as refused:
        desk.service.place_order(admin, wanted)

    assert refused.value.args == (
        *("lines[0].item_number", "not_agreed"),
        *("lines[1].item_number", "not_agreed"),
        *("lines[2].item_number", "not_agreed"),
        *("lines[3].device_id", "not_there"),
        *("lines[4].quantity", "more_than_agreed"),
        *("lines[5].item_number", "repeated"),
        *("lines[6].device_id", "not_there"),
    )
    assert (listed(desk, admin), heard(desk)) == ([], [])


def test_nothing_is_ordered_for_a_device_whose_contract_has_ended(
    desk: Desk, clock: FixedClock
) -> None:
    admin = a_member(desk.new_customer())
    today = desk.clock.today()
    desk.receive(starts_on=today - timedelta(days=100), ends_on=today)
    receive(desk, contract_number="V-1")
    on_its_last_day = order(desk, admin)

    clock.move(timedelta(days=1))

    with pytest.raises(InvalidInput, match="device_contract_ended"):
        order(desk, admin)
    assert on_its_last_day.order.status == "placed"


@pytest.mark.parametrize(
    ("change", "reason"), [({"recipient": " "}, "blank"), ({"recipient": "A\u0007"}, "control")]
)
def test_an_order_goes_to_somebody_who_can_be_written_to(
    desk: Desk, change: dict[str, str], reason: str
) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)

    with pytest.raises(InvalidInput, match=reason):
        order(desk, admin, delivery=msgspec.structs.replace(DELIVERY, **change))


def test_the_same_key_is_the_same_order_whoever_presses_how_often(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    colleague = a_member(admin.organisation_id)  # type: ignore[arg-type]  # an administrator has one
    receive(desk)
    wanted = an_order(a_line(device_id(desk, admin)), idempotency_key="once")
    place = partial(desk.service.place_order, admin, wanted)

    placed = at_once(*[place] * 4)
    another = desk.service.place_order(colleague, wanted)

    assert len({each.order.id for each in placed}) == 1
    assert len(heard(desk)) == 2
    assert another.order.id not in {each.order.id for each in placed}
    with pytest.raises(InvalidInput, match="used_for_another_request"):
        desk.service.place_order(admin, msgspec.structs.replace(wanted, reference="andere"))


@pytest.mark.req("KM-15", "F5")
def test_an_order_is_followed_and_an_older_status_changes_nothing_but_the_history(
    desk: Desk,
) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    placed = order(desk, admin)
    tell(desk, order_id=placed.order.id, version=3, carrier="Paketdienst (Demo)",
         tracking_url="https://pakete.example/1", expected_on=date(2026, 3, 5))  # fmt: skip

    tell(desk, order_id=placed.order.id, version=1, status="confirmed", note="Liegt bereit")
    tell(desk, order_id=placed.order.id, version=3)
    late = desk.service.get_order(admin, placed.order.id)
    tell(desk, version=4, status="delivered", order_id=placed.order.id)

    arrived = desk.service.get_order(admin, placed.order.id)
    assert (late.order.status, late.order.erp_number) == ("shipped", "A-1")
    assert late.order.expected_on == date(2026, 3, 5)
    assert [(each.status, each.is_late) for each in late.history] == [
        ("placed", False),
        ("confirmed", True),
        ("shipped", False),
    ]
    assert (arrived.order.status, arrived.tracking_url) == ("delivered", "https://pakete.example/1")
    (item,) = desk.service.list_orders(admin, OrderQuery()).items
    assert (item.status, item.first_item, item.line_count) == ("delivered", TONER.name, 1)


@pytest.mark.req("KM-15")
def test_an_order_that_was_placed_by_telephone_is_there_as_well(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    items = (OrderedItem(item_number="T-100-K", name="Toner schwarz (Demo)", quantity=1),)

    tell(desk, status="confirmed", version=1, items=items, ordered_on=date(2026, 3, 1))
    tell(desk, status="delivered", version=2)

    (item,) = desk.service.list_orders(admin, OrderQuery()).items
    detail = desk.service.get_order(admin, item.id)
    assert (item.erp_number, item.status) == ("A-1", "delivered")
    assert item.ordered_at == datetime(2026, 2, 28, 23, 0, tzinfo=UTC), "that day in Germany"
    assert [entry.status for entry in detail.history] == ["confirmed", "delivered"]
    assert detail.delivery is None


def test_what_contradicts_itself_or_belongs_to_nobody_is_set_aside(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    desk.new_customer("10002")
    receive(desk)
    placed, second = order(desk, admin), order(desk, admin)
    tell(desk, order_id=placed.order.id)
    stranger = Publisher(user="x", sources=frozenset({"/erp/demo"}), customers=frozenset({"10002"}))
    for changes, code in (
        ({"order_id": new_id(), "order_number": "A-9"}, "unknown_order"),
        ({"order_id": placed.order.id, "customer_number": "10002"}, "unknown_order"),
        ({"order_id": second.order.id}, "number_conflict"),
        ({"order_id": placed.order.id, "order_number": "A-2", "version": 9}, "number_conflict"),
        ({"order_number": "A-8"}, "unknown_order"),
        ({"order_number": "A\n8", "order_id": second.order.id}, "invalid_data"),
        ({"customer_number": "19999", "order_id": second.order.id}, "unknown_customer"),
        ({"publisher": stranger}, "customer_not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            tell(desk, **changes)
        assert refused.value.code == code

    assert desk.service.get_order(admin, second.order.id) == second


def test_a_status_that_comes_four_times_at_once_is_in_the_history_once(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    placed = order(desk, admin)

    at_once(*[partial(tell, desk, order_id=placed.order.id)] * 4)

    history = desk.service.get_order(admin, placed.order.id).history
    assert [entry.status for entry in history] == ["placed", "shipped"]


def test_orders_are_searched_narrowed_and_paged_and_are_nobody_elses(desk: Desk) -> None:
    admin, other = a_member(desk.new_customer()), a_member(desk.new_customer("10002"))
    receive(desk)
    receive(desk, customer_number="10002", equipment_number="G-9")
    numbers = [order(desk, admin, reference=f"KST {n}").order.number for n in range(3)]
    foreign = order(desk, other, device="G-9")
    tell(desk, order_id=desk.service.list_orders(admin, OrderQuery()).items[0].id)
    staff = a_principal(organisation_id=new_id(), organisation_kind="vendor")

    first = desk.service.list_orders(admin, OrderQuery(limit=2))
    rest = desk.service.list_orders(admin, OrderQuery(limit=2, cursor=first.next_cursor))

    newest_first = numbers[::-1]
    assert [item.number for page in (first, rest) for item in page.items] == newest_first
    assert rest.next_cursor is None
    assert listed(desk, admin, search="kst 1") == [numbers[1]]
    assert listed(desk, admin, search="toner", status=("shipped",)) == [numbers[2]]
    assert listed(desk, admin, device_id=device_id(desk, admin)) == newest_first
    assert listed(desk, staff, customer_number="10002") == [foreign.order.number]
    assert len(listed(desk, staff)) == 4
    with pytest.raises(NotFound):
        desk.service.get_order(admin, foreign.order.id)
    with pytest.raises(InvalidInput, match="unreadable"):
        desk.service.list_orders(admin, OrderQuery(cursor=first.next_cursor, search="x"))


def test_who_is_not_shown_consumables_neither_orders_nor_looks(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    admin = a_member(organisation_id)
    receive(desk)
    placed = order(desk, admin)
    reader = a_member(organisation_id, role="member", areas=("devices",))
    staff = a_principal(organisation_id=new_id(), organisation_kind="vendor")
    nobody = a_principal(organisation_id=None, organisation_kind=None, role=None)

    for caller, error in ((reader, AreaNotVisible), (nobody, NoMembership)):
        with pytest.raises(error):
            desk.service.list_orders(caller, OrderQuery())
        with pytest.raises(error):
            desk.service.get_order(caller, placed.order.id)
        with pytest.raises(error):
            desk.service.place_order(caller, an_order(a_line(device_id(desk, admin))))
    with pytest.raises(NotPermitted):
        desk.service.place_order(staff, an_order(a_line(device_id(desk, admin))))
    assert desk.service.get_order(staff, placed.order.id) == placed
