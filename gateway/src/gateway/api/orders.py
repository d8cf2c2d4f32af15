"""Orders of consumables: placed for devices, listed, followed."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.inbound import CustomerNumber
from contracts.orders import (
    Delivery,
    Note,
    OrderDetail,
    OrderPage,
    OrderQuery,
    OrderStatus,
    PlaceOrder,
    WantedLine,
)
from gateway.call import Call


class OrderListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders, the latest first: `search` is part of number, reference, item or device.

    `status` may name several, with commas between them. The vendor's people see every customer's
    orders, or those of the `customer_number` they name.
    """

    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    status: tuple[OrderStatus, ...] = ()
    device: UUID | None = None
    customer_number: CustomerNumber | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is ordered, for which devices, and where it goes.

    Each item is a consumable of its device's bill of materials, up to what is agreed for one order.
    """

    lines: Annotated[tuple[WantedLine, ...], msgspec.Meta(min_length=1, max_length=200)]
    delivery: Delivery
    reference: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    note: Note | None = None


async def place_order(call: Call, body: NewOrder, idempotency_key: str) -> OrderDetail:
    """Order consumables; the same key is the same order."""
    request = PlaceOrder(
        lines=body.lines,
        delivery=body.delivery,
        reference=body.reference,
        note=body.note,
        idempotency_key=idempotency_key,
    )
    return await call.around.catalog.place_order(call.context, request)


async def list_orders(call: Call, query: OrderListQuery) -> OrderPage:
    """Return the orders that the caller sees, the latest first."""
    return await call.around.catalog.list_orders(call.context, asked(query))


async def get_order(call: Call, order_id: UUID) -> OrderDetail:
    """Return one order with its lines and how it came to be where it is."""
    return await call.around.catalog.get_order(call.context, order_id)


def asked(query: OrderListQuery) -> OrderQuery:
    """Return the query in the words of the service."""
    return OrderQuery(
        search=query.search or None,
        status=query.status,
        device_id=query.device,
        customer_number=query.customer_number,
        cursor=query.cursor,
        limit=query.limit,
    )
