"""Let somebody be no member any more."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import InitialAddressProtected, LastAdministrator, NotFound
from contracts.members import RemoveMember
from contracts.people_news import MEMBER_LEFT, MemberLeft
from contracts.principal import Principal
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served
from identity.use_cases.partners.drop_partner_contact import drop_partner_contact
from identity.use_cases.seats.tell_seats import tell_seats


def remove_member(
    caller: Principal, organisation_id: UUID, request: RemoveMember, records: Records
) -> None:
    """End the membership and the sessions in which the person acts for the organisation.

    The person keeps his sign-in: he may be a member elsewhere, or come back.

    Raises:
        NotPermitted: the caller may not remove anybody.
        NotFound: the person is no member.
        InitialAddressProtected: he came in by the contact's address on file, which stays (SE-37).
        LastAdministrator: nobody would be left who administers the organisation.
    """
    organisation = lock_served(caller, organisation_id, records)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    if records.contacts.is_protected(member.person_id, organisation_id=organisation_id):
        raise InitialAddressProtected
    if member.role == "admin" and records.memberships.count_admins(organisation_id) == 1:
        raise LastAdministrator
    drop_partner_contact(organisation, member, records, actor=actor_of(caller))
    ended = records.sessions.end_in(organisation_id, member.person_id)
    records.sessions.leave(organisation_id, member.person_id)
    records.memberships.remove(organisation_id, member.person_id)
    details = {"role": member.role, "areas": ",".join(member.areas)}
    if request.reason:
        details["reason"] = one_line("reason", request.reason, longest=LONGEST_REASON)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.removed",
        subject=f"person:{member.person_id}",
        details=details,
    )
    tell_access_ended(ended, "revoked", records)
    records.outbox.announce(
        MEMBER_LEFT,
        MemberLeft(
            organisation_id=organisation_id,
            organisation_kind=organisation.kind,
            person_id=member.person_id,
            at=records.now,
        ),
    )
    tell_seats(organisation_id, records)
