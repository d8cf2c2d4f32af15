"""Show what can be booked."""

from catalog.domain.self_services import require_self_services
from catalog.store.records import Records
from contracts.catalog import Packages
from contracts.principal import Principal


def list_packages(caller: Principal, records: Records) -> Packages:
    """Return every package on offer in the caller's language, by name (SE-21).

    Raises:
        NotPermitted: the caller is no admin (SE-19).
    """
    require_self_services(caller)
    return Packages(items=records.packages.on_offer(caller.language))
