"""Recipients whom nothing could be handed over for; an entry goes with the next success."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.store.tables import FAILING_RECIPIENT


class FailingRecipientStore:
    """Failing recipients in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, *, organisation_id: UUID, kind: str, recipient_sha256: str, failed_at: datetime
    ) -> None:
        """Remember that the recipient was not reached; repeating it changes nothing."""
        self._session.execute(
            insert(FAILING_RECIPIENT)
            .values(
                organisation_id=organisation_id,
                kind=kind,
                recipient_sha256=recipient_sha256,
                failed_at=failed_at,
            )
            .on_conflict_do_nothing()
        )

    def remove(self, *, organisation_id: UUID, kind: str, recipient_sha256: str) -> bool:
        """Forget it; return False when the recipient was not failing."""
        removed = self._session.scalar(
            delete(FAILING_RECIPIENT)
            .where(
                FAILING_RECIPIENT.c.organisation_id == organisation_id,
                FAILING_RECIPIENT.c.kind == kind,
                FAILING_RECIPIENT.c.recipient_sha256 == recipient_sha256,
            )
            .returning(FAILING_RECIPIENT.c.kind)
        )
        return removed is not None
