"""What a sign-in asks and writes, in few statements: it has little time besides its hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, literal, select
from sqlalchemy.orm import Session

from contracts.identity import Organisation, SecondFactorMethod
from identity.domain.people import Person
from identity.store.attempts import (
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
_SEEK: Select[*tuple[Any, ...]] = (
    select(*PERSON.c, TRUSTED.scalar_subquery().label("trusted_at"))
    .select_from(_ONE)
    .outerjoin(PERSON, PERSON.c.email_key == bindparam("email_key"))
)
_SETTLE: Select[*tuple[Any, ...]] = (
    select(PERSON)
    .where(PERSON.c.id == bindparam("person"))
    .with_for_update()
    .add_cte(FORGIVE.cte("forgiven"))
)
_CHOICE: Select[*tuple[Any, ...]] = (
    select(*ORGANISATION.c, *METHOD_COLUMNS)
    .select_from(PERSON)
    .outerjoin(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id)
    .outerjoin(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
    .where(PERSON.c.id == bindparam("person"))
    .order_by(MEMBERSHIP.c.created_at, MEMBERSHIP.c.organisation_id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Where a person may act, the oldest membership first, and by what he completes a sign-in."""

    organisations: tuple[Organisation, ...]
    methods: tuple[SecondFactorMethod, ...]


class SignInStore:
    """Sign-ins in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def seek(self, email_key: str, client: str) -> tuple[Counter, Person | None]:
        """Return which count the attempt belongs to, and who signs in with the address, if any."""
        asked = {**trust_asked(email_key, client, self._now), "email_key": email_key}
        row = self._session.execute(_SEEK, asked).one()
        person = person_of(row) if row.id else None
        return counter_of(email_key, client, row.trusted_at, self._now), person

    def settle(self, person_id: UUID, counter: Counter, *, client: str) -> Person | None:
        """Lock the person, and note that the attempt has succeeded.

        Nobody changes how the person signs in until the transaction ends.
        """
        row = self._session.execute(_SETTLE, {"person": person_id, **named(counter)}).first()
        AttemptStore(self._session, self._now).trust(counter, client=client)
        return person_of(row) if row else None

    def choice_of(self, person_id: UUID) -> Choice:
        """Return what a new session depends on; the caller has locked the person."""
        rows = self._session.execute(_CHOICE, {"person": person_id}).all()
        return Choice(
            organisations=tuple(organisation_of(row) for row in rows if row.id),
            methods=methods_in(rows[0]),
        )
