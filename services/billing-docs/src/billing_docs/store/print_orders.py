"""Orders for paper, and the batches they are printed in; never commits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.printing import (
    BatchFile,
    NotPrintable,
    OrderedDocument,
    OrderReason,
    PrintBatch,
)
from billing_docs.store.delivery_tables import DELIVERY_MODE, PRINT_BATCH, PRINT_ORDER
from billing_docs.store.documents import in_portal
from billing_docs.store.tables import CUSTOMER, DOCUMENT
from contracts.delivery import PrintBatchQuery


class PrintOrderStore:
    """Orders of the organisations that the transaction has opened; batches, where it opened all."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def order(
        self,
        *,
        document_id: UUID,
        organisation_id: UUID,
        reason: OrderReason,
        ordered_on: date,
        ordered_at: datetime,
    ) -> bool:
        """Order a document on paper; False if it was ordered before, whatever the reason."""
        ordered = self._session.scalar(
            insert(PRINT_ORDER)
            .values(
                document_id=document_id,
                organisation_id=organisation_id,
                reason=reason,
                ordered_on=ordered_on,
                ordered_at=ordered_at,
            )
            .on_conflict_do_nothing()
            .returning(PRINT_ORDER.c.document_id)
        )
        return ordered is not None

    def ordered_at(self, organisation_id: UUID, document_id: UUID) -> datetime | None:
        """Return when the organisation's document was ordered on paper, None if it was not."""
        return self._session.scalar(
            select(PRINT_ORDER.c.ordered_at).where(
                PRINT_ORDER.c.organisation_id == organisation_id,
                PRINT_ORDER.c.document_id == document_id,
            )
        )

    def days_to_close(self, *, before: date) -> list[date]:
        """Return the days before `before` with orders that are in no batch, oldest first."""
        return list(
            self._session.scalars(
                select(PRINT_ORDER.c.ordered_on)
                .distinct()
                .where(
                    PRINT_ORDER.c.batch_id.is_(None), PRINT_ORDER.c.ordered_on < before, _is_shown()
                )
                .order_by(PRINT_ORDER.c.ordered_on)
            )
        )

    def close_day(self, batch_id: UUID, business_day: date, *, now: datetime) -> bool:
        """Begin the batch of a day; False if there is one already.

        Waits for a concurrent process that closes the same day to commit or roll back.
        """
        closed = self._session.scalar(
            insert(PRINT_BATCH)
            .values(id=batch_id, business_day=business_day, state="closed", closed_at=now)
            .on_conflict_do_nothing()
            .returning(PRINT_BATCH.c.id)
        )
        return closed is not None

    def take_orders(self, batch_id: UUID, *, through: date) -> None:
        """Put every order up to that day that is in no batch into this one.

        Those of documents that are kept from sight, or deleted, go on waiting.
        """
        self._session.execute(
            update(PRINT_ORDER)
            .where(PRINT_ORDER.c.batch_id.is_(None), PRINT_ORDER.c.ordered_on <= through)
            .where(_is_shown())
            .values(batch_id=batch_id)
        )

    def claim_unmade(self) -> PrintBatch | None:
        """Return a batch whose file is still to be made, locked; what another makes is passed."""
        row = self._session.execute(
            select(PRINT_BATCH)
            .where(PRINT_BATCH.c.state == "closed")
            .order_by(PRINT_BATCH.c.business_day)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        return None if row is None else _batch(row)

    def give_back_withheld(self, batch_id: UUID) -> None:
        """Let orders wait again whose documents were taken out of sight since then."""
        self._session.execute(
            update(PRINT_ORDER)
            .where(PRINT_ORDER.c.batch_id == batch_id, ~_is_shown())
            .values(batch_id=None)
        )

    def documents_of(self, batch_id: UUID) -> list[OrderedDocument]:
        """Return what is to be printed, customer by customer, oldest document first."""
        rows = self._session.execute(_ordered_documents(batch_id))
        return [OrderedDocument(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

    def leave_out(self, document_id: UUID, because: NotPrintable) -> None:
        """Note why an ordered document is not in its batch's file."""
        self._session.execute(
            update(PRINT_ORDER)
            .where(PRINT_ORDER.c.document_id == document_id)
            .values(left_out_because=because)
        )

    def make_ready(
        self,
        batch_id: UUID,
        files: dict[str, BatchFile],
        *,
        documents: int,
        left_out: int,
        pages: int,
        now: datetime,
    ) -> None:
        """Let the print room fetch the batch."""
        self._session.execute(
            update(PRINT_BATCH)
            .where(PRINT_BATCH.c.id == batch_id)
            .values(
                state="ready",
                files=msgspec.to_builtins(files),
                documents=documents,
                left_out=left_out,
                pages=pages,
                ready_at=now,
            )
        )

    def to_recall(self, *, limit: int) -> list[UUID]:
        """Return batches that wait for the print room with a page that nobody is to see, locked."""
        withheld = exists().where(
            PRINT_ORDER.c.batch_id == PRINT_BATCH.c.id,
            PRINT_ORDER.c.left_out_because.is_(None),
            ~_is_shown(),
        )
        return self._locked(PRINT_BATCH.c.state == "ready", withheld, limit=limit)

    def make_again(self, batch_id: UUID) -> None:
        """Forget a batch's files; it is made once more."""
        self._session.execute(
            update(PRINT_BATCH)
            .where(PRINT_BATCH.c.id == batch_id)
            .values(
                state="closed", files={}, documents=None, left_out=None, pages=None, ready_at=None
            )
        )

    def to_expire(self, *, printed_before: datetime, limit: int) -> list[UUID]:
        """Return printed batches whose files are not kept any longer, locked.

        A destroyed document is in no file any more, however young that is.
        """
        destroyed = exists().where(
            PRINT_ORDER.c.batch_id == PRINT_BATCH.c.id,
            DOCUMENT.c.id == PRINT_ORDER.c.document_id,
            DOCUMENT.c.destroyed_at.is_not(None),
        )
        return self._locked(
            PRINT_BATCH.c.state == "printed",
            PRINT_BATCH.c.expired_at.is_(None),
            or_(PRINT_BATCH.c.printed_at < printed_before, destroyed),
            limit=limit,
        )

    def expire(self, batch_id: UUID, *, now: datetime) -> None:
        """Note that a batch's files are gone."""
        self._session.execute(
            update(PRINT_BATCH).where(PRINT_BATCH.c.id == batch_id).values(files={}, expired_at=now)
        )

    def batch(self, batch_id: UUID) -> PrintBatch | None:
        """Return one batch, None if there is none."""
        row = self._session.execute(
            select(PRINT_BATCH).where(PRINT_BATCH.c.id == batch_id)
        ).one_or_none()
        return None if row is None else _batch(row)

    def page(
        self, query: PrintBatchQuery, *, older_than: date | None, limit: int
    ) -> list[PrintBatch]:
        """Return up to `limit` batches, the newest day first."""
        selected = select(PRINT_BATCH)
        if query.state is not None:
            selected = selected.where(PRINT_BATCH.c.state == query.state)
        if older_than is not None:
            selected = selected.where(PRINT_BATCH.c.business_day < older_than)
        newest_first = selected.order_by(PRINT_BATCH.c.business_day.desc()).limit(limit)
        return [_batch(row) for row in self._session.execute(newest_first)]

    def mark_printed(self, batch_id: UUID, *, by: str, now: datetime) -> bool:
        """Note that a ready batch is printed; False if it was already, or is not ready yet."""
        marked = self._session.scalar(
            update(PRINT_BATCH)
            .where(PRINT_BATCH.c.id == batch_id, PRINT_BATCH.c.state == "ready")
            .values(state="printed", printed_at=now, printed_by=by)
            .returning(PRINT_BATCH.c.id)
        )
        return marked is not None

    def _locked(self, *conditions: ColumnElement[bool], limit: int) -> list[UUID]:
        selected = select(PRINT_BATCH.c.id).where(*conditions).order_by(PRINT_BATCH.c.business_day)
        return list(self._session.scalars(selected.limit(limit).with_for_update(skip_locked=True)))


def _is_shown() -> ColumnElement[bool]:
    """Return that an order's document is neither deleted nor restricted."""
    return exists().where(DOCUMENT.c.id == PRINT_ORDER.c.document_id, *in_portal())


def _ordered_documents(batch_id: UUID) -> Select[Any]:
    # The last address that the customer named for his post, also if he has gone digital since.
    address = (
        select(DELIVERY_MODE.c.postal_address)
        .where(
            DELIVERY_MODE.c.organisation_id == PRINT_ORDER.c.organisation_id,
            DELIVERY_MODE.c.postal_address.is_not(None),
        )
        .order_by(DELIVERY_MODE.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            PRINT_ORDER.c.document_id,
            PRINT_ORDER.c.organisation_id,
            CUSTOMER.c.customer_number,
            CUSTOMER.c.name.label("customer_name"),
            address.label("postal_address"),
            DOCUMENT.c.document_type,
            DOCUMENT.c.number,
            DOCUMENT.c.issued_on,
            PRINT_ORDER.c.ordered_on,
            PRINT_ORDER.c.reason,
            DOCUMENT.c.file_name,
            DOCUMENT.c.media_type,
            DOCUMENT.c.size_bytes,
            DOCUMENT.c.sha256,
            DOCUMENT.c.object_key,
            DOCUMENT.c.version_id,
            CUSTOMER.c.language,
        )
        .join(DOCUMENT, DOCUMENT.c.id == PRINT_ORDER.c.document_id)
        .join(CUSTOMER, CUSTOMER.c.organisation_id == PRINT_ORDER.c.organisation_id)
        .where(PRINT_ORDER.c.batch_id == batch_id)
        .order_by(CUSTOMER.c.customer_number, DOCUMENT.c.issued_on, DOCUMENT.c.id)
    )


def _batch(row: Row[Any]) -> PrintBatch:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return PrintBatch(**{**values, "files": msgspec.convert(row.files, dict[str, BatchFile])})
