"""Orders as customers place them and as the ERP answers."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.inbound import PostalAddress
from contracts.orders import (
    Delivery,
    OrderDetail,
    OrderQuery,
    OrderStatusChanged,
    PlaceOrder,
    WantedLine,
)
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import TONER, device_id

DELIVERY = Delivery(
    recipient="Empfang",
    address=PostalAddress(street="Musterstraße 1", postal_code="10115", city="Berlin"),
)


def a_line(device: UUID, **changes: Any) -> WantedLine:
    """Return two toners for a device, with `changes`."""
    values: dict[str, Any] = {"item_number": TONER.item_number, "quantity": 2}
    return WantedLine(device_id=device, **(values | changes))


def an_order(*lines: WantedLine, **changes: Any) -> PlaceOrder:
    """Return an order of these lines, with `changes`."""
    values: dict[str, Any] = {"delivery": DELIVERY, "idempotency_key": str(new_id())}
    return PlaceOrder(lines=lines, **(values | changes))


def order(desk: Desk, caller: Principal, *, device: str = "G-1", **changes: Any) -> OrderDetail:
    """Place an order of two toners for one of the caller's devices."""
    wanted = an_order(a_line(device_id(desk, caller, device)), **changes)
    return desk.service.place_order(caller, wanted)


def tell(desk: Desk, **changes: Any) -> None:
    """Take from the ERP that an order of customer 10001 was shipped, with `changes`."""
    envelope: dict[str, Any] = {
        key: changes.pop(key)
        for key in ("id", "source", "body_sha256", "publisher")
        if key in changes
    }
    told: dict[str, Any] = {
        "customer_number": "10001",
        "order_number": "A-1",
        "version": 2,
        "status": "shipped",
        "changed_at": datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
    }
    values: dict[str, Any] = {
        "id": str(new_id()),
        "source": "/erp/demo",
        "type": "order.status_changed.v1",
        "time": None,
        "body_sha256": "a" * 64,
        "data": OrderStatusChanged(**(told | changes)),
    }
    desk.service.receive_order_status(Incoming(**(values | envelope)))


def listed(desk: Desk, caller: Principal, **query: Any) -> list[int]:
    """Return the numbers of the orders on a page, as the caller sees them."""
    return [each.number for each in desk.service.list_orders(caller, OrderQuery(**query)).items]
