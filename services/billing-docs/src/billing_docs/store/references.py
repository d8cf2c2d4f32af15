"""Which documents name which others; in the caller's transaction.

Only numbers are kept, and looked up when they are asked for: an original may come after what
corrects it, and nothing has to be mended then.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.references import Reference
from billing_docs.store import tenancy
from billing_docs.store.documents import in_portal
from billing_docs.store.post_tables import DOCUMENT_REFERENCE
from billing_docs.store.tables import DOCUMENT
from contracts.money import Money
from contracts.post import DocumentLink, LinkedDocument

# A number alone is enough for what is referred to; corrected are invoices and credit notes.
CORRECTABLE = ("invoice", "credit_note")
_LINKED = [
    DOCUMENT.c[name]
    for name in ("id", "document_type", "number", "issued_on", "total_minor_units", "currency")
]


class ReferenceStore:
    """References of documents of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, document: BillingDocument, references: Iterable[Reference]) -> None:
        """Remember which numbers a document names."""
        rows = [
            {
                "document_id": document.id,
                "organisation_id": document.organisation_id,
                "source": document.source,
                "relation": reference.relation,
                "number": reference.number,
            }
            for reference in references
        ]
        if rows:
            self._session.execute(insert(DOCUMENT_REFERENCE).on_conflict_do_nothing(), rows)

    def named_by(self, document: BillingDocument, *, limit: int) -> list[DocumentLink]:
        """Return what the document names, with the document of each number where it is there."""
        known = and_(
            tenancy.belongs_to(DOCUMENT, document.organisation_id),
            DOCUMENT.c.source == DOCUMENT_REFERENCE.c.source,
            DOCUMENT.c.number == DOCUMENT_REFERENCE.c.number,
            DOCUMENT.c.id != DOCUMENT_REFERENCE.c.document_id,
            (DOCUMENT_REFERENCE.c.relation == "refers_to")
            | DOCUMENT.c.document_type.in_(CORRECTABLE),
            *in_portal(),
        )
        rows = self._session.execute(
            select(
                DOCUMENT_REFERENCE.c.relation,
                DOCUMENT_REFERENCE.c.number.label("named"),
                *_LINKED,
            )
            .select_from(DOCUMENT_REFERENCE.outerjoin(DOCUMENT, known))
            .where(
                tenancy.belongs_to(DOCUMENT_REFERENCE, document.organisation_id),
                DOCUMENT_REFERENCE.c.document_id == document.id,
            )
            .order_by(DOCUMENT_REFERENCE.c.relation, DOCUMENT_REFERENCE.c.number, DOCUMENT.c.id)
            .limit(limit)
        )
        return [
            DocumentLink(
                relation=row.relation,
                number=row.named,
                document=None if row.id is None else _linked(row),
            )
            for row in rows
        ]

    def naming(self, document: BillingDocument, *, limit: int) -> list[DocumentLink]:
        """Return the documents that name this one, the oldest first."""
        wanted = ["refers_to"]
        if document.document_type in CORRECTABLE:
            wanted.append("corrects")
        rows = self._session.execute(
            select(DOCUMENT_REFERENCE.c.relation, *_LINKED)
            .select_from(DOCUMENT_REFERENCE.join(DOCUMENT))
            .where(
                tenancy.belongs_to(DOCUMENT_REFERENCE, document.organisation_id),
                tenancy.belongs_to(DOCUMENT, document.organisation_id),
                DOCUMENT_REFERENCE.c.number == document.number,
                DOCUMENT_REFERENCE.c.source == document.source,
                DOCUMENT_REFERENCE.c.document_id != document.id,
                DOCUMENT_REFERENCE.c.relation.in_(wanted),
                *in_portal(),
            )
            .order_by(DOCUMENT.c.issued_on, DOCUMENT.c.id)
            .limit(limit)
        )
        return [
            DocumentLink(
                relation="corrected_by" if row.relation == "corrects" else "referred_to_by",
                number=row.number,
                document=_linked(row),
            )
            for row in rows
        ]


def _linked(row: Row[Any]) -> LinkedDocument:
    total = None
    if row.total_minor_units is not None:
        total = Money(minor_units=row.total_minor_units, currency=row.currency)
    return LinkedDocument(
        id=row.id, document_type=row.document_type, issued_on=row.issued_on, total=total
    )
