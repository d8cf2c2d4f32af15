"""Sign-ins that wait for their second factor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.domain.pending_sign_ins import PENDING_SIGN_IN_VALID, PendingSignIn
from identity.store.second_factor_tables import PENDING_SIGN_IN


class PendingSignInStore:
    """Pending sign-ins in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(
        self,
        *,
        pending_id: UUID,
        token_sha256: bytes,
        person_id: UUID,
        organisation_id: UUID | None,
        vouched_by: UUID | None = None,
    ) -> None:
        """Keep a sign-in whose password was right, or whose identity provider has vouched."""
        self._session.execute(
            insert(PENDING_SIGN_IN).values(
                id=pending_id,
                person_id=person_id,
                organisation_id=organisation_id,
                vouched_by=vouched_by,
                token_sha256=token_sha256,
                opened_at=self._now,
            )
        )

    def lock(self, token_sha256: bytes) -> PendingSignIn | None:
        """Return the open sign-in that the token names, or None; nobody else tries it meanwhile."""
        row = self._session.execute(
            select(PENDING_SIGN_IN)
            .where(PENDING_SIGN_IN.c.token_sha256 == token_sha256)
            .with_for_update()
        ).first()
        if row is None:
            return None
        pending = PendingSignIn(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            vouched_by=row.vouched_by,
            opened_at=row.opened_at,
            tries=row.tries,
        )
        return pending if pending.is_open(self._now) else None

    def count_try(self, pending_id: UUID) -> None:
        """Count one try, right or wrong; the caller has locked the sign-in."""
        self._session.execute(
            update(PENDING_SIGN_IN)
            .where(PENDING_SIGN_IN.c.id == pending_id)
            .values(tries=PENDING_SIGN_IN.c.tries + 1)
        )

    def end(self, pending_id: UUID) -> bool:
        """Forget the sign-in; return False if it is gone already."""
        ended = self._session.scalar(
            delete(PENDING_SIGN_IN)
            .where(PENDING_SIGN_IN.c.id == pending_id)
            .returning(PENDING_SIGN_IN.c.id)
        )
        return ended is not None

    def end_all_of(self, person_id: UUID) -> None:
        """Forget every pending sign-in of the person: what opened them is no longer good."""
        self._session.execute(
            delete(PENDING_SIGN_IN).where(PENDING_SIGN_IN.c.person_id == person_id)
        )

    def forget_old(self) -> None:
        """Delete sign-ins that nobody completed in time."""
        self._session.execute(
            delete(PENDING_SIGN_IN).where(
                PENDING_SIGN_IN.c.opened_at < self._now - PENDING_SIGN_IN_VALID
            )
        )
