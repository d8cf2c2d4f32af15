"""A partner's customers as a file for a spreadsheet: what the list shows, and nothing else."""

from collections.abc import Callable

import msgspec
from starlette.responses import Response

from contracts.partners import Customer
from gateway.api.file_headers import content_disposition
from gateway.api.partner_customers import CustomerListQuery, asked_for
from gateway.api.tables import MEDIA_TYPES, Cell, TableForm, as_file
from gateway.call import Call

MOST_EXPORTED = 5000
"""Rows of an export; whoever sees more narrows the list first."""
_EXPORTED_AT_ONCE = 100
_CELLS: dict[str, Callable[[Customer], Cell]] = {
    "number": lambda customer: customer.customer_number,
    "name": lambda customer: customer.name,
    "partner": lambda customer: customer.partner.name if customer.partner else None,
    "contact": lambda customer: customer.contact.name if customer.contact else None,
    "contact_email": lambda customer: customer.contact.email if customer.contact else None,
}


class CustomerExportQuery(CustomerListQuery, frozen=True, kw_only=True):
    """What the list is narrowed to, and the form of the file."""

    format: TableForm = "xlsx"


async def export_customers(call: Call, query: CustomerExportQuery) -> Response:
    """Return the customers that the list shows, in the caller's own columns if he chose some."""
    view = await call.around.catalog.get_list_view(call.context, "customers")
    columns = [each for each in view.columns if each in _CELLS] or list(_CELLS)
    customers: list[Customer] = []
    wanted = msgspec.structs.replace(asked_for(query), limit=_EXPORTED_AT_ONCE)
    while len(customers) < MOST_EXPORTED:
        found = await call.around.identity.list_customers(call.context, wanted)
        customers += found.items
        if found.next_cursor is None:
            break
        wanted = msgspec.structs.replace(wanted, cursor=found.next_cursor)
    t = call.texts
    content = await as_file(
        query.format,
        t("customer_export.title"),
        [t(f"customer_columns.{column}") for column in columns],
        [[_CELLS[column](customer) for column in columns] for customer in customers],
    )
    return Response(
        content,
        media_type=MEDIA_TYPES[query.format],
        headers={
            "Content-Disposition": content_disposition(
                "attachment", f"{t('customer_export.file_name')}.{query.format}"
            ),
            "Cache-Control": "no-store",
        },
    )
