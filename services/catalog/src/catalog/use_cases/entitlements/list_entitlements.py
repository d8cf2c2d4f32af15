"""Show what an organisation may use now."""

from catalog.domain.entitlements import entitlements_of
from catalog.domain.self_services import require_self_services
from contracts.catalog import Entitlements
from contracts.principal import Principal


def list_entitlements(caller: Principal) -> Entitlements:
    """Return every entitlement of the caller's organisation, the base one first (SE-11).

    Raises:
        NotPermitted: the caller is no admin (SE-19).
    """
    require_self_services(caller)
    return Entitlements(items=entitlements_of(caller.organisation_kind))
