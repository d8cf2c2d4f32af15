"""Open a session in which nothing is missing."""

from contracts.identity import Organisation, Session
from identity.domain.people import Person
from identity.domain.tokens import token_sha256
from identity.domain.vouching import Vouched
from identity.store.records import Records
from identity.use_cases.access.make_session import make_session


def open_full_session(
    person: Person,
    organisation: Organisation | None,
    records: Records,
    *,
    second_factor_given: bool = False,
    vouched: Vouched | None = None,
) -> Session:
    """Return a new session, in which the person acts for `organisation` if there is one."""
    session = make_session(person, organisation, records.now)
    records.sessions.add(
        session_id=session.session_id,
        token_sha256=token_sha256(session.token),
        person_id=person.id,
        organisation_id=organisation.id if organisation else None,
        second_factor_given=second_factor_given,
        vouched=vouched,
    )
    return session
