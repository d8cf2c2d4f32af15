"""What a sign-in asks and writes under a lock, in few statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from contracts.identity import Organisation, SecondFactorMethod
from identity.store.attempts import FORGIVE, AttemptStore, Counter, named
from identity.store.messages import Message
from identity.store.organisations import organisation_of
from identity.store.second_factors import METHOD_COLUMNS, methods_in
from identity.store.tables import MEMBERSHIP, ORGANISATION, PERSON

_SETTLE: Select[*tuple[Any, ...]] = (
    select(PERSON)
    .where(PERSON.c.id == bindparam("person"))
    .with_for_update()
    .add_cte(FORGIVE.cte("forgiven"))
)
_CHOICE: Select[*tuple[Any, ...]] = (
    select(*ORGANISATION.c, PERSON.c.password_hash, *METHOD_COLUMNS)
    .select_from(PERSON)
    .outerjoin(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id)
    .outerjoin(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
    .where(PERSON.c.id == bindparam("person"))
    .order_by(MEMBERSHIP.c.created_at, MEMBERSHIP.c.organisation_id)
)
# Sent as one message, for each costs as much as what it asks. PostgreSQL looks anew for each
# statement, so that the second sees what was committed while the first waited for its lock.
_SETTLE_AND_CHOOSE = Message.of(_SETTLE, _CHOICE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Where a person may act, the oldest membership first, and by what he completes a sign-in."""

    password_hash: str
    organisations: tuple[Organisation, ...]
    methods: tuple[SecondFactorMethod, ...]


class SignInStore:
    """Sign-ins in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def settle(self, person_id: UUID, counter: Counter, *, client: str) -> str | None:
        """Lock the person, note that the attempt has succeeded, and return the hash as it is now.

        Nobody changes how the person signs in until the transaction ends.
        """
        row = self._session.execute(_SETTLE, {"person": person_id, **named(counter)}).first()
        AttemptStore(self._session, self._now).trust(counter, client=client)
        return row.password_hash if row else None

    def settle_and_choose(self, person_id: UUID, counter: Counter, *, client: str) -> Choice | None:
        """Do as `settle` does, and return what a new session depends on, None without a person."""
        asked = {"person": person_id, **named(counter)}
        rows = _SETTLE_AND_CHOOSE.say(self._session.connection(), asked).all()
        AttemptStore(self._session, self._now).trust(counter, client=client)
        if not rows:
            return None
        return Choice(
            password_hash=rows[0].password_hash,
            organisations=tuple(organisation_of(row) for row in rows if row.id),
            methods=methods_in(rows[0]),
        )
