"""How many seats of their plan organisations use, in the caller's transaction; never commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.seats import SeatCount
from catalog.store.plan_tables import SEAT_COUNT
from chassis.database import Askable
from contracts.seats import Seats


class SeatStore:
    """Seats of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def remember(self, seats: Seats) -> bool:
        """Take over what identity counted; False when what is known is as new or newer."""
        values = {
            "version": seats.version,
            "members": seats.members,
            "invitations": seats.invitations,
        }
        taken = self._session.scalar(
            insert(SEAT_COUNT)
            .values(organisation_id=seats.organisation_id, **values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=SEAT_COUNT.c.version < seats.version,
            )
            .returning(SEAT_COUNT.c.organisation_id)
        )
        return taken is not None

    def of(self, organisation_id: UUID) -> SeatCount:
        """Return the organisation's seats, none where nobody has told of any."""
        row = self._session.execute(
            select(SEAT_COUNT).where(SEAT_COUNT.c.organisation_id == organisation_id)
        ).first()
        if row is None:
            return SeatCount(members=0, invitations=0)
        return SeatCount(members=row.members, invitations=row.invitations)
