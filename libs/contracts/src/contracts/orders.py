"""Orders of consumables: placed here for devices, followed by what the ERP says of them.

The `data` of `order.placed.v1` and `order.status_changed.v1`, and what catalog is asked.
"""

from datetime import date, datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from contracts.inbound import CustomerNumber, PostalAddress, Text
from contracts.outbound import Instant

OrderStatus = Literal["placed", "confirmed", "partly_shipped", "shipped", "delivered", "cancelled"]
ORDER_STATUSES: tuple[OrderStatus, ...] = get_args(OrderStatus)
ToldStatus = Literal["confirmed", "partly_shipped", "shipped", "delivered", "cancelled"]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
TrackingUrl = Annotated[str, msgspec.Meta(max_length=1000, pattern="^https?://[^\\s]+$")]
Note = Annotated[str, msgspec.Meta(max_length=1000)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order goes, and to whom there."""

    recipient: Text
    address: PostalAddress


class PlacedLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of an item for one device."""

    equipment_number: str
    equipment_source: str
    item_number: str
    name: str
    quantity: int
    unit: str | None = None


class OrderPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """`order.placed.v1`: a customer has ordered consumables that were agreed for his devices.

    Said once for each order. `order_id` is what `order.status_changed.v1` names in answer;
    `reference` is the customer's own and belongs on delivery note and invoice.
    """

    order_id: UUID
    order_number: int
    customer_number: str | None
    lines: tuple[PlacedLine, ...]
    delivery: Delivery
    reference: str | None
    note: str | None
    ordered_by: UUID
    ordered_at: Instant


class OrderedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order that was not placed here, such as by telephone."""

    item_number: Text
    name: Text
    quantity: Quantity
    unit: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    equipment_number: Text | None = None


class OrderStatusChanged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`order.status_changed.v1`: how far an order is.

    `order_id` is that of `order.placed.v1`; an order that was not placed here has none and is known
    by `order_number`, the publisher's own, and shows `items` and `ordered_on`. `version` grows with
    every change of the order; an older version is recorded in its history and changes nothing else.
    """

    customer_number: CustomerNumber
    order_number: Text
    version: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    status: ToldStatus
    changed_at: Instant
    order_id: UUID | None = None
    expected_on: date | None = None
    carrier: Text | None = None
    tracking_url: TrackingUrl | None = None
    note: Note | None = None
    ordered_on: date | None = None
    reference: Text | None = None
    items: Annotated[tuple[OrderedItem, ...], msgspec.Meta(max_length=200)] = ()


class WantedLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of an item of a device's bill of materials."""

    device_id: UUID
    item_number: Text
    quantity: Quantity


class PlaceOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order for one or several devices; the same key is the same order."""

    lines: Annotated[tuple[WantedLine, ...], msgspec.Meta(min_length=1, max_length=200)]
    delivery: Delivery
    idempotency_key: Key
    reference: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    note: Note | None = None


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order as it was placed; the device may be gone since."""

    item_number: str
    name: str
    quantity: int
    unit: str | None = None
    device_id: UUID | None = None
    equipment_number: str | None = None
    device_name: str | None = None


class OrderItem(msgspec.Struct, frozen=True, kw_only=True):
    """An order as lists show it. `number` is ours, `erp_number` the vendor's, once there is one."""

    id: UUID
    customer_id: UUID
    number: int
    erp_number: str | None
    status: OrderStatus
    ordered_at: datetime
    changed_at: datetime
    reference: str | None
    line_count: int
    first_item: str
    expected_on: date | None


class OrderQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders, the latest first. `search` is part of a number, reference, item or device."""

    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    status: tuple[OrderStatus, ...] = ()
    device_id: UUID | None = None
    customer_number: CustomerNumber | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """Orders, the latest first; `next_cursor` continues, None at the end."""

    items: tuple[OrderItem, ...]
    next_cursor: str | None


class StatusEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One status of an order; `is_late` says that a later one had been told before."""

    status: OrderStatus
    at: datetime
    note: str | None = None
    carrier: str | None = None
    tracking_url: str | None = None
    expected_on: date | None = None
    is_late: bool = False


class OrderDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An order with its lines, where it goes, where it is, and how it came there (KM-15)."""

    order: OrderItem
    lines: tuple[OrderLine, ...]
    delivery: Delivery | None
    note: str | None
    carrier: str | None
    tracking_url: str | None
    history: tuple[StatusEntry, ...]
