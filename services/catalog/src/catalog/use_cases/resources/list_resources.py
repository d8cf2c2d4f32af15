"""List the material for partners."""

from catalog.domain.sight import sight_of_business
from catalog.store.records import Records
from contracts.partner_resources import PartnerResources
from contracts.principal import Principal


def list_resources(caller: Principal, records: Records) -> PartnerResources:
    """Return what is offered to partners (DW-09); to the vendor's people all of it.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
    """
    sight = sight_of_business(caller)
    legacy_url = records.portal_functions.legacy_url("resources")
    if sight.standing != "vendor" and legacy_url is not None:
        return PartnerResources(items=(), legacy_url=legacy_url)
    return PartnerResources(
        items=records.partner_resources.all(offered_only=sight.standing != "vendor")
    )
