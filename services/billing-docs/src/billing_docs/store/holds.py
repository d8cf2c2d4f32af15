"""Holds in the caller's transaction; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import COLUMNS, document_of, in_portal
from billing_docs.store.retention_tables import HOLD_IN_STORE, LEGAL_HOLD
from billing_docs.store.tables import DOCUMENT
from chassis.database import wait_for_turn
from contracts.retention import Hold, HoldQuery

_IN_FORCE = LEGAL_HOLD.c.released_at.is_(None)
# A hold without a document is on every one of its customer's.
_ON_DOCUMENT = and_(
    LEGAL_HOLD.c.organisation_id == DOCUMENT.c.organisation_id,
    or_(LEGAL_HOLD.c.document_id.is_(None), LEGAL_HOLD.c.document_id == DOCUMENT.c.id),
)


class HoldStore:
    """Holds of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self, organisation_id: UUID) -> None:
        """Wait until nobody else places a hold on the customer's documents, or destroys one.

        Without that a document could go in the moment between a look at its holds and its end.
        """
        wait_for_turn(self._session, f"holds:{organisation_id}")

    def place(self, hold: Hold) -> Hold:
        """Return the hold, or the one with which the case holds the same already."""
        values = {
            "id": hold.id,
            "organisation_id": hold.organisation_id,
            "document_id": hold.document_id,
            "case_id": hold.case_id,
            "reason": hold.reason,
            "placed_at": hold.placed_at,
            "placed_by": hold.placed_by,
        }
        self._session.execute(insert(LEGAL_HOLD).values(values).on_conflict_do_nothing())
        row = self._session.execute(
            select(LEGAL_HOLD).where(
                _IN_FORCE,
                LEGAL_HOLD.c.case_id == hold.case_id,
                LEGAL_HOLD.c.organisation_id == hold.organisation_id,
                LEGAL_HOLD.c.document_id.is_not_distinct_from(hold.document_id),
            )
        ).one()
        return _hold(row)

    def get(self, hold_id: UUID) -> Hold | None:
        """Return one hold, None if there is none."""
        row = self._session.execute(select(LEGAL_HOLD).where(LEGAL_HOLD.c.id == hold_id)).first()
        return None if row is None else _hold(row)

    def release(self, hold_id: UUID, *, at: datetime, by: str, reason: str) -> bool:
        """Release a hold; False if it already was."""
        changed = self._session.scalar(
            update(LEGAL_HOLD)
            .where(LEGAL_HOLD.c.id == hold_id, _IN_FORCE)
            .values(released_at=at, released_by=by, release_reason=reason)
            .returning(LEGAL_HOLD.c.id)
        )
        return changed is not None

    def on(self, document: BillingDocument) -> tuple[Hold, ...]:
        """Return the holds that are on a document now, the first one first."""
        rows = self._session.execute(
            select(LEGAL_HOLD)
            .where(
                _IN_FORCE,
                LEGAL_HOLD.c.organisation_id == document.organisation_id,
                or_(
                    LEGAL_HOLD.c.document_id.is_(None),
                    LEGAL_HOLD.c.document_id == document.id,
                ),
            )
            .order_by(LEGAL_HOLD.c.id)
        )
        return tuple(_hold(row) for row in rows)

    def page(self, query: HoldQuery, *, before: UUID | None, limit: int) -> list[Hold]:
        """Return up to `limit` holds, the latest first, continuing before `before`."""
        selected = select(LEGAL_HOLD)
        if not query.released:
            selected = selected.where(_IN_FORCE)
        if query.organisation_id is not None:
            selected = selected.where(LEGAL_HOLD.c.organisation_id == query.organisation_id)
        if query.case_id is not None:
            selected = selected.where(LEGAL_HOLD.c.case_id == query.case_id)
        if before is not None:
            selected = selected.where(LEGAL_HOLD.c.id < before)
        latest_first = selected.order_by(LEGAL_HOLD.c.id.desc()).limit(limit)
        return [_hold(row) for row in self._session.execute(latest_first)]

    # The object store's own holds, which follow ours ----------------------------------------------

    def to_hold_in_store(self, *, limit: int) -> list[BillingDocument]:
        """Return documents that a case holds and the object store does not hold yet."""
        marked = exists().where(HOLD_IN_STORE.c.document_id == DOCUMENT.c.id)
        unmarked = select(*COLUMNS).where(_IN_FORCE, ~marked).distinct().limit(limit)
        # From the holds to their documents: there are few of these, and any number of those.
        of_documents = unmarked.join(LEGAL_HOLD, LEGAL_HOLD.c.document_id == DOCUMENT.c.id)
        of_customers = unmarked.join(
            LEGAL_HOLD, LEGAL_HOLD.c.organisation_id == DOCUMENT.c.organisation_id
        ).where(LEGAL_HOLD.c.document_id.is_(None))
        # A customer's documents have one index while the portal shows them, another when not.
        questions = (
            of_documents,
            of_customers.where(*in_portal()),
            of_customers.where(
                DOCUMENT.c.deleted_at.is_not(None) | DOCUMENT.c.restricted_at.is_not(None)
            ),
        )
        for question in questions:
            found = self._session.execute(question).all()
            if found:
                return [document_of(row) for row in found]
        return []

    def to_free_in_store(self, *, limit: int) -> list[BillingDocument]:
        """Return documents that the object store holds and no case does any more."""
        rows = self._session.execute(
            select(*COLUMNS)
            .join(HOLD_IN_STORE, HOLD_IN_STORE.c.document_id == DOCUMENT.c.id)
            .where(~exists().where(_IN_FORCE, _ON_DOCUMENT))
            .limit(limit)
        )
        return [document_of(row) for row in rows]

    def note_held(self, document: BillingDocument, now: datetime) -> None:
        """Remember that the object store holds the document."""
        self._session.execute(
            insert(HOLD_IN_STORE)
            .values(
                document_id=document.id,
                organisation_id=document.organisation_id,
                placed_at=now,
            )
            .on_conflict_do_nothing()
        )

    def note_free(self, document: BillingDocument) -> None:
        """Remember that the object store holds the document no more."""
        self._session.execute(
            delete(HOLD_IN_STORE).where(HOLD_IN_STORE.c.document_id == document.id)
        )


def _hold(row: Row[Any]) -> Hold:
    return Hold(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
