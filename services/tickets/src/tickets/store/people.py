"""What people are called, and where they are told, as they or identity last said it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.people_news import PersonChanged
from tickets.domain.people import Person
from tickets.store.people_tables import PARTICIPANT


class ParticipantStore:
    """The people who have to do with an organisation's requests. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def remember(self, organisation_id: UUID, person: Person) -> None:
        """Store the person as he is now."""
        values = {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "refreshed_at": self._now,
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
        row = self._session.execute(
            select(PARTICIPANT).where(
                PARTICIPANT.c.organisation_id == organisation_id,
                PARTICIPANT.c.person_id == person_id,
            )
        ).one_or_none()
        if row is None:
            return None
        return Person(id=row.person_id, name=row.name, email=row.email, language=row.language)
