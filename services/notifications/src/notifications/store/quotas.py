"""Places of messages among those of their organisation; never commits."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable, wait_for_turn
from notifications.domain.delivery import Lane
from notifications.domain.quotas import Used, place_after
from notifications.store.quota_tables import QUOTA_USE


class QuotaStore:
    """What organisations have used of their days."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def take_place(self, organisation_id: UUID, lane: Lane, today: date, limit: int) -> Used:
        """Return the day on which one more message has room; others wait until this is settled."""
        wait_for_turn(self._session, f"quota:{organisation_id}:{lane}")
        row = self._session.execute(
            select(QUOTA_USE.c.day, QUOTA_USE.c.count).where(
                QUOTA_USE.c.organisation_id == organisation_id, QUOTA_USE.c.lane == lane
            )
        ).one_or_none()
        used = None if row is None else Used(day=row[0], count=row[1])
        place = place_after(used, today, limit)
        values = {"day": place.day, "count": place.count}
        self._session.execute(
            insert(QUOTA_USE)
            .values(organisation_id=organisation_id, lane=lane, **values)
            .on_conflict_do_update(index_elements=["organisation_id", "lane"], set_=values)
        )
        return place
