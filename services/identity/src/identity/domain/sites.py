"""The partners a person is a member of: his sites, and what he may do at each (DW-32)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contracts.errors import NotPermitted
from contracts.identity import Membership, Organisation
from contracts.principal import CHANGE_PARTNER_CONTACT, Bar
from identity.domain.business_area import BUSINESS
from identity.domain.teams import decides
from identity.domain.visibility import Viewer


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """One partner as one of its people finds it."""

    partner: Organisation
    viewer: Viewer
    has_area: bool
    barred_by: Bar | None = None
    """What keeps him out if he acts for this site."""
    may_decide: bool = False
    may_assign: bool = False

    @property
    def is_open(self) -> bool:
        """Whether he enters the business area there (DW-01, DW-02)."""
        return self.partner.is_certified and self.has_area and self.barred_by is None

    def require_may_assign(self) -> None:
        """Return when he may say who looks after a customer that he sees (DW-14, DW-19).

        Raises:
            NotPermitted: he neither decides there nor was allowed this action.
        """
        if not self.may_assign:
            raise NotPermitted(CHANGE_PARTNER_CONTACT)


def site_of(partner: Organisation, member: Membership, *, barred_by: Bar | None) -> Site:
    """Return the partner as this member finds it."""
    may_decide = decides(member)
    return Site(
        partner=partner,
        viewer=Viewer(person_id=member.person_id, data_scope=member.data_scope),
        has_area=BUSINESS in member.areas,
        barred_by=barred_by,
        may_decide=may_decide,
        may_assign=may_decide or CHANGE_PARTNER_CONTACT in member.grants,
    )


def chosen_of(sites: Iterable[Site], partner_ids: tuple[UUID, ...]) -> tuple[Site, ...]:
    """Return the sites that were named, or all if none was (DW-33).

    What is no site of his adds nothing, whether it exists or not.
    """
    return tuple(site for site in sites if not partner_ids or site.partner.id in partner_ids)
