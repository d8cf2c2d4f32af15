"""Let a person in who has just proven who he is, or ask for his second factor first."""

from contracts.identity import Organisation, SecondFactorMethod, Session
from identity.domain.people import Person
from identity.domain.tokens import token_sha256
from identity.domain.vouching import Vouched
from identity.store.records import Records
from identity.use_cases.access.make_session import make_session
from identity.use_cases.access.open_full_session import open_full_session


def start_session(
    person: Person,
    organisation: Organisation | None,
    records: Records,
    *,
    vouched: Vouched | None = None,
    own_factors: tuple[SecondFactorMethod, ...] | None = None,
) -> Session:
    """Return a new session, in which the person acts for `organisation` if there is one.

    `vouched` stands in place of the password where an identity provider let him in. Who has a
    second factor gets what must be completed with it first (A14): its token opens nothing else,
    and the session then has another one. The caller has locked or just added the person, so that
    a factor added this very moment is asked for. `own_factors` are those he has, where the caller
    has asked since the lock.
    """
    awaits = own_factors
    if awaits is None:
        awaits = records.second_factors.methods_of(person.id)
    if awaits and not _stands_for_own_factor(vouched, person, records):
        return _await_factor(person, organisation, records, awaits, vouched)
    return open_full_session(person, organisation, records, vouched=vouched)


def _stands_for_own_factor(vouched: Vouched | None, person: Person, records: Records) -> bool:
    if vouched is None:
        return False
    own = records.memberships.organisations_of(person.id)
    return vouched.stands_for_own_factor(each.id for each in own)


def _await_factor(
    person: Person,
    organisation: Organisation | None,
    records: Records,
    awaits: tuple[SecondFactorMethod, ...],
    vouched: Vouched | None,
) -> Session:
    pending = make_session(person, organisation, records.now, awaits=awaits)
    records.pending_sign_ins.add(
        pending_id=pending.session_id,
        token_sha256=token_sha256(pending.token),
        person_id=person.id,
        organisation_id=organisation.id if organisation else None,
        vouched_by=vouched.organisation_id if vouched else None,
    )
    return pending
