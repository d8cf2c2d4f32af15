"""In which sessions a second factor was given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from identity.store.tables import MEMBERSHIP, SESSION


class SessionProofStore:
    """Sessions and their second factor in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def is_given_in(self, session_id: UUID) -> bool:
        """Return whether the open session has given a second factor."""
        query = select(SESSION.c.id).where(
            SESSION.c.id == session_id,
            SESSION.c.ended_at.is_(None),
            SESSION.c.second_factor_at.is_not(None)
            # A provider speaks for its own organisation alone.
            | (SESSION.c.vouched_factors & (SESSION.c.vouched_by == SESSION.c.organisation_id)),
        )
        return self._session.execute(query).first() is not None

    def give(self, session_id: UUID, token_sha256: bytes) -> bool:
        """Note that the session has given one just now; another token names it from now on.

        False if the session has ended.
        """
        given = self._session.scalar(
            update(SESSION)
            .where(SESSION.c.id == session_id, SESSION.c.ended_at.is_(None))
            .values(second_factor_at=self._now, token_sha256=token_sha256)
            .returning(SESSION.c.id)
        )
        return given is not None

    def take_back_all_of(self, person_id: UUID) -> None:
        """Forget that the person's sessions have given one: he has none any more."""
        self._session.execute(
            update(SESSION).where(SESSION.c.person_id == person_id).values(second_factor_at=None)
        )

    def open_sessions_of_administrators(self, organisation_id: UUID) -> tuple[UUID, ...]:
        """Return the sessions in which somebody administers the organisation just now."""
        query = (
            select(SESSION.c.id)
            .join_from(
                SESSION,
                MEMBERSHIP,
                (MEMBERSHIP.c.person_id == SESSION.c.person_id)
                & (MEMBERSHIP.c.organisation_id == SESSION.c.organisation_id),
            )
            .where(
                SESSION.c.organisation_id == organisation_id,
                SESSION.c.ended_at.is_(None),
                MEMBERSHIP.c.role == "admin",
            )
        )
        return tuple(self._session.scalars(query))
