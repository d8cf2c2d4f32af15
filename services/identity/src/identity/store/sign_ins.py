"""What a sign-in asks and writes, in few statements: it has little time besides its hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, literal, select
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.orm import Session

from contracts.identity import Organisation, SecondFactorMethod
from identity.domain.people import Person
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
from identity.store.organisations import organisation_of
from identity.store.people import person_of
from identity.store.second_factors import METHOD_COLUMNS, methods_in
from identity.store.tables import MEMBERSHIP, ORGANISATION, PERSON

_ONE = select(literal(1).label("one")).subquery("one")
_COUNTED = COUNT_UNLESS_UNKNOWN_SOURCE.cte("counted")
_SEEK: Select[*tuple[Any, ...]] = (
    select(
        *PERSON.c,
        TRUSTED.scalar_subquery().label("trusted_at"),
        select(_COUNTED.c.failures).scalar_subquery().label("failures"),
    )
    .select_from(_ONE)
    .outerjoin(PERSON, PERSON.c.email_key == bindparam("email_key"))
    .add_cte(_COUNTED)
)
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
_DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]  # theirs
# Sent as one message, for each costs as much as what it asks. PostgreSQL looks anew for each
# statement, so that the second sees what was committed while the first waited for its lock.
_SETTLE_AND_CHOOSE = "; ".join(str(each.compile(dialect=_DIALECT)) for each in (_SETTLE, _CHOICE))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Who signs in with an address, if anybody, and the count that the attempt belongs to."""

    person: Person | None
    counter: Counter
    is_counted: bool
    """Whether it was counted already; one from a source that is not known is not."""
    come_back_at: datetime | None
    """When to come back, where it was to be counted and is too soon."""


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

    def seek(self, email_key: str, client: str) -> Sought:
        """Return who signs in with the address, and count the attempt as failed before it is made.

        An attempt from a source that is not known is left to count after its source.
        """
        attempts = AttemptStore(self._session, self._now)
        asked = {
            **trust_asked(email_key, client, self._now),
            **attempts.count_asked(),
            "email_key": email_key,
            "has_no_source": not client,
        }
        row = self._session.execute(_SEEK, asked).one()
        counter = counter_of(email_key, client, row.trusted_at, self._now)
        is_counted = counter.is_of_known_client or not client
        return Sought(
            person=person_of(row) if row.id else None,
            counter=counter,
            is_counted=is_counted,
            come_back_at=attempts.pause(counter, row.failures) if is_counted else None,
        )

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
        rows = self._session.connection().exec_driver_sql(_SETTLE_AND_CHOOSE, asked).all()
        AttemptStore(self._session, self._now).trust(counter, client=client)
        if not rows:
            return None
        return Choice(
            password_hash=rows[0].password_hash,
            organisations=tuple(organisation_of(row) for row in rows if row.id),
            methods=methods_in(rows[0]),
        )
