"""Many customers at once, for the vendor's people."""

from contracts.identity import ImportCustomers, ImportReport, UnactivatedContacts
from gateway.api.account_bodies import UnactivatedQuery
from gateway.api.decoding import media_type_of, read_body, read_json
from gateway.call import Call
from gateway.problems import InvalidFields

CSV = "text/csv"
_LARGEST_CSV_BYTES = 2 * 1024 * 1024


async def import_customers(call: Call) -> ImportReport:
    """Register up to 500 customers from a CSV list, each row by itself; safe to repeat."""
    return await call.around.identity.import_customers(call.context, await _list_of(call))


async def list_unactivated_contacts(call: Call, query: UnactivatedQuery) -> UnactivatedContacts:
    """Return the contract contacts who never came in, by customer number."""
    return await call.around.identity.list_unactivated_contacts(
        call.context, query.cursor, query.limit
    )


async def _list_of(call: Call) -> ImportCustomers:
    """Return the list, sent as it was saved or as the JSON member `csv`."""
    if media_type_of(call.request) != CSV:
        return await read_json(call.request, ImportCustomers, _LARGEST_CSV_BYTES)
    body = await read_body(call.request, _LARGEST_CSV_BYTES)
    try:
        return ImportCustomers(csv=body.decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidFields((("csv", "unreadable_character"),)) from None
