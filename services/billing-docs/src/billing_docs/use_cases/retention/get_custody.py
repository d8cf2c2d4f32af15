"""Say what keeps a document, and what may be done with it next."""

from datetime import date
from uuid import UUID

from billing_docs.domain.custody import KeptDocument, next_actions
from billing_docs.store.documents import DocumentStore
from billing_docs.store.holds import HoldStore
from billing_docs.store.restrictions import RestrictionStore
from contracts.errors import NotFound
from contracts.retention import Custody


def get_custody(
    organisation_id: UUID,
    document_id: UUID,
    *,
    today: date,
    documents: DocumentStore,
    holds: HoldStore,
    restrictions: RestrictionStore,
) -> Custody:
    """Return both clocks of a document, holds and restriction, and the next allowed actions.

    Raises:
        NotFound: no such document.
    """
    found = documents.kept(organisation_id, document_id)
    if found is None:
        raise NotFound("document")
    document, deleted_at = found
    kept = KeptDocument(
        document=document,
        holds=holds.on(document),
        restriction=restrictions.of(document.id),
        deleted_at=deleted_at,
    )
    return Custody(
        document_id=document.id,
        organisation_id=document.organisation_id,
        document_type=document.document_type,
        number=document.number,
        issued_on=document.issued_on,
        received_at=document.received_at,
        available_until=document.available_until,
        retained_through=document.retained_through,
        locked_until=document.locked_until,
        holds=kept.holds,
        restriction=kept.restriction,
        deleted_at=kept.deleted_at,
        next_actions=next_actions(kept, today),
    )
