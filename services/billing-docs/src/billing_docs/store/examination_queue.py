"""Documents that are still to be read for their examination, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import COLUMNS, document_of
from billing_docs.store.examination_tables import EXAMINATION_WANTED
from billing_docs.store.tables import DOCUMENT


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A document to be read, and how often that was tried in vain."""

    document: BillingDocument
    tries: int


class ExaminationQueue:
    """What waits, of the organisations that the transaction has opened. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def want(self, document: BillingDocument, now: datetime) -> None:
        """Let a document be read soon; a second wish for it is the first one."""
        self._session.execute(
            insert(EXAMINATION_WANTED)
            .values(
                document_id=document.id,
                organisation_id=document.organisation_id,
                due_at=now,
                tries=0,
            )
            .on_conflict_do_nothing()
        )

    def take(self, now: datetime) -> Wanted | None:
        """Return the one that waits longest, locked; what another process reads is passed over."""
        due: Select[Any] = (
            select(*COLUMNS, EXAMINATION_WANTED.c.tries)
            .join(EXAMINATION_WANTED, EXAMINATION_WANTED.c.document_id == DOCUMENT.c.id)
            .where(EXAMINATION_WANTED.c.due_at <= now)
            .order_by(EXAMINATION_WANTED.c.due_at)
            .limit(1)
        )
        row = self._session.execute(
            due.with_for_update(of=EXAMINATION_WANTED, skip_locked=True)
        ).first()
        return None if row is None else Wanted(document=document_of(row), tries=row.tries)

    def settle(self, document: BillingDocument) -> None:
        """Note that the document is read, or never will be."""
        self._session.execute(
            delete(EXAMINATION_WANTED).where(EXAMINATION_WANTED.c.document_id == document.id)
        )

    def put_off(self, document: BillingDocument, until: datetime) -> None:
        """Let the document be tried once more, later."""
        self._session.execute(
            update(EXAMINATION_WANTED)
            .where(EXAMINATION_WANTED.c.document_id == document.id)
            .values(due_at=until, tries=EXAMINATION_WANTED.c.tries + 1)
        )
