"""Say who among a partner's people looks after a prospect."""

from catalog.adapters.site_desk import SiteDesk
from catalog.store.partner_account_lists import account_of
from catalog.store.records import RecordRoom
from catalog.use_cases.accounts.reach_prospect import reach_prospect
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotPermitted
from contracts.partner_accounts import AssignProspectContact, PartnerAccount
from contracts.principal import Principal


def assign_prospect_contact(
    caller: Principal, request: AssignProspectContact, room: RecordRoom, desk: SiteDesk
) -> PartnerAccount:
    """Return the prospect with its new contact, who replaces the one before (DW-13).

    Who may, identity says: its deciding teams and those who were allowed to (DW-14, DW-19).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller, or
            he may not assign, or acts for another site than the prospect's.
        NotFound: there is none, it is a customer, or he does not see it.
        InvalidInput: the person is no member of the partner.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    with reach_prospect(caller, request.prospect_id, room, desk) as seen:
        partner_id = seen.sight.organisation_id
    if partner_id != caller.organisation_id:
        raise NotPermitted("site")
    # Asked for nobody as well: the answer says whether the caller may assign at all. Nothing is
    # locked while another service thinks.
    name = desk.name_of_member(partner_id, request.person_id or caller.subject)
    if request.person_id is not None and name is None:
        raise InvalidInput("person_id", "not_a_member")
    with reach_prospect(caller, request.prospect_id, room, desk) as reached:
        before = reached.row.contact_person_id
        if request.person_id == before:
            return account_of(reached.row)
        row = reached.records.prospects.set_contact(
            request.prospect_id, request.person_id, name if request.person_id else None
        )
        reached.records.audit.record(
            organisation_id=partner_id,
            actor=actor_of(caller),
            action="prospect.contact_assigned",
            subject=f"prospect:{row.id}",
            details={"before": str(before or ""), "after": str(request.person_id or "")},
        )
        return account_of(row)
