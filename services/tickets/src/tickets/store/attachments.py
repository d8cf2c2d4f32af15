"""Files of requests in the caller's transaction; the store never commits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import wait_for_turn
from contracts.conversations import Audience, Side
from tickets.domain.attachments import (
    USABLE_FOR,
    CheckedAttachment,
    DailyUse,
    NewAttachment,
    day_begins,
)
from tickets.domain.requests import CustomerRequest
from tickets.store.attachment_tables import ATTACHMENT
from tickets.store.conversation_tables import ENTRY


class AttachmentStore:
    """The files of the organisation that the transaction has named."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def begin(self, attachment: NewAttachment) -> None:
        """Note that a file is about to come; one that is noted already stays as it is."""
        self._session.execute(
            insert(ATTACHMENT)
            .values(
                id=attachment.id,
                organisation_id=attachment.organisation_id,
                request_id=attachment.request_id,
                uploaded_by=attachment.uploaded_by,
                side=attachment.side,
                file_name=attachment.file_name,
                object_key=attachment.object_key,
                begun_at=attachment.begun_at,
            )
            .on_conflict_do_nothing(index_elements=["id"])
        )

    def used_today(self, organisation_id: UUID, side: Side) -> DailyUse:
        """Return what one side has sent in today; others who ask wait until this is committed."""
        wait_for_turn(self._session, f"attachments:{organisation_id}:{side}")
        row = self._session.execute(
            select(
                func.count().label("files"),
                func.coalesce(func.sum(ATTACHMENT.c.size_bytes), 0).label("size_bytes"),
            ).where(
                ATTACHMENT.c.organisation_id == organisation_id,
                ATTACHMENT.c.side == side,
                ATTACHMENT.c.begun_at >= day_begins(self._now),
            )
        ).one()
        return DailyUse(files=row.files, size_bytes=int(row.size_bytes))

    def find(
        self, organisation_id: UUID, attachment_id: UUID, uploaded_by: UUID
    ) -> NewAttachment | CheckedAttachment | None:
        """Return a file that somebody has sent in for one of the organisation's requests."""
        row = self._session.execute(
            select(ATTACHMENT).where(
                ATTACHMENT.c.organisation_id == organisation_id,
                ATTACHMENT.c.id == attachment_id,
                ATTACHMENT.c.uploaded_by == uploaded_by,
            )
        ).one_or_none()
        if row is None:
            return None
        if row.sha256 is not None:
            return checked(row)
        return NewAttachment(
            id=row.id,
            organisation_id=row.organisation_id,
            request_id=row.request_id,
            uploaded_by=row.uploaded_by,
            side=row.side,
            file_name=row.file_name,
            begun_at=row.begun_at,
        )

    def finish(self, attachment: CheckedAttachment) -> None:
        """Store what was found in the file; from now on an entry may have it."""
        self._session.execute(
            update(ATTACHMENT)
            .where(
                ATTACHMENT.c.organisation_id == attachment.organisation_id,
                ATTACHMENT.c.id == attachment.id,
            )
            .values(
                file_name=attachment.file_name,
                media_type=attachment.media_type,
                size_bytes=attachment.size_bytes,
                sha256=attachment.sha256,
            )
        )

    def lock_usable(
        self, request: CustomerRequest, uploaded_by: UUID, ids: Sequence[UUID]
    ) -> list[CheckedAttachment]:
        """Return those of the files that somebody sent in for this request and that nothing has.

        Nobody else uses them until the transaction ends.
        """
        if not ids:
            return []
        rows = self._session.execute(
            select(ATTACHMENT)
            .where(
                ATTACHMENT.c.organisation_id == request.requester.organisation_id,
                ATTACHMENT.c.id.in_(ids),
                ATTACHMENT.c.uploaded_by == uploaded_by,
                ATTACHMENT.c.request_id.is_(None) | (ATTACHMENT.c.request_id == request.id),
                ATTACHMENT.c.entry_id.is_(None),
                ATTACHMENT.c.sha256.is_not(None),
                ATTACHMENT.c.begun_at > self._now - USABLE_FOR,
            )
            .order_by(ATTACHMENT.c.id)
            .with_for_update()
        )
        return [checked(row) for row in rows]

    def use(
        self, request: CustomerRequest, entry_id: UUID, files: Iterable[CheckedAttachment]
    ) -> None:
        """Give the files to an entry, and with it to its readers alone; the caller locked them."""
        ids = [file.id for file in files]
        if ids:
            self._session.execute(
                update(ATTACHMENT)
                .where(
                    ATTACHMENT.c.organisation_id == request.requester.organisation_id,
                    ATTACHMENT.c.id.in_(ids),
                )
                .values(request_id=request.id, entry_id=entry_id)
            )

    def of_entries(
        self, organisation_id: UUID, entry_ids: Collection[UUID]
    ) -> dict[UUID, tuple[CheckedAttachment, ...]]:
        """Return the files of entries that somebody may read, in the order of their coming."""
        if not entry_ids:
            return {}
        found: defaultdict[UUID, list[CheckedAttachment]] = defaultdict(list)
        rows = self._session.execute(
            select(ATTACHMENT)
            .where(
                ATTACHMENT.c.organisation_id == organisation_id,
                ATTACHMENT.c.entry_id.in_(entry_ids),
            )
            .order_by(ATTACHMENT.c.id)
        )
        for row in rows:
            found[row.entry_id].append(checked(row))
        return {entry_id: tuple(files) for entry_id, files in found.items()}

    def readable(
        self, request: CustomerRequest, audiences: Collection[Audience], attachment_id: UUID
    ) -> CheckedAttachment | None:
        """Return a file of the request whose entry these audiences may read."""
        row = self._session.execute(
            select(ATTACHMENT)
            .join(ENTRY, ENTRY.c.id == ATTACHMENT.c.entry_id)
            .where(
                ENTRY.c.organisation_id == request.requester.organisation_id,
                ENTRY.c.request_id == request.id,
                ENTRY.c.audience.in_(audiences),
                ATTACHMENT.c.organisation_id == request.requester.organisation_id,
                ATTACHMENT.c.id == attachment_id,
            )
        ).one_or_none()
        return None if row is None else checked(row)

    def lock_unused(self, begun_before: datetime, limit: int) -> list[tuple[UUID, str]]:
        """Return id and place of files of all organisations that no entry has.

        Others who look meanwhile find other ones.
        """
        rows = self._session.execute(
            select(ATTACHMENT.c.id, ATTACHMENT.c.object_key)
            .where(ATTACHMENT.c.entry_id.is_(None), ATTACHMENT.c.begun_at < begun_before)
            .order_by(ATTACHMENT.c.begun_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.id, row.object_key) for row in rows]

    def forget(self, ids: Iterable[UUID]) -> None:
        """Delete the rows of files whose bytes are gone."""
        self._session.execute(delete(ATTACHMENT).where(ATTACHMENT.c.id.in_(list(ids))))


def checked(row: Row[Any]) -> CheckedAttachment:
    """Return the file in a row of its table; it was looked at."""
    return CheckedAttachment(
        id=row.id,
        organisation_id=row.organisation_id,
        file_name=row.file_name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        object_key=row.object_key,
    )
