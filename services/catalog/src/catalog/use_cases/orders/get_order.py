"""Show one order."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.orders import described, require_sees_orders
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.orders.open_orders import open_orders
from contracts.errors import NotFound
from contracts.orders import Delivery, OrderDetail, OrderLine, StatusEntry
from contracts.principal import Principal


def get_order(caller: Principal, order_id: UUID, room: RecordRoom) -> OrderDetail:
    """Return the order with its lines and its history (KM-15).

    Raises:
        NoMembership, AreaNotVisible: orders are not shown to the caller.
        NotFound: there is none, or it is another organisation's; the two look the same.
    """
    organisation_id = require_sees_orders(caller)
    with open_orders(organisation_id, room) as records:
        row = records.orders.find(organisation_id, order_id)
        if row is None:
            raise NotFound("order")
        return detail_of(row, records)


def detail_of(row: Row[Any], records: Records) -> OrderDetail:
    """Return all that is known of a stored order."""
    return OrderDetail(
        order=described(row),
        lines=msgspec.convert(row.lines, tuple[OrderLine, ...]),
        delivery=msgspec.convert(row.delivery, Delivery) if row.delivery else None,
        note=row.note,
        carrier=row.carrier,
        tracking_url=row.tracking_url,
        history=tuple(
            StatusEntry(
                status=entry.status,
                at=entry.at,
                note=entry.note,
                carrier=entry.carrier,
                tracking_url=entry.tracking_url,
                expected_on=entry.expected_on,
                is_late=entry.is_late,
            )
            for entry in records.orders.history(row.id)
        ),
    )
