"""Fetch a document's bytes out of the archive, proven by their digest."""

import hashlib

from billing_docs.adapters.archive import Archive
from billing_docs.domain.document import BillingDocument
from contracts.errors import ArchiveDamaged


def fetch_content(document: BillingDocument, archive: Archive) -> bytes:
    """Return the bytes that were taken in.

    Raises:
        ArchiveDamaged: they are gone, or are others.
        DependencyDown: the object store does not answer.
    """
    content = archive.content_of(document.object_key, document.version_id)
    if content is None or hashlib.sha256(content).hexdigest() != document.sha256:
        raise ArchiveDamaged(str(document.id))
    return content
