"""Become a member: the holder of the link names himself and proves or chooses a password."""

from dataclasses import dataclass

from chassis.ids import new_id
from contracts.errors import WeakPassword
from contracts.identity import AcceptInvitation, Session
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.invitations import InvitationRecord
from identity.domain.passwords import normalise_password, weakness_of
from identity.domain.people import Member, Person
from identity.domain.texts import one_line
from identity.store.invitations import FoundInvitation
from identity.store.records import RecordRoom, Records
from identity.use_cases.access.prove_password import ProvenPerson, prove_password
from identity.use_cases.access.start_session import start_session
from identity.use_cases.invitations.prove_invitation import prove_invitation
from identity.use_cases.seats.tell_seats import tell_seats


@dataclass(frozen=True, kw_only=True, slots=True)
class _Holder:
    """Who accepts: a new person, or one who has just proven his password."""

    person: Person
    proven: ProvenPerson | None
    name: str


def accept_invitation(
    request: AcceptInvitation, room: RecordRoom, hasher: PasswordHasher
) -> Session:
    """Make the holder of the link or code a member and sign him in; consumes the invitation.

    Whoever holds the link may do it, with his own name (SE-35). An address that already signs in
    joins with its own password. Of two at once exactly one wins.

    Raises:
        NotFound: no invitation has this link, or this code.
        InvitationNotUsable: it was accepted or revoked, or has expired, or the contract has ended.
        WeakPassword: the chosen password is too easy to guess; the invitation stays open.
        InvalidInput: the name is blank or holds control characters.
        SignInRefused: the address signs in already, with another password.
        TooManyAttempts: too many wrong passwords for that address.
    """
    name = one_line("person_name", request.person_name)
    while True:
        session = _try_to_join(request, name, room, hasher)
        if session is not None:
            return session
        # Meanwhile the address got an account elsewhere, or the account another address.


def _try_to_join(
    request: AcceptInvitation, name: str, room: RecordRoom, hasher: PasswordHasher
) -> Session | None:
    found = prove_invitation(request.token, request.typed, room)
    with room.of_everybody() as records:
        known = records.people.find_by_address(found.invitation.email_key)

    if known is None:
        holder = _new_person(found, name, request.password, hasher)
    else:
        proven = prove_password(
            found.invitation.email_key, request.password, room, hasher, client=request.client
        )
        holder = _Holder(person=proven.person, proven=proven, name=name)

    with room.of_everybody() as records:
        return _join(found, holder, records)


def _new_person(
    found: FoundInvitation, name: str, password: str, hasher: PasswordHasher
) -> _Holder:
    personal = (name, found.invitation.email, found.organisation.name)
    weakness = weakness_of(password, personal=personal)
    if weakness:
        raise WeakPassword(weakness)
    person = Person(
        id=new_id(),
        name=name,
        email=found.invitation.email,
        password_hash=hasher.hash(normalise_password(password)),
        language=found.organisation.language,
    )
    return _Holder(person=person, proven=None, name=name)


def _join(found: FoundInvitation, holder: _Holder, records: Records) -> Session | None:
    # The lock makes a second acceptance wait here, and then see that it comes too late.
    invitation = records.invitations.lock(found.invitation.id)
    coverage = records.bookings.coverage_of(invitation.organisation_id)
    invitation.require_usable(coverage, records.now)
    person = holder.person
    if holder.proven:
        if not records.people.has_address(person.id, invitation.email_key):
            return None
        holder.proven.settle(records)
    elif not records.people.add_if_new(person, invitation.email_key):
        return None
    records.invitations.accept(invitation.id, accepted_by=person.id)
    records.memberships.add_if_new(
        Member(
            organisation_id=invitation.organisation_id,
            person_id=person.id,
            role=invitation.role,
            areas=invitation.areas,
            is_initial=invitation.is_initial,
            operator_number=invitation.operator_number,
            team=invitation.team,
            data_scope=invitation.data_scope,
        )
    )
    _record(invitation, holder, records)
    tell_seats(invitation.organisation_id, records)
    return start_session(person, found.organisation, records)


def _record(invitation: InvitationRecord, holder: _Holder, records: Records) -> None:
    records.audit.record(
        organisation_id=invitation.organisation_id,
        actor=f"person:{holder.person.id}",
        action="invitation.accepted",
        subject=f"invitation:{invitation.id}",
        details={"person_name": holder.name, **invitation.as_audited()},
    )
