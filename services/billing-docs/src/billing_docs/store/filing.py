"""The folders of documents, and how many there are in each; in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from billing_docs.store import tenancy
from billing_docs.store.documents import in_portal
from billing_docs.store.post_tables import DOCUMENT_TALLY, STORAGE_USE
from billing_docs.store.tables import DOCUMENT
from chassis.database import Askable
from contracts.billing_docs import Folder
from contracts.post import DocumentCount, StorageUsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """Where a document was before it was moved, and the digest of its file."""

    folder: Folder
    sha256: str


class FilingStore:
    """Folders of documents of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def move(
        self, organisation_id: UUID, document_ids: Sequence[UUID], folder: Folder
    ) -> dict[UUID, Filed]:
        """Put the organisation's documents into a folder; return how each was filed before.

        What is not the organisation's is not in the answer. Two at once wait for each other, in
        the order of ids, and the second finds what the first has done.
        """
        rows = self._session.execute(
            select(DOCUMENT.c.id, DOCUMENT.c.folder, DOCUMENT.c.sha256)
            .where(
                tenancy.belongs_to(DOCUMENT, organisation_id),
                DOCUMENT.c.id.in_(document_ids),
                *in_portal(),
            )
            .order_by(DOCUMENT.c.id)
            .with_for_update(key_share=True)
        ).all()
        elsewhere = [row.id for row in rows if row.folder != folder]
        if elsewhere:
            self._session.execute(
                update(DOCUMENT)
                .where(tenancy.belongs_to(DOCUMENT, organisation_id), DOCUMENT.c.id.in_(elsewhere))
                .values(folder=folder)
            )
        return {row.id: Filed(folder=row.folder, sha256=row.sha256) for row in rows}

    def storage_used(self, organisation_id: UUID) -> StorageUsed:
        """Return how many documents are kept for the organisation, and their bytes."""
        row = self._session.execute(
            select(STORAGE_USE).where(tenancy.belongs_to(STORAGE_USE, organisation_id))
        ).first()
        return StorageUsed(
            organisation_id=organisation_id,
            documents=row.documents if row else 0,
            used_bytes=row.size_bytes if row else 0,
        )

    def counts(self, organisation_id: UUID) -> list[DocumentCount]:
        """Return how many documents of each type are in each folder, and their bytes."""
        rows = self._session.execute(
            select(DOCUMENT_TALLY)
            .where(
                tenancy.belongs_to(DOCUMENT_TALLY, organisation_id),
                DOCUMENT_TALLY.c.documents > 0,
            )
            .order_by(DOCUMENT_TALLY.c.folder, DOCUMENT_TALLY.c.document_type)
        )
        return [
            DocumentCount(
                folder=row.folder,
                document_type=row.document_type,
                documents=row.documents,
                size_bytes=row.size_bytes,
            )
            for row in rows
        ]
