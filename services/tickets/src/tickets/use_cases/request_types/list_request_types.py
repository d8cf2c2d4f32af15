"""Show what can be asked."""

from contracts.principal import Principal
from contracts.request_types import RequestTypes
from tickets.store.records import Records


def list_request_types(caller: Principal, records: Records) -> RequestTypes:
    """Return the newest version of each kind on offer; to the vendor's people also the others."""
    newest = records.request_types.newest()
    return RequestTypes(items=tuple(each for each in newest if each.is_offered or caller.is_staff))
