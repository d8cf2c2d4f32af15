"""Who has confirmed which important notice; never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from catalog.store.content_tables import NOTICE_CONFIRMATION
from chassis.database import Askable


class NoticeConfirmationStore:
    """Confirmations of people of the organisation that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def of_person(self, organisation_id: UUID, person_id: UUID) -> frozenset[tuple[UUID, int]]:
        """Return which versions of which notices the person has confirmed."""
        rows = self._session.execute(
            select(NOTICE_CONFIRMATION.c.content_id, NOTICE_CONFIRMATION.c.version).where(
                NOTICE_CONFIRMATION.c.organisation_id == organisation_id,
                NOTICE_CONFIRMATION.c.person_id == person_id,
            )
        )
        return frozenset((row.content_id, row.version) for row in rows)

    def add(self, organisation_id: UUID, person_id: UUID, content_id: UUID, version: int) -> None:
        """Note that the person has confirmed it; repeating it changes nothing."""
        self._session.execute(
            insert(NOTICE_CONFIRMATION)
            .values(
                organisation_id=organisation_id,
                person_id=person_id,
                content_id=content_id,
                version=version,
                confirmed_at=self._now,
            )
            .on_conflict_do_nothing()
        )
