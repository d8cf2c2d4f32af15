"""Restrictions in the caller's transaction; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.store.affairs import AffairStore
from billing_docs.store.retention_tables import RESTRICTION
from billing_docs.store.tables import DOCUMENT
from contracts.retention import Restriction, RestrictionQuery

_IN_FORCE = RESTRICTION.c.lifted_at.is_(None)


class RestrictionStore:
    """Restrictions of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, document_id: UUID) -> Restriction | None:
        """Return the restriction that is in force on a document, None if there is none."""
        row = self._session.execute(
            select(RESTRICTION).where(RESTRICTION.c.document_id == document_id, _IN_FORCE)
        ).first()
        return None if row is None else _restriction(row)

    def place(self, restriction: Restriction) -> bool:
        """Take the document out of sight; False if it already was."""
        placed = self._session.scalar(
            insert(RESTRICTION)
            .values(
                id=restriction.id,
                organisation_id=restriction.organisation_id,
                document_id=restriction.document_id,
                ground=restriction.ground,
                reason=restriction.reason,
                placed_at=restriction.placed_at,
                placed_by=restriction.placed_by,
            )
            .on_conflict_do_nothing()
            .returning(RESTRICTION.c.id)
        )
        if placed is not None:
            self._mark(restriction.document_id, restriction.placed_at)
            AffairStore(self._session, restriction.placed_at).tell(restriction.document_id)
        return placed is not None

    def lift(self, document_id: UUID, *, at: datetime, by: str, reason: str) -> bool:
        """Show the document again; False if nothing restricts it."""
        lifted = self._session.scalar(
            update(RESTRICTION)
            .where(RESTRICTION.c.document_id == document_id, _IN_FORCE)
            .values(lifted_at=at, lifted_by=by, lift_reason=reason)
            .returning(RESTRICTION.c.id)
        )
        if lifted is not None:
            self._mark(document_id, None)
            AffairStore(self._session, at).tell(document_id)
        return lifted is not None

    def page(
        self, query: RestrictionQuery, *, before: UUID | None, limit: int
    ) -> list[Restriction]:
        """Return up to `limit` restrictions, the latest first, continuing before `before`."""
        selected = select(RESTRICTION)
        if not query.lifted:
            selected = selected.where(_IN_FORCE)
        if query.organisation_id is not None:
            selected = selected.where(RESTRICTION.c.organisation_id == query.organisation_id)
        if before is not None:
            selected = selected.where(RESTRICTION.c.id < before)
        latest_first = selected.order_by(RESTRICTION.c.id.desc()).limit(limit)
        return [_restriction(row) for row in self._session.execute(latest_first)]

    def _mark(self, document_id: UUID, restricted_at: datetime | None) -> None:
        self._session.execute(
            update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(restricted_at=restricted_at)
        )


def _restriction(row: Row[Any]) -> Restriction:
    return Restriction(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
