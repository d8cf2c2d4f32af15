"""What people are called, and where they are told, as they or identity last said it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.people_news import PersonChanged
from tickets.domain.people import Person
from tickets.store.people_tables import PARTICIPANT

# Identity tells of each change by itself; so long a word of it that was lost may go unnoticed.
HEARD_FOR = timedelta(hours=1)


class ParticipantStore:
    """The people who have to do with an organisation's requests. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def remember(self, organisation_id: UUID, person: Person) -> None:
        """Store the person as identity tells about him in his own name.

        Where it was asked within the hour nothing is written: what it has told since, by itself, is
        newer, and all that he does at once would wait in line for his row. Either way nobody
        forgets him until the transaction ends.
        """
        row = self._session.execute(
            _of(organisation_id, person.id).with_for_update(read=True, key_share=True)
        ).one_or_none()
        if row is not None and heard_in(row, self._now) is not None:
            return
        values = {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "refreshed_at": self._now,
            "heard_at": self._now,
        }
        self._session.execute(
            insert(PARTICIPANT)
            .values(organisation_id=organisation_id, person_id=person.id, **values)
            .on_conflict_do_update(index_elements=["organisation_id", "person_id"], set_=values)
        )

    def remember_if_new(self, organisation_id: UUID, person: Person) -> None:
        """Store the person unless he is known, as he has told more of himself than others tell."""
        self._session.execute(
            insert(PARTICIPANT)
            .values(
                organisation_id=organisation_id,
                person_id=person.id,
                name=person.name,
                email=person.email,
                language=person.language,
                refreshed_at=self._now,
            )
            .on_conflict_do_nothing(index_elements=["organisation_id", "person_id"])
        )

    def follow(self, changed: PersonChanged) -> None:
        """Take over what identity tells of a person, wherever he is remembered.

        What is older than what it last told changes nothing.
        """
        self._session.execute(
            update(PARTICIPANT)
            .where(
                PARTICIPANT.c.person_id == changed.person_id,
                or_(PARTICIPANT.c.told_at.is_(None), PARTICIPANT.c.told_at < changed.at),
            )
            .values(
                name=changed.name,
                email=changed.email,
                language=changed.language,
                told_at=changed.at,
            )
        )

    def find(self, organisation_id: UUID, person_id: UUID) -> Person | None:
        """Return the person as he last wrote something for this organisation, or None."""
        row = self._session.execute(_of(organisation_id, person_id)).one_or_none()
        return None if row is None else _person(row)

    def heard_lately(self, organisation_id: UUID, person_id: UUID) -> Person | None:
        """Return the same if identity was asked about him within the hour."""
        row = self._session.execute(_of(organisation_id, person_id)).one_or_none()
        return None if row is None else heard_in(row, self._now)


def heard_in(row: Row[Any], now: datetime) -> Person | None:
    """Return the person in a row if identity was asked about him within the hour.

    So it need not be again: what it has told since, by itself, is in it.
    """
    if row.heard_at is None or row.heard_at <= now - HEARD_FOR:
        return None
    return _person(row)


def _of(organisation_id: UUID, person_id: UUID) -> Select[Any]:
    return select(PARTICIPANT).where(
        PARTICIPANT.c.organisation_id == organisation_id, PARTICIPANT.c.person_id == person_id
    )


def _person(row: Row[Any]) -> Person:
    return Person(id=row.person_id, name=row.name, email=row.email, language=row.language)
