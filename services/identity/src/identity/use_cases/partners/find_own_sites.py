"""Find the partners for whose customers a person asks."""

from uuid import UUID

from contracts.principal import Principal
from identity.domain.business_area import require_business
from identity.domain.session_principals import bar_in
from identity.domain.sites import Site, site_of
from identity.domain.visibility import Viewer
from identity.store.records import RecordRoom, Records


def find_own_sites(caller: Principal, room: RecordRoom) -> tuple[Site, ...]:
    """Return each partner the caller is a member of, as he finds it at this moment (DW-32).

    What he is counts as it is stored, not as his principal was signed. In a support session that
    is one partner, seen as the session lets see it.

    Raises:
        NotPermitted: he acts for no organisation, or is no person.
        AreaNotVisible: the business area is not open to him where he acts.
    """
    present = require_business(caller)
    with room.of_everybody() as records:
        if caller.support_session_id is not None:
            return _site_supported(caller, present, records)
        own = records.memberships.organisations_of(caller.subject)
        found = (find_site(caller, each.id, records) for each in own if each.kind == "partner")
        return tuple(site for site in found if site is not None)


def find_site(caller: Principal, partner_id: UUID, records: Records) -> Site | None:
    """Return one partner as the caller finds it, None if he is no member of it.

    What would bar him if he acted for it bars him from it now: no site opens from another one.
    """
    session = records.sessions.find_acting_for(partner_id, caller.session_id)
    member = records.memberships.find(partner_id, caller.subject)
    if session is None or session.organisation is None or member is None:
        return None
    return site_of(session.organisation, member, barred_by=bar_in(session, records.now))


def _site_supported(caller: Principal, present: UUID, records: Records) -> tuple[Site, ...]:
    partner = records.organisations.find(present)
    if partner is None or partner.kind != "partner":
        return ()
    viewer = Viewer(person_id=caller.subject, data_scope=caller.data_scope)
    return (Site(partner=partner, viewer=viewer, has_area=True),)
