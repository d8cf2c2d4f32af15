"""Documents in the caller's transaction; never commits."""

from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.store import tenancy
from billing_docs.store.affairs import AffairStore
from billing_docs.store.delivery_tables import PRINT_ORDER
from billing_docs.store.examination_tables import DOCUMENT_EXAMINATION, EXAMINATION_WANTED
from billing_docs.store.post_tables import DOCUMENT_LOOK
from billing_docs.store.sending_tables import DELIVERY, MAIL_PREPARATION
from billing_docs.store.tables import DOCUMENT, DOCUMENT_EVENT
from billing_docs.store.words import WordStore, search_text, words_in

COLUMNS = [DOCUMENT.c[field.name] for field in fields(BillingDocument)]
_COLUMN_NAMES = [column.name for column in COLUMNS]
_KEPT = [*COLUMNS, DOCUMENT.c.deleted_at]
_NAMES = (DOCUMENT.c.id, DOCUMENT.c.number, DOCUMENT.c.sha256)

# What is said of each document that comes: made once, for to say it anew with its values costs more
# than to send it.
_ADD = insert(DOCUMENT).on_conflict_do_nothing().returning(DOCUMENT.c.id)
_LINK = insert(DOCUMENT_EVENT)
_BY_EVENT = (
    select(*COLUMNS)
    .join(DOCUMENT_EVENT, DOCUMENT_EVENT.c.document_id == DOCUMENT.c.id)
    .where(
        DOCUMENT_EVENT.c.source == bindparam("from_source"),
        DOCUMENT_EVENT.c.event_id == bindparam("of_event"),
    )
)
_BY_NUMBER = select(*COLUMNS).where(
    DOCUMENT.c.source == bindparam("from_source"),
    DOCUMENT.c.document_type == bindparam("of_type"),
    DOCUMENT.c.number == bindparam("with_number"),
)


class NamedDocument(NamedTuple):
    """A document by what its publisher knows of it."""

    id: UUID
    number: str
    sha256: str


class DocumentStore:
    """Documents of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_if_new(self, document: BillingDocument) -> bool:
        """Insert the document and its words; False if its issuer has used the number before.

        Waits for a concurrent insert of the same number to commit or roll back.
        """
        words = words_in(document)
        values = {column.name: getattr(document, column.name) for column in COLUMNS}
        # A conflict of any key counts: two that found one archived object carry its id, too.
        inserted = self._session.scalar(
            _ADD,
            {**values, "faults": list(document.faults), "search_text": search_text(words)},
        )
        if inserted is None:
            return False
        WordStore(self._session).add(document.organisation_id, document.id, words)
        return True

    def link_event(
        self, source: str, event_id: str, document: BillingDocument, received_at: datetime
    ) -> None:
        """Remember that this event was about that document."""
        self._session.execute(
            _LINK,
            {
                "source": source,
                "event_id": event_id,
                "organisation_id": document.organisation_id,
                "document_id": document.id,
                "received_at": received_at,
            },
        )

    def documents_of_events(self, source: str, event_ids: list[str]) -> dict[str, NamedDocument]:
        """Return the document, deleted or not, of each of these events that was taken in."""
        rows = self._session.execute(
            select(DOCUMENT_EVENT.c.event_id, *_NAMES)
            .join(DOCUMENT, DOCUMENT.c.id == DOCUMENT_EVENT.c.document_id)
            .where(DOCUMENT_EVENT.c.source == source, DOCUMENT_EVENT.c.event_id.in_(event_ids))
        )
        return {row.event_id: NamedDocument(row.id, row.number, row.sha256) for row in rows}

    def documents_with_numbers(self, source: str, numbers: list[str]) -> list[NamedDocument]:
        """Return the documents of a source, deleted or not, that bear one of these numbers."""
        rows = self._session.execute(
            select(*_NAMES).where(DOCUMENT.c.source == source, DOCUMENT.c.number.in_(numbers))
        )
        return [NamedDocument(row.id, row.number, row.sha256) for row in rows]

    def by_event(self, source: str, event_id: str) -> BillingDocument | None:
        """Return the document that an event was about, deleted or not, None if there is none."""
        row = self._session.execute(
            _BY_EVENT, {"from_source": source, "of_event": event_id}
        ).first()
        return None if row is None else document_of(row)

    def by_number(self, source: str, document_type: str, number: str) -> BillingDocument | None:
        """Return the document under an issuer's number, deleted or not, whosesoever it is.

        A transaction of one organisation sees that organisation's alone.
        """
        row = self._session.execute(
            _BY_NUMBER,
            {"from_source": source, "of_type": document_type, "with_number": number},
        ).first()
        return None if row is None else document_of(row)

    def of_organisation(self, organisation_id: UUID, document_id: UUID) -> BillingDocument | None:
        """Return the organisation's document; None if there is none, or it is somebody else's."""
        row = self._session.execute(
            _visible_to(organisation_id).where(DOCUMENT.c.id == document_id)
        ).first()
        return None if row is None else document_of(row)

    def by_id(self, document_id: UUID) -> BillingDocument | None:
        """Return a document whose bytes are there, in the portal or not; None if there is none."""
        row = self._session.execute(
            select(*COLUMNS).where(DOCUMENT.c.id == document_id, DOCUMENT.c.destroyed_at.is_(None))
        ).first()
        return None if row is None else document_of(row)

    def kept(
        self, organisation_id: UUID, document_id: UUID
    ) -> tuple[BillingDocument, datetime | None] | None:
        """Return the organisation's document, shown or not, and since when it is out of the portal.

        For the vendor's people alone; None if there is none, or its bytes are destroyed.
        """
        row = self._session.execute(
            select(*_KEPT).where(
                DOCUMENT.c.organisation_id == organisation_id,
                DOCUMENT.c.id == document_id,
                DOCUMENT.c.destroyed_at.is_(None),
            )
        ).first()
        if row is None:
            return None
        deleted_at: datetime | None = row.deleted_at
        return document_of(row), deleted_at

    def kept_under_number(
        self, organisation_id: UUID, number: str
    ) -> list[tuple[BillingDocument, bool]]:
        """Return the organisation's documents of a number, and whether its people see each.

        For the vendor's people alone; what is destroyed is not among them.
        """
        theirs = select(*COLUMNS).where(
            DOCUMENT.c.organisation_id == organisation_id,
            DOCUMENT.c.number == number,
            DOCUMENT.c.destroyed_at.is_(None),
        )
        # Two questions, because each has its own index.
        shown = self._session.execute(theirs.where(*in_portal())).all()
        hidden = self._session.execute(
            theirs.where(DOCUMENT.c.deleted_at.is_not(None) | DOCUMENT.c.restricted_at.is_not(None))
        ).all()
        found = [
            *((document_of(row), True) for row in shown),
            *((document_of(row), False) for row in hidden),
        ]
        return sorted(found, key=lambda each: (each[0].issued_on, each[0].id))

    def without_notice(
        self, *, organisation_id: UUID | None, older_than: UUID | None, limit: int
    ) -> list[BillingDocument]:
        """Return up to `limit` documents nobody was told of, the last received first.

        Of every organisation, unless one is named: for the vendor's people.
        """
        selected = select(*COLUMNS).where(
            DOCUMENT.c.notice_requested_at.is_(None),
            *in_portal(),
            # What comes on paper reaches its customer.
            ~exists().where(PRINT_ORDER.c.document_id == DOCUMENT.c.id),
        )
        if organisation_id is not None:
            selected = selected.where(DOCUMENT.c.organisation_id == organisation_id)
        if older_than is not None:
            selected = selected.where(DOCUMENT.c.id < older_than)
        last_first = selected.order_by(DOCUMENT.c.id.desc())
        return [document_of(row) for row in self._session.execute(last_first.limit(limit))]

    def mark_deleted(
        self, organisation_id: UUID, document_id: UUID, *, at: datetime, by: str
    ) -> bool:
        """Take the organisation's document out of every list; False if it already was."""
        changed = self._session.scalar(
            update(DOCUMENT)
            .where(
                DOCUMENT.c.organisation_id == organisation_id,
                DOCUMENT.c.id == document_id,
                DOCUMENT.c.deleted_at.is_(None),
            )
            .values(deleted_at=at, deleted_by=by)
            .returning(DOCUMENT.c.id)
        )
        if changed is not None:
            AffairStore(self._session, at).tell(document_id)
        return changed is not None

    def mark_destroyed(self, document_id: UUID, *, at: datetime, by: str) -> None:
        """Note that a document's bytes are gone, and forget what it said of people and amounts.

        Source, type, number and digest stay: a resend must not bring it back, nor another file
        take its number.
        """
        WordStore(self._session).forget(document_id)
        self._session.execute(
            update(DELIVERY)
            .where(DELIVERY.c.document_id == document_id)
            # Whom it went to; that it went, when and how stays.
            .values(recipient="", recipient_key=cast(DELIVERY.c.id, String), files=[])
        )
        theirs = select(DELIVERY.c.id).where(DELIVERY.c.document_id == document_id)
        self._session.execute(
            delete(MAIL_PREPARATION).where(MAIL_PREPARATION.c.delivery_id.in_(theirs))
        )
        for table in (DOCUMENT_EXAMINATION, EXAMINATION_WANTED, DOCUMENT_LOOK):
            self._session.execute(delete(table).where(table.c.document_id == document_id))
        self._session.execute(
            update(DOCUMENT)
            .where(DOCUMENT.c.id == document_id)
            .values(
                destroyed_at=at,
                deleted_at=func.coalesce(DOCUMENT.c.deleted_at, at),
                deleted_by=func.coalesce(DOCUMENT.c.deleted_by, by),
                title=None,
                seller_name=None,
                buyer_name=None,
                total_minor_units=None,
                currency=None,
                due_on=None,
                file_name="",
            )
        )
        AffairStore(self._session, at).tell(document_id)


def _visible_to(organisation_id: UUID) -> Select[Any]:
    return select(*COLUMNS).where(tenancy.belongs_to(DOCUMENT, organisation_id), *in_portal())


def in_portal() -> tuple[ColumnElement[bool], ...]:
    """Return what is true of each document that the portal shows: neither deleted nor restricted.

    For every list, search and export; whoever leaves it out shows what nobody may see.
    """
    return DOCUMENT.c.deleted_at.is_(None), DOCUMENT.c.restricted_at.is_(None)


def document_of(row: Row[Any]) -> BillingDocument:
    """Return the document that a row describes which begins with `COLUMNS`."""
    # By place: fifty of these are a page, and looking each name up took a sixth of its time.
    values: dict[str, Any] = dict(zip(_COLUMN_NAMES, row, strict=False))
    values["faults"] = tuple(values["faults"])
    return BillingDocument(**values)
