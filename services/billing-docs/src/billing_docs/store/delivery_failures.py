"""Documents whose mails reached nobody; never commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing_docs.store.sending_tables import DELIVERY_FAILURE
from billing_docs.store.tables import CUSTOMER, DOCUMENT
from contracts.delivery_rules import DeliveryFailure

Settlement = Literal["settled", "printed", "reached"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OverdueFailure:
    """A document that nobody has looked after in time."""

    document_id: UUID
    organisation_id: UUID


class DeliveryFailureStore:
    """Failures of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(
        self,
        document_id: UUID,
        organisation_id: UUID,
        *,
        failed_at: datetime,
        print_after: datetime,
    ) -> bool:
        """Note that a document has reached nobody; False if that is noted already.

        What was settled because a mail had reached somebody is open again: that mail came back.
        """
        opened = self._session.scalar(
            insert(DELIVERY_FAILURE)
            .values(
                document_id=document_id,
                organisation_id=organisation_id,
                failed_at=failed_at,
                print_after=print_after,
            )
            .on_conflict_do_update(
                index_elements=["document_id"],
                set_={
                    "failed_at": failed_at,
                    "print_after": print_after,
                    **dict.fromkeys(("told_at", "settled_at", "settled_by", "settlement")),
                },
                where=DELIVERY_FAILURE.c.settlement == "reached",
            )
            .returning(DELIVERY_FAILURE.c.document_id)
        )
        return opened is not None

    def since(self, organisation_id: UUID, document_id: UUID) -> datetime | None:
        """Return since when a document is known to have reached nobody, None if it is settled."""
        return self._session.scalar(
            select(DELIVERY_FAILURE.c.failed_at).where(
                DELIVERY_FAILURE.c.organisation_id == organisation_id,
                DELIVERY_FAILURE.c.document_id == document_id,
                DELIVERY_FAILURE.c.settled_at.is_(None),
            )
        )

    def page(
        self, *, organisation_id: UUID | None, older_than: UUID | None, limit: int
    ) -> list[DeliveryFailure]:
        """Return up to `limit` open failures, the last document first."""
        selected = _described()
        if organisation_id is not None:
            selected = selected.where(DELIVERY_FAILURE.c.organisation_id == organisation_id)
        if older_than is not None:
            selected = selected.where(DELIVERY_FAILURE.c.document_id < older_than)
        last_first = selected.order_by(DELIVERY_FAILURE.c.document_id.desc()).limit(limit)
        return [DeliveryFailure(**row._mapping) for row in self._session.execute(last_first)]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

    def take_untold(self) -> list[DeliveryFailure]:
        """Return the failures that nobody was told of, oldest first, locked; others' are passed."""
        untold = (
            _described()
            .where(DELIVERY_FAILURE.c.told_at.is_(None))
            .order_by(DELIVERY_FAILURE.c.failed_at)
            .with_for_update(of=DELIVERY_FAILURE, skip_locked=True)
        )
        return [DeliveryFailure(**row._mapping) for row in self._session.execute(untold)]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

    def mark_told(self, document_ids: list[UUID], at: datetime) -> None:
        """Note that vendor administration was told."""
        self._session.execute(
            update(DELIVERY_FAILURE)
            .where(DELIVERY_FAILURE.c.document_id.in_(document_ids))
            .values(told_at=at)
        )

    def take_overdue(self, now: datetime, *, limit: int) -> list[OverdueFailure]:
        """Return failures that nobody has settled in time, locked; others' are passed over."""
        rows = self._session.execute(
            select(DELIVERY_FAILURE.c.document_id, DELIVERY_FAILURE.c.organisation_id)
            .where(DELIVERY_FAILURE.c.settled_at.is_(None), DELIVERY_FAILURE.c.print_after <= now)
            .order_by(DELIVERY_FAILURE.c.document_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [
            OverdueFailure(document_id=row.document_id, organisation_id=row.organisation_id)
            for row in rows
        ]

    def settle(
        self, document_id: UUID, settlement: Settlement, *, by: str, at: datetime
    ) -> UUID | None:
        """Note that a failure is taken care of; return whose document it is.

        None if there is no such failure, or it was settled before.
        """
        settled: UUID | None = self._session.scalar(
            update(DELIVERY_FAILURE)
            .where(
                DELIVERY_FAILURE.c.document_id == document_id,
                DELIVERY_FAILURE.c.settled_at.is_(None),
            )
            .values(settled_at=at, settled_by=by, settlement=settlement)
            .returning(DELIVERY_FAILURE.c.organisation_id)
        )
        return settled


def _described() -> Select[Any]:
    return (
        select(
            DELIVERY_FAILURE.c.document_id,
            DELIVERY_FAILURE.c.organisation_id,
            CUSTOMER.c.customer_number,
            CUSTOMER.c.name.label("customer_name"),
            DOCUMENT.c.document_type,
            DOCUMENT.c.number,
            DELIVERY_FAILURE.c.failed_at,
            DELIVERY_FAILURE.c.told_at,
            DELIVERY_FAILURE.c.print_after,
        )
        .join(DOCUMENT, DOCUMENT.c.id == DELIVERY_FAILURE.c.document_id)
        .join(CUSTOMER, CUSTOMER.c.organisation_id == DELIVERY_FAILURE.c.organisation_id)
        .where(DELIVERY_FAILURE.c.settled_at.is_(None), DOCUMENT.c.deleted_at.is_(None))
    )
