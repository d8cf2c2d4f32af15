"""Recipients whom nothing could be delivered to; an entry goes when they are reached again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.store.tables import FAILING_RECIPIENT


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachedAgain:
    """Somebody whom messages of a kind had not reached."""

    organisation_id: UUID
    kind: str
    recipient_sha256: str


class FailingRecipientStore:
    """Failing recipients in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        *,
        organisation_id: UUID,
        kind: str,
        recipient_sha256: str,
        failed_at: datetime,
        came_back: bool,
    ) -> None:
        """Remember that the recipient was not reached, and how the last mail failed."""
        new = insert(FAILING_RECIPIENT).values(
            organisation_id=organisation_id,
            kind=kind,
            recipient_sha256=recipient_sha256,
            failed_at=failed_at,
            came_back=came_back,
        )
        self._session.execute(
            new.on_conflict_do_update(
                constraint=FAILING_RECIPIENT.primary_key,
                set_={"came_back": came_back, "taken_at": None},
            )
        )

    def note_taken(
        self, *, organisation_id: UUID, kind: str, recipient_sha256: str, at: datetime
    ) -> bool:
        """Note that our mail server took a mail; return True when the recipient is reached again.

        Where the last one came back that is not known yet: `take_reached` knows later.
        """
        mine = (
            (FAILING_RECIPIENT.c.organisation_id == organisation_id)
            & (FAILING_RECIPIENT.c.kind == kind)
            & (FAILING_RECIPIENT.c.recipient_sha256 == recipient_sha256)
        )
        # Most recipients were never failing: one look is all that they cost.
        came_back = self._session.scalar(
            select(FAILING_RECIPIENT.c.came_back).where(mine).with_for_update()
        )
        if came_back is False:
            self._session.execute(delete(FAILING_RECIPIENT).where(mine))
        elif came_back:
            taken_at = func.coalesce(FAILING_RECIPIENT.c.taken_at, at)
            self._session.execute(update(FAILING_RECIPIENT).where(mine).values(taken_at=taken_at))
        return came_back is False

    def take_reached(self, *, taken_until: datetime) -> list[ReachedAgain]:
        """Forget and return those of whose mails none has come back since one was taken by then."""
        rows = self._session.execute(
            delete(FAILING_RECIPIENT)
            .where(FAILING_RECIPIENT.c.taken_at <= taken_until)
            .returning(
                FAILING_RECIPIENT.c.organisation_id,
                FAILING_RECIPIENT.c.kind,
                FAILING_RECIPIENT.c.recipient_sha256,
            )
        )
        return [
            ReachedAgain(
                organisation_id=row.organisation_id,
                kind=row.kind,
                recipient_sha256=row.recipient_sha256,
            )
            for row in rows
        ]
