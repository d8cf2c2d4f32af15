"""Open a session in which nothing is missing."""

from chassis.ids import new_id
from contracts.identity import Organisation, Session
from identity.domain.lifetimes import session_expires_at
from identity.domain.people import Person
from identity.domain.tokens import SESSION, new_token, token_sha256
from identity.domain.vouching import Vouched
from identity.store.records import Records


def open_full_session(
    person: Person,
    organisation: Organisation | None,
    records: Records,
    *,
    second_factor_given: bool = False,
    vouched: Vouched | None = None,
) -> Session:
    """Return a new session, in which the person acts for `organisation` if there is one."""
    token = new_token(SESSION)
    session_id = new_id()
    records.sessions.add(
        session_id=session_id,
        token_sha256=token_sha256(token),
        person_id=person.id,
        organisation_id=organisation.id if organisation else None,
        second_factor_given=second_factor_given,
        vouched=vouched,
    )
    return Session(
        token=token,
        session_id=session_id,
        person_id=person.id,
        person_name=person.name,
        organisation=organisation,
        expires_at=session_expires_at(records.now, records.now),
    )
