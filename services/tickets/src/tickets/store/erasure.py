"""Erasing requests in the caller's transaction; the store never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from chassis.clock import BERLIN
from tickets.domain.keeping import ClosedRequest, Keeping
from tickets.store.affairs import AffairStore
from tickets.store.attachment_tables import ATTACHMENT
from tickets.store.conversation_tables import ENTRY, REQUEST_READING, REQUEST_SHARE
from tickets.store.keeping_tables import ERASED_REQUEST
from tickets.store.master_data_tables import MASTER_DATA_CHANGE
from tickets.store.people_tables import PARTICIPANT
from tickets.store.search_word_tables import REQUEST_WORD
from tickets.store.tables import REQUEST


class ErasureStore:
    """Requests of every organisation, or of the one that the transaction has named."""

    def __init__(self, session: Session, affairs: AffairStore, now: datetime) -> None:
        self._session = session
        self._affairs = affairs
        self._now = now

    def claim_over(self, keeping: Keeping, limit: int) -> list[ClosedRequest]:
        """Return up to `limit` closed requests whose time is over, locked.

        Others who look meanwhile find other ones. What is held is not among them, nor what a change
        of master data hangs on that is not in force yet. Kind by kind: what is kept for ten years
        would otherwise be walked past each time.
        """
        over: list[ClosedRequest] = []
        for kind, kept in keeping.by_kind.items():
            over += self._claim(
                REQUEST.c.kind == kind,
                REQUEST.c.closed_at < self._now - kept,
                limit=limit - len(over),
            )
            if len(over) == limit:
                break
        return over

    def claim_of_person(self, organisation_id: UUID, person_id: UUID) -> list[ClosedRequest]:
        """Return the closed requests that a person asked and shared with nobody, locked."""
        return self._claim(
            REQUEST.c.organisation_id == organisation_id,
            REQUEST.c.requester_id == person_id,
            ~exists().where(REQUEST_SHARE.c.request_id == REQUEST.c.id),
            limit=None,
        )

    def _claim(self, *which: ColumnElement[bool], limit: int | None) -> list[ClosedRequest]:
        unfinished = exists().where(
            MASTER_DATA_CHANGE.c.request_id == REQUEST.c.id,
            MASTER_DATA_CHANGE.c.applied_at.is_(None),
            MASTER_DATA_CHANGE.c.state.in_(("waiting_for_vendor", "approved")),
        )
        rows = self._session.execute(
            select(REQUEST)
            .where(
                REQUEST.c.state == "closed", REQUEST.c.hold_reason.is_(None), *which, ~unfinished
            )
            .order_by(REQUEST.c.closed_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_closed(row) for row in rows]

    def erase(self, request: ClosedRequest) -> None:
        """Erase the request with everything that hangs on it; it is only counted from now on.

        Its files belong to nothing any more, and are swept with their bytes. Whoever has nothing to
        do with any other request of the organisation is forgotten.
        """
        people = self._people_of(request)
        # What is left is where the bytes lie, for the sweep that deletes them.
        self._session.execute(
            update(ATTACHMENT)
            .where(ATTACHMENT.c.request_id == request.id)
            .values(request_id=None, entry_id=None, uploaded_by=_NOBODY, file_name="")
        )
        for table in (ENTRY, REQUEST_SHARE, REQUEST_READING, REQUEST_WORD, MASTER_DATA_CHANGE):
            self._session.execute(delete(table).where(table.c.request_id == request.id))
        self._session.execute(
            update(REQUEST).where(REQUEST.c.merged_into == request.id).values(merged_into=None)
        )
        self._session.execute(delete(REQUEST).where(REQUEST.c.id == request.id))
        self._session.execute(
            insert(ERASED_REQUEST).values(
                number=request.number,
                kind=request.kind,
                department=request.department,
                priority=request.priority,
                channel=request.channel,
                opened_on=request.opened_at.astimezone(BERLIN).date(),
                closed_on=request.closed_at.astimezone(BERLIN).date(),
                stars=request.stars,
                erased_at=self._now,
            )
        )
        self._affairs.tell_gone(request)
        for person_id in sorted(people):
            self.forget_unless_needed(request.organisation_id, person_id)

    def forget_unless_needed(self, organisation_id: UUID, person_id: UUID) -> None:
        """Forget what somebody is called once nothing of the organisation's names him."""
        # Whoever begins something new holds this row; only what is committed by then is looked at.
        self._session.execute(
            select(PARTICIPANT.c.person_id)
            .where(
                PARTICIPANT.c.organisation_id == organisation_id,
                PARTICIPANT.c.person_id == person_id,
            )
            .with_for_update()
        )
        self._session.execute(
            delete(PARTICIPANT).where(
                PARTICIPANT.c.organisation_id == organisation_id,
                PARTICIPANT.c.person_id == person_id,
                *(
                    ~exists().where(
                        column.table.c.organisation_id == organisation_id, column == person_id
                    )
                    for column in _NAMING
                ),
            )
        )

    def _people_of(self, request: ClosedRequest) -> set[UUID]:
        named = [
            select(column).where(
                (REQUEST.c.id if column.table is REQUEST else column.table.c.request_id)
                == request.id
            )
            for column in _NAMING
        ]
        return {
            person_id
            for query in named
            for person_id in self._session.scalars(query)
            if person_id is not None
        }


_NOBODY = UUID(int=0)
# Every column in which a person who takes part is named by his id.
_NAMING: tuple[Any, ...] = (
    REQUEST.c.requester_id,
    REQUEST.c.assignee_id,
    ENTRY.c.author_id,
    ATTACHMENT.c.uploaded_by,
    MASTER_DATA_CHANGE.c.decided_by,
)


def _closed(row: Row[Any]) -> ClosedRequest:
    return ClosedRequest(
        id=row.id,
        organisation_id=row.organisation_id,
        number=row.number,
        kind=row.kind,
        department=row.department,
        priority=row.priority,
        channel=row.channel,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        stars=row.stars,
    )
