"""Change what is known of a prospect."""

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.accounts import clean_name
from catalog.store.partner_account_lists import account_of
from catalog.store.prospects import particulars_in
from catalog.store.records import RecordRoom
from catalog.use_cases.accounts.find_duplicates import duplicates_at
from catalog.use_cases.accounts.reach_prospect import reach_prospect
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile
from contracts.partner_accounts import ChangeProspect, Prospect
from contracts.principal import Principal


def change_prospect(
    caller: Principal, request: ChangeProspect, room: RecordRoom, desk: SiteDesk
) -> Prospect:
    """Return the prospect as it is known from now on.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller, or
            he is of the vendor.
        NotFound: there is none, it is a customer, or he does not see it.
        ChangedMeanwhile: it is not any more as he saw it.
        InvalidInput: the name holds nothing.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    name = clean_name(request.name)
    with reach_prospect(caller, request.prospect_id, room, desk) as reached:
        records = reached.records
        row = records.prospects.change(
            request.prospect_id, name, request.particulars, base_version=request.base_version
        )
        if row is None:
            raise ChangedMeanwhile("version", str(reached.row.version))
        records.audit.record(
            organisation_id=reached.sight.organisation_id,
            actor=actor_of(caller),
            action="prospect.changed",
            subject=f"prospect:{row.id}",
            details={"before": str(request.base_version), "after": str(row.version)},
        )
        found = duplicates_at(reached.sight, name, records)
        return Prospect(
            account=account_of(row),
            particulars=particulars_in(row),
            version=row.version,
            likely_duplicates=tuple(each for each in found if each.id != row.id),
        )
