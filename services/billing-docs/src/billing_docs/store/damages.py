"""Proofs and damages in the caller's transaction; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.store.damage_tables import DOCUMENT_DAMAGE
from billing_docs.store.documents import COLUMNS, document_of
from billing_docs.store.tables import DOCUMENT
from contracts.damage import Damage, DamageQuery, MendedBy

_OPEN = DOCUMENT_DAMAGE.c.mended_at.is_(None)
_LAST_PROVEN = func.coalesce(DOCUMENT.c.verified_at, DOCUMENT.c.received_at)


class DamageStore:
    """Proofs and damages of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def takes_turn(self) -> bool:
        """Return whether nobody else proves documents now; then nobody does until we are done."""
        lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended('scrub', 0))")
        return bool(self._session.scalar(lock))

    def due(self, before: datetime, *, limit: int) -> list[BillingDocument]:
        """Return documents that were last proven before an instant, the longest ago first."""
        longest_ago: Select[Any] = (
            select(*COLUMNS, _LAST_PROVEN.label("last_proven"))
            .where(DOCUMENT.c.destroyed_at.is_(None))
            .order_by(_LAST_PROVEN, DOCUMENT.c.id)
            .limit(limit)
        )
        rows = self._session.execute(longest_ago)
        # Not asked of the database: behind row-level security PostgreSQL takes a condition with
        # COALESCE for one that may leak, begins no index with it, and reads every document.
        return [document_of(row) for row in rows if row.last_proven < before]

    def damaged(self, *, limit: int) -> list[BillingDocument]:
        """Return documents that are damaged, the longest known first."""
        rows = self._session.execute(
            select(*COLUMNS)
            .join(DOCUMENT_DAMAGE, DOCUMENT_DAMAGE.c.document_id == DOCUMENT.c.id)
            .where(_OPEN, DOCUMENT.c.destroyed_at.is_(None))
            .order_by(DOCUMENT_DAMAGE.c.id)
            .limit(limit)
        )
        return [document_of(row) for row in rows]

    def note_proven(self, document_id: UUID, at: datetime) -> None:
        """Remember when a document's bytes were looked at, whatever was found."""
        self._session.execute(
            update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(verified_at=at)
        )

    def note_lock(self, document_id: UUID, until: datetime) -> None:
        """Remember until when the store locks a document from now on."""
        self._session.execute(
            update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(locked_until=until)
        )

    def note_version(self, document_id: UUID, version_id: str) -> None:
        """Read another version of a document from now on: the one that is whole."""
        self._session.execute(
            update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(version_id=version_id)
        )

    def add(self, damage: Damage) -> bool:
        """Put a document into quarantine; False if it already is."""
        added = self._session.scalar(
            insert(DOCUMENT_DAMAGE)
            .values(
                id=damage.id,
                organisation_id=damage.organisation_id,
                document_id=damage.document_id,
                kind=damage.kind,
                found_at=damage.found_at,
                found_by=damage.found_by,
            )
            .on_conflict_do_nothing()
            .returning(DOCUMENT_DAMAGE.c.id)
        )
        return added is not None

    def mend(self, document_id: UUID, *, at: datetime, by: MendedBy) -> bool:
        """Take a document out of quarantine; False if it is in none."""
        mended = self._session.scalar(
            update(DOCUMENT_DAMAGE)
            .where(DOCUMENT_DAMAGE.c.document_id == document_id, _OPEN)
            .values(mended_at=at, mended_by=by)
            .returning(DOCUMENT_DAMAGE.c.id)
        )
        return mended is not None

    def is_damaged(self, document_id: UUID) -> bool:
        """Return whether a document is in quarantine."""
        query = select(DOCUMENT_DAMAGE.c.id).where(
            DOCUMENT_DAMAGE.c.document_id == document_id, _OPEN
        )
        return self._session.scalar(query) is not None

    def page(self, query: DamageQuery, *, before: UUID | None, limit: int) -> list[Damage]:
        """Return up to `limit` damages, the latest first, continuing before `before`."""
        selected = select(DOCUMENT_DAMAGE)
        if not query.mended:
            selected = selected.where(_OPEN)
        if before is not None:
            selected = selected.where(DOCUMENT_DAMAGE.c.id < before)
        latest_first = selected.order_by(DOCUMENT_DAMAGE.c.id.desc()).limit(limit)
        return [_damage(row) for row in self._session.execute(latest_first)]

    def open_count(self) -> int:
        """Return how many documents are in quarantine."""
        query = select(func.count()).select_from(DOCUMENT_DAMAGE).where(_OPEN)
        return self._session.scalar(query) or 0

    def longest_unproven(self) -> datetime | None:
        """Return when the document was last proven that was not for the longest time."""
        longest: datetime | None = self._session.scalar(
            select(_LAST_PROVEN)
            .where(DOCUMENT.c.destroyed_at.is_(None))
            .order_by(_LAST_PROVEN)
            .limit(1)
        )
        return longest


def _damage(row: Row[Any]) -> Damage:
    return Damage(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
