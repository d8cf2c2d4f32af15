"""What a sign-in writes, in one message: it has little time besides its hash."""

from datetime import datetime

from sqlalchemy import UUID, Connection, Table, bindparam, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from contracts.identity import Session
from identity.domain.people import Person
from identity.domain.tokens import token_sha256
from identity.store.attempts import FORGIVE, Counter, named
from identity.store.second_factor_tables import PENDING_SIGN_IN
from identity.store.second_factors import has_passkey, has_totp
from identity.store.tables import MEMBERSHIP, PERSON, SESSION

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
_DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]  # theirs


def _opening(table: Table, *instants: str) -> str:
    """Return the statements that lock a person and let him in, if all is as it was.

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
    return "; ".join(str(each.compile(dialect=_DIALECT)) for each in (lock, told))


# Made once, and sent as one message each.
_OPEN = _opening(SESSION, "opened_at", "last_used_at")
_AWAIT_FACTOR = _opening(PENDING_SIGN_IN, "opened_at")


class SignInsAtOnce:
    """Sign-ins of which each message is a transaction of its own."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    def open(self, session: Session, person: Person, counter: Counter) -> bool:
        """Store a new session, or a sign-in that awaits a factor, and forget earlier failures.

        Return False, and do nothing, where the person's password, factors or membership are not
        any more what the session was made of. Nobody changes them meanwhile.
        """
        opened = self._connection.exec_driver_sql(
            _AWAIT_FACTOR if session.awaits else _OPEN,
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
