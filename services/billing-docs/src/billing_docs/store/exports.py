"""Exports and what they take from the documents, in the caller's transaction."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, func, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.export import (
    LEASE,
    ExportJob,
    Progress,
    StoredPart,
)
from billing_docs.store.documents import COLUMNS, document_of, in_portal
from billing_docs.store.export_tables import EXPORT
from billing_docs.store.tables import DOCUMENT
from chassis.ids import new_id
from contracts.exports import ExportSelection

_COLUMNS = [EXPORT.c[field.name] for field in fields(ExportJob)]
_IN_WORK = EXPORT.c.state.in_(("queued", "running"))
_LISTED = 50


class ExportStore:
    """Exports of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, job: ExportJob) -> bool:
        """Write a new export down; False if its person has another one in work."""
        values = {
            field.name: getattr(job, field.name)
            for field in fields(ExportJob)
            if field.name not in ("selection", "parts", "progress")
        }
        try:
            with self._session.begin_nested():
                self._session.execute(
                    insert(EXPORT).values(
                        **values,
                        selection=msgspec.to_builtins(job.selection),
                        parts=[],
                        attempts=0,
                    )
                )
        except IntegrityError:
            return False
        return True

    def of_person(self, organisation_id: UUID, person_id: UUID) -> list[ExportJob]:
        """Return the person's exports, the newest first."""
        rows = self._session.execute(
            select(*_COLUMNS)
            .where(_of(organisation_id, person_id))
            .order_by(EXPORT.c.id.desc())
            .limit(_LISTED)
        )
        return [_job(row) for row in rows]

    def by_id(
        self, organisation_id: UUID, person_id: UUID, export_id: UUID, *, for_change: bool = False
    ) -> ExportJob | None:
        """Return one of the person's exports, None if it is none of his."""
        selected = select(*_COLUMNS).where(
            _of(organisation_id, person_id), EXPORT.c.id == export_id
        )
        row = self._session.execute(selected.with_for_update() if for_change else selected).first()
        return None if row is None else _job(row)

    def claim(self, now: datetime) -> tuple[ExportJob, UUID] | None:
        """Return the oldest export that nobody works on, and the lease on its next part."""
        free = or_(EXPORT.c.leased_until.is_(None), EXPORT.c.leased_until < now)
        found = self._session.scalar(
            select(EXPORT.c.id)
            .where(_IN_WORK, free)
            .order_by(EXPORT.c.requested_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if found is None:
            return None
        lease_id = new_id()
        row = self._session.execute(
            update(EXPORT)
            .where(EXPORT.c.id == found)
            .values(
                state="running",
                lease_id=lease_id,
                leased_until=now + LEASE,
                attempts=EXPORT.c.attempts + 1,
            )
            .returning(*_COLUMNS)
        ).one()
        return _job(row), lease_id

    def attempts(self, export_id: UUID) -> int:
        """Return how often the next part was begun."""
        return self._session.scalar(select(EXPORT.c.attempts).where(EXPORT.c.id == export_id)) or 0

    def note_progress(self, lease_id: UUID, done_count: int, now: datetime) -> bool:
        """Note how far the part is and keep the lease; False if it was lost, or the job ended."""
        return self._change(lease_id, done_count=done_count, leased_until=now + LEASE)

    def let_go(self, lease_id: UUID, now: datetime, *, pause: timedelta) -> None:
        """Give the part up for a while, uncounted: something it needs is away."""
        self._change(lease_id, leased_until=now + pause, attempts=EXPORT.c.attempts - 1)

    def finish_part(
        self, lease_id: UUID, job: ExportJob, part: StoredPart, progress: Progress, left_out: int
    ) -> bool:
        """Add a finished part; False if the lease was lost or the job ended meanwhile."""
        return self._change(
            lease_id,
            parts=msgspec.to_builtins((*job.parts, part)),
            progress=msgspec.to_builtins(progress),
            done_count=sum(each.part.document_count for each in (*job.parts, part)),
            left_out_count=job.left_out_count + left_out,
            lease_id=None,
            leased_until=None,
            attempts=0,
        )

    def end(self, export_id: UUID, state: str, *, at: datetime, expires_at: datetime) -> None:
        """End a job that the caller has locked or leased; the address is forgotten."""
        self._session.execute(
            update(EXPORT)
            .where(EXPORT.c.id == export_id, _IN_WORK)
            .values(
                state=state, finished_at=at, expires_at=expires_at, notify_email=None, lease_id=None
            )
        )

    def to_sweep(self, now: datetime) -> list[ExportJob]:
        """Return ended jobs whose files are not to be kept any longer, locked."""
        rows = self._session.execute(
            select(*_COLUMNS)
            .where(
                ~_IN_WORK,
                EXPORT.c.state != "expired",
                EXPORT.c.expires_at <= now,
            )
            .limit(10)
            .with_for_update(skip_locked=True)
        )
        return [_job(row) for row in rows]

    def forget_files(self, job: ExportJob) -> None:
        """Note that a job's files are gone; one that was ready has expired."""
        state = "expired" if job.state == "ready" else job.state
        self._session.execute(
            update(EXPORT)
            .where(EXPORT.c.id == job.id)
            .values(state=state, parts=[], expires_at=None)
        )

    def measure(
        self, organisation_id: UUID, selection: ExportSelection, until: datetime
    ) -> tuple[int, int]:
        """Return how many documents are selected, and how many bytes they have."""
        row = self._session.execute(
            select(func.count(), func.coalesce(func.sum(DOCUMENT.c.size_bytes), 0)).where(
                *_selected(organisation_id, selection, until)
            )
        ).one()
        return int(row[0]), int(row[1])

    def documents(
        self, job: ExportJob, after: Progress | None, limit: int
    ) -> list[BillingDocument]:
        """Return the next selected documents by date of issue, none that came after the request."""
        selected = select(*COLUMNS).where(
            *_selected(job.organisation_id, job.selection, job.requested_at)
        )
        if after is not None:
            place = (after.issued_on, after.document_id)
            selected = selected.where(tuple_(DOCUMENT.c.issued_on, DOCUMENT.c.id) > place)
        rows = self._session.execute(
            selected.order_by(DOCUMENT.c.issued_on, DOCUMENT.c.id).limit(limit)
        )
        return [document_of(row) for row in rows]

    def _change(self, lease: UUID, /, **values: Any) -> bool:
        changed = self._session.scalar(
            update(EXPORT)
            .where(EXPORT.c.lease_id == lease, _IN_WORK)
            .values(values)
            .returning(EXPORT.c.id)
        )
        return changed is not None


def _of(organisation_id: UUID, person_id: UUID) -> ColumnElement[bool]:
    return (EXPORT.c.organisation_id == organisation_id) & (EXPORT.c.requested_by == person_id)


def _selected(
    organisation_id: UUID, selection: ExportSelection, until: datetime
) -> list[ColumnElement[bool]]:
    conditions = [
        DOCUMENT.c.organisation_id == organisation_id,
        DOCUMENT.c.received_at <= until,
        *in_portal(),
    ]
    if selection.issued_from is not None:
        conditions.append(DOCUMENT.c.issued_on >= selection.issued_from)
    if selection.issued_until is not None:
        conditions.append(DOCUMENT.c.issued_on <= selection.issued_until)
    if selection.document_types:
        conditions.append(DOCUMENT.c.document_type.in_(selection.document_types))
    if selection.document_ids:
        conditions.append(DOCUMENT.c.id.in_(selection.document_ids))
    return conditions


def _job(row: Row[Any]) -> ExportJob:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    progress = values.pop("progress")
    return ExportJob(
        **{
            **values,
            "selection": msgspec.convert(values["selection"], ExportSelection),
            "parts": msgspec.convert(values["parts"], tuple[StoredPart, ...]),
            "progress": None if progress is None else msgspec.convert(progress, Progress),
        }
    )
