"""Readings that were sent in together, in the caller's transaction; never commits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.meter_tables import METER_REPORT, READING_REMINDER
from chassis.database import Askable
from contracts.meters import ReadingSource, RowVerdict

# Whoever has not looked at his verdicts for a week sends the list again.
_KEPT_UNRECORDED = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredReport:
    """A report as it is kept; `entries` are as they were entered, as JSON."""

    id: UUID
    organisation_id: UUID
    person_id: UUID
    content_sha256: str
    source: ReadingSource
    file_name: str | None
    all_or_nothing: bool
    entries: bytes
    verdicts: tuple[RowVerdict, ...]
    created_at: datetime
    recorded_at: datetime | None


class MeterReportStore:
    """Reports of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def open(self, report: StoredReport, idempotency_key: str) -> StoredReport | None:
        """Insert the report and return None; or return the one that has its key, locked."""
        self._forget_unrecorded(report.organisation_id)
        key = {
            "organisation_id": report.organisation_id,
            "person_id": report.person_id,
            "idempotency_key": idempotency_key,
        }
        added = self._session.scalar(
            insert(METER_REPORT)
            .values(
                **key,
                id=report.id,
                content_sha256=report.content_sha256,
                source=report.source,
                file_name=report.file_name,
                all_or_nothing=report.all_or_nothing,
                entries=msgspec.json.decode(report.entries),
                created_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(METER_REPORT.c.id)
        )
        if added is not None:
            return None
        known = self._session.scalars(select(METER_REPORT.c.id).filter_by(**key)).one()
        return self.find(report.organisation_id, known, lock=True)

    def find(
        self, organisation_id: UUID, report_id: UUID, *, lock: bool = False
    ) -> StoredReport | None:
        """Return a report of the organisation; locked, nobody else records it meanwhile."""
        query = select(METER_REPORT).where(
            METER_REPORT.c.organisation_id == organisation_id, METER_REPORT.c.id == report_id
        )
        row = self._session.execute(query.with_for_update() if lock else query).first()
        if row is None:
            return None
        return StoredReport(
            id=row.id,
            organisation_id=row.organisation_id,
            person_id=row.person_id,
            content_sha256=row.content_sha256,
            source=row.source,
            file_name=row.file_name,
            all_or_nothing=row.all_or_nothing,
            entries=msgspec.json.encode(row.entries),
            verdicts=msgspec.convert(row.verdicts, tuple[RowVerdict, ...]),
            created_at=row.created_at,
            recorded_at=row.recorded_at,
        )

    def settle(
        self, report_id: UUID, verdicts: tuple[RowVerdict, ...], *, is_recorded: bool
    ) -> None:
        """Keep what became of each reading; recorded, the entries have done their work."""
        values: dict[str, object] = {"verdicts": msgspec.to_builtins(verdicts)}
        if is_recorded:
            values |= {"recorded_at": self._now, "entries": []}
        self._session.execute(
            update(METER_REPORT).where(METER_REPORT.c.id == report_id).values(values)
        )

    def remind_once(self, organisation_id: UUID, due_on: date) -> bool:
        """Note that the organisation is reminded of a billing; False where it was before."""
        noted = self._session.scalar(
            insert(READING_REMINDER)
            .values(organisation_id=organisation_id, due_on=due_on, reminded_at=self._now)
            .on_conflict_do_nothing()
            .returning(READING_REMINDER.c.due_on)
        )
        return noted is not None

    def _forget_unrecorded(self, organisation_id: UUID) -> None:
        self._session.execute(
            delete(METER_REPORT).where(
                METER_REPORT.c.organisation_id == organisation_id,
                METER_REPORT.c.recorded_at.is_(None),
                METER_REPORT.c.created_at < self._now - _KEPT_UNRECORDED,
            )
        )
