"""The people of one organisation by address or id. Never commits."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from contracts.colleagues import Colleague
from identity.store.tables import MEMBERSHIP, PERSON


class ColleagueStore:
    """Members as their colleagues know them, in the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(
        self, organisation_id: UUID, *, email_key: str | None, person_ids: Sequence[UUID]
    ) -> tuple[Colleague, ...]:
        """Return the members with this address or one of these ids, by name.

        The accounts behind e-billing addresses are nobody's colleagues (SE-28).
        """
        meant: list[ColumnElement[bool]] = [PERSON.c.id.in_(person_ids)]
        if email_key is not None:
            meant.append(PERSON.c.email_key == email_key)
        rows = self._session.execute(
            select(PERSON.c.id, PERSON.c.name)
            .join_from(MEMBERSHIP, PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
            .where(
                MEMBERSHIP.c.organisation_id == organisation_id,
                MEMBERSHIP.c.role != "documents",
                or_(*meant),
            )
            .order_by(PERSON.c.name, PERSON.c.id)
        )
        return tuple(Colleague(person_id=row.id, name=row.name) for row in rows)
