"""Why a list of customers is short, and who can change it (DW-34).

Only settings and what is shown are looked at, never what is hidden.
"""

from contracts.partners import ServingPartner, ShortListExplanation, ShortListReason
from identity.domain.sites import Site

# Contract and certification are between the partner and the vendor; a factor everybody's own.
_COLLEAGUES_CHANGE = {"area_not_visible", "visibility_none", "visibility_own"}


def limit_of(site: Site) -> ShortListReason | None:
    """Return what limits the list at one site, None if everything is shown there."""
    if site.barred_by is not None:
        return site.barred_by
    if not site.partner.is_certified:
        return "not_certified"
    if not site.has_area:
        return "area_not_visible"
    match site.viewer.data_scope:
        case "none":
            return "visibility_none"
        case "own":
            return "visibility_own"
        case "all":
            return None


def explain_site(site: Site, ask: tuple[str, ...]) -> ShortListExplanation | None:
    """Return what limits the list at one site; `ask` are its people who decide, by name."""
    reason = limit_of(site)
    if reason is None:
        return None
    is_for_colleagues = reason in _COLLEAGUES_CHANGE
    return ShortListExplanation(
        reason=reason,
        partner=ServingPartner(id=site.partner.id, name=site.partner.name),
        ask=ask if is_for_colleagues else (),
        may_change=reason == "second_factor_required"
        or (site.may_decide and reason in {"visibility_none", "visibility_own"}),
    )


def explain_nothing(*, is_narrowed: bool) -> ShortListExplanation:
    """Return why a list is empty that no setting limits."""
    return ShortListExplanation(reason="filtered" if is_narrowed else "no_customers")
