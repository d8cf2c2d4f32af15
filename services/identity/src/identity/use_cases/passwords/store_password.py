"""Make a new password the only one, and end what the old one opened."""

from uuid import UUID

from contracts.errors import WeakPassword
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from identity.domain.passwords import weakness_of
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.access.tell_access_ended import tell_access_ended


def require_strong(password: str, person: Person) -> None:
    """Return when the person may use the password.

    Raises:
        WeakPassword: it is too easy to guess.
    """
    weakness = weakness_of(password, personal=(person.name, person.email))
    if weakness:
        raise WeakPassword(weakness)


def store_password(
    person: Person,
    password_hash: str,
    records: Records,
    *,
    action: str,
    besides: UUID | None = None,
) -> None:
    """Store the hash, end the person's sessions but for one, and tell him by mail (FD-21).

    The trail of each organisation he is a member of keeps the `action`.
    """
    records.people.set_hash(person.id, password_hash)
    # A thief who knew the old one may have asked for another address to sign in with.
    records.links.close_asked_by(person.id)
    ended = records.sessions.end_all_of(person.id, besides=besides)
    records.pending_sign_ins.end_all_of(person.id)
    tell_access_ended(ended, "password_changed", records)
    record_for_person(person.id, action, records, details={"sessions_ended": str(len(ended))})
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"password_changed:{person.id}:{records.now.isoformat()}",
            kind="password_changed",
            recipient=person.email,
            language=person.language,
        ),
    )
