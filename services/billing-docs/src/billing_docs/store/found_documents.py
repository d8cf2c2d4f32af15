"""A document as somebody asks about it who may not see it any more; never commits."""

import hashlib
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from billing_docs.domain.notice import notice_key
from billing_docs.store.delivery_tables import PRINT_ORDER
from billing_docs.store.retention_tables import RESTRICTION
from billing_docs.store.tables import DOCUMENT, E_BILLING_ADDRESS
from contracts.notices import FoundDocument, ToldAddress

_ON_PAPER = exists().where(
    PRINT_ORDER.c.document_id == DOCUMENT.c.id,
    PRINT_ORDER.c.organisation_id == DOCUMENT.c.organisation_id,
    PRINT_ORDER.c.reason == "postal_mode",
)


class FoundDocumentStore:
    """Documents, deleted or not, of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, organisation_id: UUID, document_id: UUID) -> FoundDocument | None:
        """Return the organisation's document; None if there is none, or it is somebody else's."""
        row = self._session.execute(
            select(
                DOCUMENT.c.number,
                DOCUMENT.c.document_type,
                DOCUMENT.c.deleted_at,
                RESTRICTION.c.ground,
                RESTRICTION.c.placed_at,
                DOCUMENT.c.notice_requested_at,
                _ON_PAPER.label("is_on_paper"),
                E_BILLING_ADDRESS.c.email,
                E_BILLING_ADDRESS.c.named_at,
            )
            .outerjoin_from(
                DOCUMENT,
                E_BILLING_ADDRESS,
                E_BILLING_ADDRESS.c.organisation_id == DOCUMENT.c.organisation_id,
            )
            .outerjoin(
                RESTRICTION,
                and_(RESTRICTION.c.document_id == DOCUMENT.c.id, RESTRICTION.c.lifted_at.is_(None)),
            )
            # The first wall between tenants; row-level security is the second (docs/adr/0017).
            .where(
                DOCUMENT.c.organisation_id == organisation_id,
                DOCUMENT.c.id == document_id,
            )
        ).one_or_none()
        if row is None:
            return None
        return FoundDocument(
            id=document_id,
            organisation_id=organisation_id,
            number=row.number,
            document_type=row.document_type,
            deleted_at=row.deleted_at,
            restriction=row.ground,
            restricted_at=row.placed_at,
            notice_requested_at=row.notice_requested_at,
            is_on_paper=row.is_on_paper,
            notice_key=notice_key(document_id),
            address=None
            if row.email is None
            else ToldAddress(
                sha256=hashlib.sha256(row.email.casefold().encode()).hexdigest(),
                named_at=row.named_at,
            ),
        )
