"""Find out whom a question is about, and whether the caller may ask it."""

from dataclasses import dataclass
from uuid import UUID

from chassis.entrypoints.admission import Admission
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from contracts.explain import ExplainQuery
from contracts.principal import Principal
from identity.domain.people import OpenSession
from identity.domain.permissions import served_organisation
from identity.domain.teams import require_may_decide
from identity.domain.texts import reason_given
from identity.store.records import RecordRoom, Records
from identity.use_cases.access.find_standing import find_standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Whom the question is about, as he would be signed in, and who asks it."""

    caller: Principal
    session: OpenSession
    is_oneself: bool

    @property
    def organisation_id(self) -> UUID | None:
        """The organisation the question is about, None for somebody who belongs to none."""
        return self.session.organisation.id if self.session.organisation else None


def find_asked(caller: Principal, query: ExplainQuery, room: RecordRoom) -> Asked:
    """Return whom the question is about: oneself, a colleague, or anybody for the vendor (A25).

    That the vendor's people ask about somebody, the trail keeps with their reason.

    Raises:
        NotSignedIn: his session has ended just now.
        NotPermitted: no person asks, or one asks about another who does not administer, nor
            decides at a partner what the other sees of its customers.
        ContractEnded, SecondFactorRequired: one who is barred asks about another.
        InvalidInput: the vendor's people, or support looking in, do not say whom they mean; or
            the former give no reason.
        NotFound: the person is no member there, or the organisation is not the caller's.
    """
    if caller.kind != "person":
        raise NotPermitted("session")
    if query.person_id in {None, caller.subject} and query.organisation_id in {
        None,
        caller.organisation_id,
    }:
        return _oneself(caller, room)
    # What mends one's own bar is open to everybody; other people's affairs are not.
    Admission(reads=True).require(caller)
    organisation_id = _looked_after(caller, query, room)
    if query.person_id is None:
        raise InvalidInput("person_id", "required")
    with room.of(organisation_id) as records:
        asked = _another(caller, query.person_id, organisation_id, records)
        if caller.organisation_id != organisation_id:
            records.audit.record(
                organisation_id=organisation_id,
                actor=actor_of(caller),
                action="access.explained",
                subject=f"person:{query.person_id}",
                details=reason_given(query.reason),
            )
    return asked


def _oneself(caller: Principal, room: RecordRoom) -> Asked:
    if caller.support_session_id is not None:
        # Support has no rights of its own here that a customer could be asked about.
        raise InvalidInput("person_id", "required")
    with room.of_everybody() as records:
        session = records.sessions.find(caller.session_id)
    if session is None:
        raise NotSignedIn
    return Asked(caller=caller, session=session, is_oneself=True)


def _looked_after(caller: Principal, query: ExplainQuery, room: RecordRoom) -> UUID:
    """Return the organisation about whose people the caller asks."""
    own = caller.organisation_id
    asks_at_own_partner = caller.is_of_partner and query.organisation_id in {None, own}
    if query.customer is None or own is None or not asks_at_own_partner:
        return served_organisation(caller, query.organisation_id, query.reason)
    with room.of(own) as records:
        require_may_decide(records.memberships.find(own, caller.subject))
    return own


def _another(caller: Principal, person_id: UUID, organisation_id: UUID, records: Records) -> Asked:
    person = records.people.find(person_id)
    session = find_standing(person, organisation_id, records) if person else None
    if session is None:
        raise NotFound("member")
    return Asked(caller=caller, session=session, is_oneself=False)
