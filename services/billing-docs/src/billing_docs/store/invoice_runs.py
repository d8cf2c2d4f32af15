"""Invoice runs: what was announced, what came, what was refused. In the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing_docs.domain.invoice_run import BY_ITSELF, Received, Run, announcement_digest
from billing_docs.store.delivery_tables import PRINT_ORDER
from billing_docs.store.invoice_run_tables import FAILED_NOTICE, INVOICE_RUN, INVOICE_RUN_FAULT
from billing_docs.store.post_tables import DOCUMENT_LOOK
from billing_docs.store.tables import DOCUMENT, DOCUMENT_EVENT
from chassis.ids import new_id
from contracts.inbound import InvoiceRunAnnounced
from contracts.invoice_runs import RunState

_COLUMNS = [column for column in INVOICE_RUN.c if column.name != "announced_sha256"]
_STATES = {
    "unannounced": INVOICE_RUN.c.announced_at.is_(None) & INVOICE_RUN.c.closed_at.is_(None),
    "open": INVOICE_RUN.c.announced_at.is_not(None) & INVOICE_RUN.c.closed_at.is_(None),
    "complete": INVOICE_RUN.c.closed_by == BY_ITSELF,
    "closed": INVOICE_RUN.c.closed_by != BY_ITSELF,
}


class InvoiceRunStore:
    """The invoice runs of every publishing system."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def see(self, source: str, run_id: str, at: datetime) -> None:
        """Remember that there is such a run; knowing it already changes nothing."""
        values = {"id": new_id(), "source": source, "run_id": run_id, "first_seen_at": at}
        self._session.execute(
            insert(INVOICE_RUN)
            .values(values)
            .on_conflict_do_nothing(index_elements=["source", "run_id"])
        )

    def announce(
        self, source: str, event_id: str, announced: InvoiceRunAnnounced, at: datetime
    ) -> bool:
        """Write the announcement down; False where another one, in other words, was there before.

        Of two at once the second waits and finds the first.
        """
        digest = announcement_digest(announced)
        self.see(source, announced.run_id, at)
        this = (INVOICE_RUN.c.source == source) & (INVOICE_RUN.c.run_id == announced.run_id)
        known = self._session.scalar(
            select(INVOICE_RUN.c.announced_sha256).where(this).with_for_update()
        )
        if known is not None:
            return bool(known == digest)
        self._session.execute(
            update(INVOICE_RUN)
            .where(this)
            .values(
                event_id=event_id,
                announced=msgspec.to_builtins(announced),
                announced_sha256=digest,
                announced_at=at,
            )
        )
        return True

    def announcement_digest(self, source: str, run_id: str) -> str | None:
        """Return the digest of a run's announcement, None where there is none."""
        return self._session.scalar(
            select(INVOICE_RUN.c.announced_sha256).where(
                INVOICE_RUN.c.source == source, INVOICE_RUN.c.run_id == run_id
            )
        )

    def by_id(self, run: UUID, *, for_change: bool = False) -> Run | None:
        """Return one run, None if there is none; `for_change` lets others wait until the end."""
        selected = select(*_COLUMNS).where(INVOICE_RUN.c.id == run)
        row = self._session.execute(selected.with_for_update() if for_change else selected).first()
        return None if row is None else _run(row)

    def page(
        self,
        *,
        sources: Sequence[str] | None,
        state: RunState | None,
        older_than: UUID | None,
        limit: int,
    ) -> list[Run]:
        """Return up to `limit` runs, the last seen first; `sources` None means all of them."""
        selected = select(*_COLUMNS)
        if sources is not None:
            selected = selected.where(INVOICE_RUN.c.source.in_(sources))
        if state is not None:
            selected = selected.where(_STATES[state])
        if older_than is not None:
            selected = selected.where(INVOICE_RUN.c.id < older_than)
        rows = self._session.execute(selected.order_by(INVOICE_RUN.c.id.desc()).limit(limit))
        return [_run(row) for row in rows]

    def open_for_closing(self) -> list[Run]:
        """Return announced runs nobody has closed, locked; those in work elsewhere are left out."""
        selected = select(*_COLUMNS).where(_STATES["open"]).with_for_update(skip_locked=True)
        return [_run(row) for row in self._session.execute(selected)]

    def close(self, run: UUID, *, at: datetime, by: str, reason: str | None) -> None:
        """End a run that the caller has locked."""
        self._session.execute(
            update(INVOICE_RUN)
            .where(INVOICE_RUN.c.id == run)
            .values(closed_at=at, closed_by=by, closed_reason=reason)
        )

    def received_count(self, run: Run) -> int:
        """Return how many documents of the run are archived, deleted ones too."""
        return self._session.scalar(_documents(run, func.count())) or 0

    def received(self, run: Run) -> Received:
        """Return the numbers and the sums of what is archived of the run."""
        numbers = self._session.scalars(_documents(run, DOCUMENT.c.number))
        sums = self._session.execute(
            _documents(
                run, DOCUMENT.c.currency, func.sum(DOCUMENT.c.total_minor_units), func.count()
            ).group_by(DOCUMENT.c.currency)
        ).all()
        return Received(
            numbers=tuple(numbers),
            sums={row[0]: int(row[1]) for row in sums if row[0] is not None},
            without_total_count=sum(row[2] for row in sums if row[0] is None),
        )

    def duplicate_count(self, run: Run) -> int:
        """Return how many events beyond the first there were for documents of the run."""
        events = self._session.scalar(
            _documents(run, func.count()).join(
                DOCUMENT_EVENT, DOCUMENT_EVENT.c.document_id == DOCUMENT.c.id
            )
        )
        return (events or 0) - self.received_count(run)

    def notified_count(self, run: Run) -> int:
        """Return of how many documents of the run somebody was told."""
        told = _documents(run, func.count()).where(DOCUMENT.c.notice_requested_at.is_not(None))
        return self._session.scalar(told) or 0

    def bounced_count(self, run: Run) -> int:
        """Return of how many documents of the run the notice was given up."""
        bounced = _documents(run, func.count()).join(
            FAILED_NOTICE, FAILED_NOTICE.c.document_id == DOCUMENT.c.id
        )
        return self._session.scalar(bounced) or 0

    def postal_count(self, run: Run) -> int:
        """Return how many documents of the run are brought by post."""
        printed = _documents(run, func.count()).join(
            PRINT_ORDER, PRINT_ORDER.c.document_id == DOCUMENT.c.id
        )
        return self._session.scalar(printed) or 0

    def opened_count(self, run: Run) -> int:
        """Return how many documents of the run somebody has previewed or downloaded."""
        looked_at = or_(
            DOCUMENT_LOOK.c.first_previewed_at.is_not(None),
            DOCUMENT_LOOK.c.first_downloaded_at.is_not(None),
        )
        opened = _documents(run, func.count(DOCUMENT.c.id.distinct())).join(
            DOCUMENT_LOOK, DOCUMENT_LOOK.c.document_id == DOCUMENT.c.id
        )
        return self._session.scalar(opened.where(looked_at)) or 0

    def note_fault(
        self, source: str, event_id: str, *, run_id: str, number: str, code: str, at: datetime
    ) -> None:
        """Remember for which reason an event of a run was refused last."""
        said = {"run_id": run_id, "number": number, "code": code, "refused_at": at}
        self._session.execute(
            insert(INVOICE_RUN_FAULT)
            .values({"source": source, "event_id": event_id, **said})
            .on_conflict_do_update(index_elements=["source", "event_id"], set_=said)
        )

    def faults(self, run: Run) -> list[Row[Any]]:
        """Return event id, number and code of each refused event of the run, by number."""
        return list(
            self._session.execute(
                select(
                    INVOICE_RUN_FAULT.c.event_id,
                    INVOICE_RUN_FAULT.c.number,
                    INVOICE_RUN_FAULT.c.code,
                )
                .where(
                    INVOICE_RUN_FAULT.c.source == run.source,
                    INVOICE_RUN_FAULT.c.run_id == run.run_id,
                )
                .order_by(INVOICE_RUN_FAULT.c.number, INVOICE_RUN_FAULT.c.event_id)
            )
        )

    def note_failed_notice(self, document_id: UUID, at: datetime) -> None:
        """Remember that a document's notice was given up; once is enough."""
        organisation_id = self._session.scalar(
            select(DOCUMENT.c.organisation_id).where(DOCUMENT.c.id == document_id)
        )
        if organisation_id is None:
            return
        self._session.execute(
            insert(FAILED_NOTICE)
            .values(document_id=document_id, organisation_id=organisation_id, failed_at=at)
            .on_conflict_do_nothing(index_elements=["document_id"])
        )


def _documents(run: Run, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(DOCUMENT)
        .where(DOCUMENT.c.source == run.source, DOCUMENT.c.run_id == run.run_id)
    )


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    announced = values.pop("announced")
    return Run(
        **values,
        announced=None if announced is None else msgspec.convert(announced, InvoiceRunAnnounced),
    )
