"""Create a prospect."""

from catalog.adapters.people_desk import PeopleDesk
from catalog.domain.accounts import clean_name
from catalog.domain.sight import sight_of_business
from catalog.store.partner_account_lists import account_of
from catalog.store.prospects import particulars_in
from catalog.store.records import RecordRoom
from catalog.use_cases.accounts.find_duplicates import duplicates_at
from chassis.service import actor_of
from contracts.errors import NotPermitted
from contracts.partner_accounts import CreateProspect, Prospect
from contracts.partners import ServingPartner
from contracts.principal import Principal


def create_prospect(
    caller: Principal, request: CreateProspect, room: RecordRoom, people: PeopleDesk
) -> Prospect:
    """Return the new prospect of the caller's partner, and who may be the same (DW-35).

    Whoever creates it looks after it, so that he sees it whatever his setting but `none`. It is
    created although somebody may be the same: he decides. Repeating creates nothing more.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller, he
            is of the vendor, or sees no customers at all.
        InvalidInput: the name holds nothing.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    sight = sight_of_business(caller)
    if sight.standing == "vendor":
        raise NotPermitted("partner")
    if sight.sees_nothing:
        raise NotPermitted("visibility")
    name = clean_name(request.name)
    creator = people.find_caller()
    with room.of(sight.organisation_id) as records:
        own_name, _ = records.organisations.name_of(sight.organisation_id)
        row, is_new = records.prospects.create(
            ServingPartner(id=sight.organisation_id, name=own_name or ""),
            name,
            request.particulars,
            contact=(creator.id, creator.name),
            key=request.idempotency_key,
        )
        if is_new:
            records.audit.record(
                organisation_id=sight.organisation_id,
                actor=actor_of(caller),
                action="prospect.created",
                subject=f"prospect:{row.id}",
            )
        found = duplicates_at(sight, name, records)
        return Prospect(
            account=account_of(row),
            particulars=particulars_in(row),
            version=row.version,
            likely_duplicates=tuple(each for each in found if each.id != row.id),
        )
