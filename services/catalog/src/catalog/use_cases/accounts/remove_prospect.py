"""Remove a prospect."""

from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.store.records import RecordRoom
from catalog.use_cases.accounts.reach_prospect import reach_prospect
from chassis.service import actor_of
from contracts.principal import Principal


def remove_prospect(caller: Principal, prospect_id: UUID, room: RecordRoom, desk: SiteDesk) -> None:
    """Delete the prospect with all that is known of it: it became a customer, or nothing.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller, or
            he is of the vendor.
        NotFound: there is none (any more), it is a customer, or he does not see it.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    with reach_prospect(caller, prospect_id, room, desk) as reached:
        reached.records.prospects.remove(prospect_id)
        reached.records.audit.record(
            organisation_id=reached.sight.organisation_id,
            actor=actor_of(caller),
            action="prospect.removed",
            subject=f"prospect:{prospect_id}",
        )
