"""List orders."""

from uuid import UUID

from catalog.domain.list_pages import (
    Place,
    cursor_after,
    digest_of,
    instant_of,
    read_cursor,
    read_search,
)
from catalog.domain.orders import described, require_sees_orders
from catalog.store.orders import ShownOrders
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.orders.open_orders import open_orders
from contracts.errors import InvalidInput
from contracts.orders import OrderPage, OrderQuery
from contracts.principal import Principal


def list_orders(caller: Principal, query: OrderQuery, room: RecordRoom) -> OrderPage:
    """Return a page of the orders that the caller sees, the latest first (KM-15).

    The vendor's people see every customer's, or those of the one they name.

    Raises:
        NoMembership, AreaNotVisible: orders are not shown to the caller.
        InvalidInput: a value of the query cannot be read.
    """
    organisation_id = require_sees_orders(caller)
    search = read_search(query.search)
    with open_orders(organisation_id, room) as records:
        if organisation_id is None and query.customer_number is not None:
            organisation_id = _customer(query.customer_number, records)
        statuses = tuple(sorted(set(query.status)))
        digest = digest_of("orders", organisation_id, search, statuses, query.device_id)
        place = read_cursor(query.cursor, digest)
        shown = ShownOrders(
            organisation_id=organisation_id,
            search=search,
            statuses=statuses,
            device_id=query.device_id,
        )
        before = None if place is None else (instant_of(place), place.id)
        # One more than the page holds tells whether there is another.
        rows = records.orders.page(shown, before=before, limit=query.limit + 1)
    on_page = rows[: query.limit]
    last = on_page[-1] if len(rows) > query.limit else None
    after = last and Place(section=0, value=last.ordered_at.isoformat(), id=last.id)
    return OrderPage(
        items=tuple(described(row) for row in on_page),
        next_cursor=cursor_after(after, digest) if after else None,
    )


def _customer(number: str, records: Records) -> UUID:
    found = records.organisations.find_customer(number)
    if found is None:
        raise InvalidInput("query.customer_number", "not_there")
    return found
