"""What a sign-in asks and writes in single messages: it has little time besides its hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import UUID, Connection, Table, bindparam, exists, literal, select
from sqlalchemy.dialects.postgresql import insert

from contracts.identity import Session
from identity.domain.people import Person
from identity.domain.tokens import token_sha256
from identity.store.attempts import (
    COUNT_UNLESS_UNKNOWN_SOURCE,
    FORGIVE,
    TRUSTED,
    AttemptStore,
    Counter,
    counter_of,
    named,
    trust_asked,
)
from identity.store.floods import FloodStore
from identity.store.messages import Message
from identity.store.people import person_of
from identity.store.second_factor_tables import PENDING_SIGN_IN
from identity.store.second_factors import has_passkey, has_totp
from identity.store.tables import MEMBERSHIP, PERSON, SESSION

_ONE = select(literal(1).label("one")).subquery("one")
_COUNTED = COUNT_UNLESS_UNKNOWN_SOURCE.cte("counted")
_SEEK = Message.of(
    select(
        *PERSON.c,
        TRUSTED.scalar_subquery().label("trusted_at"),
        select(_COUNTED.c.failures).scalar_subquery().label("failures"),
    )
    .select_from(_ONE)
    .outerjoin(PERSON, PERSON.c.email_key == bindparam("email_key"))
    .add_cte(_COUNTED)
)
_ORGANISATION_ID = bindparam("organisation", type_=UUID())
_OWN = exists().where(MEMBERSHIP.c.person_id == PERSON.c.id)
# All that the answer was made of, but for names.
_IS_AS_IT_WAS = (
    PERSON.c.id == bindparam("person"),
    PERSON.c.password_hash == bindparam("password_hash"),
    has_totp(PERSON.c.id) == bindparam("totp"),
    has_passkey(PERSON.c.id) == bindparam("passkey"),
    _OWN.where(MEMBERSHIP.c.organisation_id == _ORGANISATION_ID)
    | (_ORGANISATION_ID.is_(None) & ~_OWN),
)


def _opening(table: Table, *instants: str) -> Message:
    """Return the message that locks a person and lets him in, if all is as it was.

    PostgreSQL looks anew for each statement, so that the second sees what was committed while the
    first waited for its lock.
    """
    lock = select(PERSON.c.id).where(PERSON.c.id == bindparam("person")).with_for_update()
    values = {
        "id": bindparam("opened", type_=UUID()),
        "person_id": PERSON.c.id,
        "organisation_id": _ORGANISATION_ID,
        "token_sha256": bindparam("token", type_=table.c.token_sha256.type),
        **{each: bindparam("now", type_=table.c[each].type) for each in instants},
    }
    opened = (
        insert(table)
        .from_select(list(values), select(*values.values()).where(*_IS_AS_IT_WAS))
        .returning(table.c.id)
        .cte("opened")
    )
    # The failures are forgotten with a sign-in that has succeeded, and not without.
    forgiven = FORGIVE.where(exists(select(opened.c.id))).cte("forgiven")
    told = select(opened.c.id).add_cte(forgiven)
    return Message.of(lock, told)


_OPEN = _opening(SESSION, "opened_at", "last_used_at")
_AWAIT_FACTOR = _opening(PENDING_SIGN_IN, "opened_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Who signs in with an address, if anybody, and the count that the attempt belongs to."""

    person: Person | None
    counter: Counter
    is_counted: bool
    """Whether it was counted already; one from a source that is not known is not."""
    come_back_at: datetime | None
    """When to come back, where it was to be counted and is too soon."""


class SignInsAtOnce:
    """Sign-ins of which each message is a transaction of its own."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now
        self.attempts = AttemptStore(connection, now)
        self.floods = FloodStore(connection, now)

    def seek(self, email_key: str, client: str) -> Sought:
        """Return who signs in with the address, and count the attempt as failed before it is made.

        An attempt from a source that is not known is left to count after its source.
        """
        asked = {
            **trust_asked(email_key, client, self.now),
            **self.attempts.count_asked(),
            "email_key": email_key,
            "has_no_source": not client,
        }
        row = _SEEK.say(self._connection, asked).one()
        counter = counter_of(email_key, client, row.trusted_at, self.now)
        is_counted = counter.is_of_known_client or not client
        is_too_soon = is_counted and row.failures is None
        return Sought(
            person=person_of(row) if row.id else None,
            counter=counter,
            is_counted=is_counted,
            come_back_at=self.attempts.come_back_at(counter) if is_too_soon else None,
        )

    def open(self, session: Session, person: Person, counter: Counter) -> bool:
        """Store a new session, or a sign-in that awaits a factor, and forget earlier failures.

        Return False, and do nothing, where the person's password, factors or membership are not
        any more what the session was made of. Nobody changes them meanwhile.
        """
        message = _AWAIT_FACTOR if session.awaits else _OPEN
        opened = message.say(
            self._connection,
            {
                "opened": session.session_id,
                "token": token_sha256(session.token),
                "person": person.id,
                "password_hash": person.password_hash,
                "totp": "totp" in session.awaits,
                "passkey": "passkey" in session.awaits,
                "organisation": session.organisation.id if session.organisation else None,
                "now": self.now,
                **named(counter),
            },
        )
        return opened.first() is not None
