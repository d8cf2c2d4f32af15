"""Show what can be booked."""

from catalog.domain.self_services import require_self_services
from catalog.store.packages import PackageStore
from contracts.catalog import Packages
from contracts.principal import Principal


def list_packages(caller: Principal, *, store: PackageStore) -> Packages:
    """Return every package on offer in the caller's language, by name (SE-21).

    Raises:
        NotPermitted: the caller is no admin (SE-19).
    """
    require_self_services(caller)
    return Packages(items=store.on_offer(caller.language))
