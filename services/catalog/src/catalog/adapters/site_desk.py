"""The identity service, as far as catalog asks it about partners' sites and people."""

from uuid import UUID

from catalog.adapters.calling import Calling
from contracts.identity import Members
from contracts.partner_sites import PartnerSite, PartnerSites


class SiteDesk:
    """Where it is looked up what somebody sees at each of his sites, in his own name."""

    def __init__(self, identity: Calling) -> None:
        self._identity = identity

    def own_sites(self) -> tuple[PartnerSite, ...]:
        """Return the partners that the caller belongs to, as identity finds them now.

        Raises:
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        return self._identity.call("list_sites", PartnerSites).items

    def name_of_member(self, partner_id: UUID, person_id: UUID) -> str | None:
        """Return what a member of the caller's partner is called, None if he is none.

        Raises:
            NotPermitted: the caller neither decides there nor may name contacts (DW-14).
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        members = self._identity.call("list_members", Members, organisation_id=partner_id)
        found = (each.person_name for each in members.items if each.person_id == person_id)
        return next(found, None)
