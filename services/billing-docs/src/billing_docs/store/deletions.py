"""Deletion runs in the caller's transaction; never commits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.store.deletion_tables import DELETION_CERTIFICATE, DELETION_ITEM, DELETION_RUN
from billing_docs.store.retention_tables import LEGAL_HOLD, RESTRICTION
from billing_docs.store.tables import CUSTOMER, DOCUMENT
from chassis.database import wait_for_turn
from contracts.deletion import (
    DeletionItem,
    DeletionItemQuery,
    DeletionRun,
    DeletionRunQuery,
    DeletionShare,
    KeptBecause,
    ProposeDeletion,
)

_COUNTED = ("deleted", "kept")
_ITEM = [DELETION_ITEM.c[name] for name in DeletionItem.__struct_fields__]
_RUN = [
    *(column for column in DELETION_RUN.c),
    *(
        select(func.count())
        .where(DELETION_ITEM.c.run_id == DELETION_RUN.c.id, DELETION_ITEM.c.state == state)
        .scalar_subquery()
        .label(f"{state}_count")
        for state in _COUNTED
    ),
    select(DELETION_CERTIFICATE.c.sha256)
    .where(DELETION_CERTIFICATE.c.run_id == DELETION_RUN.c.id)
    .scalar_subquery()
    .label("certificate_sha256"),
]


class DeletionStore:
    """Runs and their documents, of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Proposing ------------------------------------------------------------------------------------

    def wait_for_turn(self) -> None:
        """Wait until nobody else proposes: a document stands in one open run at most."""
        wait_for_turn(self._session, "deletion:propose")

    def due(self, wanted: ProposeDeletion, before: date) -> list[DeletionItem]:
        """Return what both clocks have left before a day and nothing else keeps, oldest first."""
        conditions: list[ColumnElement[bool]] = [
            DOCUMENT.c.destroyed_at.is_(None),
            DOCUMENT.c.retained_through < before,
            DOCUMENT.c.available_until < before,
            ~exists().where(
                LEGAL_HOLD.c.released_at.is_(None),
                LEGAL_HOLD.c.organisation_id == DOCUMENT.c.organisation_id,
                or_(
                    LEGAL_HOLD.c.document_id.is_(None),
                    LEGAL_HOLD.c.document_id == DOCUMENT.c.id,
                ),
            ),
            ~exists().where(
                RESTRICTION.c.document_id == DOCUMENT.c.id,
                RESTRICTION.c.lifted_at.is_(None),
                RESTRICTION.c.ground == "gdpr_article_18",
            ),
            ~exists().where(
                DELETION_ITEM.c.document_id == DOCUMENT.c.id, DELETION_ITEM.c.state == "listed"
            ),
        ]
        if wanted.organisation_id is not None:
            conditions.append(DOCUMENT.c.organisation_id == wanted.organisation_id)
        if wanted.document_type is not None:
            conditions.append(DOCUMENT.c.document_type == wanted.document_type)
        rows = self._session.execute(
            select(
                DOCUMENT.c.id.label("document_id"),
                CUSTOMER.c.customer_number,
                *(
                    DOCUMENT.c[name]
                    for name in DeletionItem.__struct_fields__
                    if name in DOCUMENT.c and name != "state"
                ),
            )
            .outerjoin(CUSTOMER, CUSTOMER.c.organisation_id == DOCUMENT.c.organisation_id)
            .where(and_(*conditions))
            .order_by(DOCUMENT.c.retained_through, DOCUMENT.c.id)
            .limit(wanted.most_documents)
        )
        return [DeletionItem(**row._mapping, state="listed") for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

    def add(self, run: DeletionRun, items: list[DeletionItem]) -> None:
        """Insert a run with its list, which nothing changes from then on."""
        known = {column.name: getattr(run, column.name) for column in DELETION_RUN.c}
        self._session.execute(insert(DELETION_RUN).values(known))
        self._session.execute(
            insert(DELETION_ITEM),
            [{"run_id": run.id, **msgspec.structs.asdict(item)} for item in items],
        )

    # Reading --------------------------------------------------------------------------------------

    def get(self, run_id: UUID, *, for_update: bool = False) -> DeletionRun | None:
        """Return one run, None if there is none; locked against others where it is to change."""
        if for_update:
            self._session.execute(
                select(DELETION_RUN.c.id).where(DELETION_RUN.c.id == run_id).with_for_update()
            )
        row = self._session.execute(select(*_RUN).where(DELETION_RUN.c.id == run_id)).first()
        return None if row is None else _run(row)

    def page(
        self, query: DeletionRunQuery, *, before: UUID | None, limit: int
    ) -> list[DeletionRun]:
        """Return up to `limit` runs, the latest first, continuing before `before`."""
        selected = select(*_RUN)
        if query.state is not None:
            selected = selected.where(DELETION_RUN.c.state == query.state)
        if before is not None:
            selected = selected.where(DELETION_RUN.c.id < before)
        latest_first = selected.order_by(DELETION_RUN.c.id.desc()).limit(limit)
        return [_run(row) for row in self._session.execute(latest_first)]

    def released(self) -> list[DeletionRun]:
        """Return the runs that are to be carried out, the first one first."""
        rows = self._session.execute(
            select(*_RUN).where(DELETION_RUN.c.state == "released").order_by(DELETION_RUN.c.id)
        )
        return [_run(row) for row in rows]

    def undecided(self) -> int:
        """Return how many proposed runs wait for a second person."""
        query = select(func.count()).where(DELETION_RUN.c.state == "proposed")
        return self._session.scalar(query) or 0

    def shares(self, run_id: UUID) -> tuple[DeletionShare, ...]:
        """Return how much of a run is whose, the largest share first."""
        rows = self._session.execute(
            select(
                DELETION_ITEM.c.organisation_id,
                DELETION_ITEM.c.customer_number,
                func.count().label("document_count"),
                func.sum(DELETION_ITEM.c.size_bytes).label("size_bytes"),
            )
            .where(DELETION_ITEM.c.run_id == run_id)
            .group_by(DELETION_ITEM.c.organisation_id, DELETION_ITEM.c.customer_number)
            .order_by(func.count().desc(), DELETION_ITEM.c.organisation_id)
        )
        return tuple(
            DeletionShare(
                organisation_id=row.organisation_id,
                customer_number=row.customer_number,
                document_count=row.document_count,
                size_bytes=int(row.size_bytes),
            )
            for row in rows
        )

    def items(
        self,
        run_id: UUID,
        query: DeletionItemQuery,
        *,
        after: UUID | None = None,
        limit: int | None = None,
    ) -> list[DeletionItem]:
        """Return documents of a run in the order of their ids, continuing after `after`."""
        selected = select(*_ITEM).where(DELETION_ITEM.c.run_id == run_id)
        if query.state is not None:
            selected = selected.where(DELETION_ITEM.c.state == query.state)
        if after is not None:
            selected = selected.where(DELETION_ITEM.c.document_id > after)
        rows = self._session.execute(selected.order_by(DELETION_ITEM.c.document_id).limit(limit))
        return [_item(row) for row in rows]

    # Deciding and carrying out --------------------------------------------------------------------

    def release(self, run_id: UUID, *, at: datetime, by: str) -> None:
        """Let a proposed run be carried out."""
        self._session.execute(
            update(DELETION_RUN)
            .where(DELETION_RUN.c.id == run_id, DELETION_RUN.c.state == "proposed")
            .values(state="released", released_at=at, released_by=by)
        )

    def withdraw(self, run_id: UUID, *, at: datetime, by: str, reason: str) -> None:
        """Take a proposed run back; its documents may be proposed anew."""
        self._session.execute(
            update(DELETION_RUN)
            .where(DELETION_RUN.c.id == run_id, DELETION_RUN.c.state == "proposed")
            .values(state="withdrawn", withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason)
        )
        self._session.execute(
            update(DELETION_ITEM)
            .where(DELETION_ITEM.c.run_id == run_id, DELETION_ITEM.c.state == "listed")
            .values(state="withdrawn", settled_at=at)
        )

    def take(self, run_id: UUID, document_id: UUID) -> DeletionItem | None:
        """Return a document that is still to be carried out, locked; None if somebody else has."""
        row = self._session.execute(
            select(*_ITEM)
            .where(
                DELETION_ITEM.c.run_id == run_id,
                DELETION_ITEM.c.document_id == document_id,
                DELETION_ITEM.c.state == "listed",
            )
            .with_for_update(skip_locked=True)
        ).first()
        return None if row is None else _item(row)

    def settle(
        self, run_id: UUID, document_id: UUID, *, at: datetime, kept_because: KeptBecause | None
    ) -> None:
        """Note what became of a document: deleted, or kept for a reason."""
        self._session.execute(
            update(DELETION_ITEM)
            .where(DELETION_ITEM.c.run_id == run_id, DELETION_ITEM.c.document_id == document_id)
            .values(
                state="deleted" if kept_because is None else "kept",
                kept_because=kept_because,
                settled_at=at,
            )
        )

    def finish(self, run_id: UUID, *, at: datetime) -> None:
        """Note that every document of a run is settled."""
        self._session.execute(
            update(DELETION_RUN)
            .where(DELETION_RUN.c.id == run_id)
            .values(state="finished", finished_at=at)
        )

    def add_certificate(
        self, run: DeletionRun, *, sha256: str, size_bytes: int, place: tuple[str, str]
    ) -> None:
        """Remember where a run's certificate lies: under which key, in which version."""
        self._session.execute(
            insert(DELETION_CERTIFICATE).values(
                run_id=run.id,
                organisation_id=run.organisation_id,
                sha256=sha256,
                size_bytes=size_bytes,
                object_key=place[0],
                version_id=place[1],
                issued_at=run.finished_at,
            )
        )

    def certificate(self, run_id: UUID) -> Row[Any] | None:
        """Return where a run's certificate lies, None as long as there is none."""
        query = select(*DELETION_CERTIFICATE.c).where(DELETION_CERTIFICATE.c.run_id == run_id)
        return self._session.execute(query).first()


def _run(row: Row[Any]) -> DeletionRun:
    return DeletionRun(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def _item(row: Row[Any]) -> DeletionItem:
    return DeletionItem(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
