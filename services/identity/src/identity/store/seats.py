"""How many seats organisations use, in the caller's transaction; never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.database import wait_for_turn
from identity.store.seat_tables import SEAT_VERSION
from identity.store.tables import INVITATION, MEMBERSHIP


class SeatStore:
    """Seats of organisations that the transaction has opened."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def wait_for_turn(self, organisation_id: UUID) -> None:
        """Wait for whoever else tells of these seats; he has committed then."""
        wait_for_turn(self._session, f"seats:{organisation_id}")

    def next_version(self) -> int:
        """Return the number of what is told next."""
        return self._session.scalars(select(SEAT_VERSION.next_value())).one()

    def count_members(self, organisation_id: UUID) -> int:
        """Return how many people belong to the organisation."""
        query = select(func.count()).where(MEMBERSHIP.c.organisation_id == organisation_id)
        return self._session.scalars(query).one()

    def count_invitations(self, organisation_id: UUID, *, besides: str | None = None) -> int:
        """Return how many invitations can still be accepted, besides one of this address."""
        query = select(func.count()).where(
            INVITATION.c.organisation_id == organisation_id,
            INVITATION.c.state == "pending",
            INVITATION.c.expires_at > self._now,
        )
        if besides is not None:
            query = query.where(INVITATION.c.email_key != besides)
        return self._session.scalars(query).one()
