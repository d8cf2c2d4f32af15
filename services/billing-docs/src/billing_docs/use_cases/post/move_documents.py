"""Put documents into Post or into the Archive."""

from uuid import UUID

from billing_docs.store.filing import Filed, FilingStore
from chassis.audit import AuditTrail
from contracts.billing_docs import Folder
from contracts.post import MovedDocument, MovedDocuments


def move_documents(
    organisation_id: UUID,
    document_ids: tuple[UUID, ...],
    *,
    folder: Folder,
    by: str,
    store: FilingStore,
    audit: AuditTrail,
) -> MovedDocuments:
    """Move what is elsewhere, and say of each what became of it; its id and its file stay (SE-60).

    Repeating it moves and records nothing. What is another organisation's is not found.
    """
    filed = store.move(organisation_id, document_ids, folder)
    for document_id, before in filed.items():
        if before.folder != folder:
            audit.record(
                organisation_id=organisation_id,
                actor=by,
                action="document.moved",
                subject=f"document:{document_id}",
                details={"from": before.folder, "to": folder, "sha256": before.sha256},
            )
    return MovedDocuments(
        items=tuple(
            _outcome(document_id, filed.get(document_id), folder) for document_id in document_ids
        )
    )


def _outcome(document_id: UUID, before: Filed | None, folder: Folder) -> MovedDocument:
    if before is None:
        return MovedDocument(document_id=document_id, outcome="not_found")
    return MovedDocument(
        document_id=document_id, outcome="already_there" if before.folder == folder else "moved"
    )
