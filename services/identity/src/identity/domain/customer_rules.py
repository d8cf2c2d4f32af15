"""Why somebody sees one of a partner's customers, or does not.

What is told follows from settings and from what he sees, never from what is hidden from him: a
customer that is not shown is explained as one that does not exist (DW-34).
"""

from dataclasses import dataclass
from uuid import UUID

from contracts.explain import Rule, Verdict
from contracts.partners import Customer, ShortListReason
from identity.domain.short_lists import limit_of
from identity.domain.sites import Site
from identity.domain.visibility import is_visible

_RULES_OF_A_LIMIT: dict[ShortListReason, Rule] = {
    "contract_ended": "contract_running",
    "second_factor_required": "second_factor",
    "not_certified": "certified_partner",
    "area_not_visible": "area_switched_on",
    "visibility_none": "visibility",
    "visibility_own": "visibility",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A rule that was looked at, and the partner whose people can change it."""

    verdict: Verdict
    partner_id: UUID | None = None


def seen_at(site: Site) -> tuple[Found, ...]:
    """Return why the site's viewer sees a customer there."""
    return _served(site, passes=True), _visibility(site, passes=True)


def missed_at(site: Site) -> Found:
    """Return why the site's viewer does not see a customer there that is not shown to him.

    A setting that hides some comes first: whether it hides this one is not told.
    """
    limit = limit_of(site)
    if limit is None:
        return _served(site, passes=False)
    rule = _RULES_OF_A_LIMIT[limit]
    if rule == "visibility":
        return _visibility(site, passes=False)
    return Found(
        verdict=Verdict(rule=rule, passes=False, site=site.partner.name), partner_id=site.partner.id
    )


def known_at(site: Site, customer: Customer) -> tuple[Found, ...]:
    """Return why the viewer of an open site sees this customer or not, for whoever sees it."""
    is_served = customer.partner is not None and customer.partner.id == site.partner.id
    if not is_served:
        return (_served(site, passes=False),)
    contact = customer.contact.person_id if customer.contact else None
    return _served(site, passes=True), _visibility(site, passes=is_visible(site.viewer, contact))


def served_by_anybody(*, is_served: bool) -> tuple[Found, ...]:
    """Return why the vendor's people see a customer, who see those of every partner."""
    verdict = Verdict(rule="customer_served", passes=is_served, because="any_partner")
    return (Found(verdict=verdict),)


def deciding(found: tuple[Found, ...]) -> Found:
    """Return which of the rules decides: the last if all let through.

    Otherwise the first that refuses, those about settings before the one about the customer.
    """
    refusing = [each for each in found if not each.verdict.passes]
    about_settings = [each for each in refusing if each.verdict.rule != "customer_served"]
    return next(iter(about_settings or refusing), found[-1])


def _served(site: Site, *, passes: bool) -> Found:
    verdict = Verdict(rule="customer_served", passes=passes, site=site.partner.name)
    return Found(verdict=verdict, partner_id=site.partner.id)


def _visibility(site: Site, *, passes: bool) -> Found:
    verdict = Verdict(
        rule="visibility", passes=passes, because=site.viewer.data_scope, site=site.partner.name
    )
    return Found(verdict=verdict, partner_id=site.partner.id)
