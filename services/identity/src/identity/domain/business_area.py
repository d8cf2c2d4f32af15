"""The business area: for certified partners and the members they chose (DW-01, DW-02)."""

from uuid import UUID

from contracts.errors import AreaNotVisible, NotPermitted
from contracts.identity import Organisation
from contracts.principal import Principal

BUSINESS = "business"


def open_areas(organisation: Organisation | None, areas: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of a member's areas are open: `business` to certified partners alone.

    The vendor's people enter every area.
    """
    if organisation is not None and (organisation.is_certified or organisation.kind == "vendor"):
        return areas
    return tuple(area for area in areas if area != BUSINESS)


def require_business(caller: Principal) -> UUID:
    """Return the organisation for which the caller, a person, enters the business area.

    Raises:
        NotPermitted: he acts for no organisation (DW-04), or is no person.
        AreaNotVisible: the area is not open to him.
    """
    if caller.kind != "person" or caller.organisation_id is None:
        raise NotPermitted("membership")
    if not caller.may_enter(BUSINESS):
        raise AreaNotVisible(BUSINESS)
    return caller.organisation_id
