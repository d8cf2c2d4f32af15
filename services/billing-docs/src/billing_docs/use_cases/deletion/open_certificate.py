"""Say where the certificate of a finished run lies."""

from uuid import UUID

from billing_docs.adapters.certificate_signature import MEDIA_TYPE
from billing_docs.store.deletions import DeletionStore
from contracts.billing_docs import ArchivedFile
from contracts.errors import NotFound


def open_certificate(run_id: UUID, bucket: str, store: DeletionStore) -> ArchivedFile:
    """Return where the bytes lie and how to prove them, for the gateway.

    Raises:
        NotFound: there is no such run, or it is not finished.
    """
    kept = store.certificate(run_id)
    if kept is None:
        raise NotFound("certificate")
    return ArchivedFile(
        document_id=run_id,
        bucket=bucket,
        object_key=kept.object_key,
        version_id=kept.version_id,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        media_type=MEDIA_TYPE,
        file_name=f"deletion-certificate-{run_id}.jws",
    )
