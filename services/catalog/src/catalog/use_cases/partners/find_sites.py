"""Find the sites whose business somebody looks at."""

from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.sight import Sight, sight_of_business
from catalog.domain.sites import Sites, joined_sites
from contracts.errors import InvalidInput
from contracts.principal import Principal


def find_sites(caller: Principal, partner_ids: tuple[UUID, ...], desk: SiteDesk) -> Sites:
    """Return the caller's sites that were named, all of them if none was (DW-33).

    The vendor's people see all of a partner's business, and name whose.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        InvalidInput: one of the vendor's people names no partner.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    present = sight_of_business(caller)
    if present.standing == "vendor":
        if not partner_ids:
            raise InvalidInput("query.partner", "required")
        return Sites(
            sights=tuple(Sight(standing="partner", organisation_id=each) for each in partner_ids)
        )
    return joined_sites(caller, present, desk.own_sites(), partner_ids)
