"""A partner's customers as a file for a spreadsheet: what the list shows, and nothing else."""

from collections.abc import Callable
from functools import partial

from starlette.responses import Response

from contracts.partners import Customer
from gateway.api.partner_customers import CustomerListQuery, asked_for
from gateway.api.tables import Cell, TableForm, saved_table
from gateway.api.whole_list import read_whole
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
    customers = await read_whole(
        partial(call.around.identity.list_customers, call.context),
        asked_for(query),
        at_once=_EXPORTED_AT_ONCE,
        most=MOST_EXPORTED,
    )
    t = call.texts
    return await saved_table(
        query.format,
        t("customer_export.title"),
        t("customer_export.file_name"),
        [t(f"customer_columns.{column}") for column in columns],
        [[_CELLS[column](customer) for column in columns] for customer in customers],
    )
