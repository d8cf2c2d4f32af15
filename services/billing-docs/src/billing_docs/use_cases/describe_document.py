"""Describe a document as its customer sees it."""

from billing_docs.domain.document import BillingDocument
from contracts.billing_docs import ArchivedFile, Document
from contracts.money import Money


def describe_document(document: BillingDocument, *, is_unread: bool = False) -> Document:
    """Return the document in the words of the contract, without where its bytes lie."""
    total = None
    if document.total_minor_units is not None and document.currency is not None:
        total = Money(minor_units=document.total_minor_units, currency=document.currency)
    return Document(
        id=document.id,
        organisation_id=document.organisation_id,
        document_type=document.document_type,
        number=document.number,
        title=document.title,
        issued_on=document.issued_on,
        due_on=document.due_on,
        total=total,
        seller_name=document.seller_name,
        buyer_name=document.buyer_name,
        folder=document.folder,
        format=document.format,
        file_name=document.file_name,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
        received_at=document.received_at,
        available_until=document.available_until,
        faults=document.faults,
        is_unread=is_unread,
    )


def describe_file(document: BillingDocument, bucket: str) -> ArchivedFile:
    """Return where the bytes lie and how to prove them; for the gateway, never for clients."""
    return ArchivedFile(
        document_id=document.id,
        bucket=bucket,
        object_key=document.object_key,
        version_id=document.version_id,
        sha256=document.sha256,
        size_bytes=document.size_bytes,
        media_type=document.media_type,
        file_name=document.file_name,
    )
