"""Cancel an export."""

from datetime import datetime
from uuid import UUID

from billing_docs.domain.export import Requester
from billing_docs.store.exports import ExportStore
from billing_docs.use_cases.exports.describe_export import describe_export
from contracts.errors import NotFound
from contracts.exports import Export


def cancel_export(
    requester: Requester, export_id: UUID, store: ExportStore, now: datetime
) -> Export:
    """Return the export, ended; whoever makes it stops soon. One that has ended stays as it is.

    Raises:
        NotFound: it is none of the person's.
    """
    organisation_id, person_id = requester.organisation_id, requester.person_id
    job = store.by_id(organisation_id, person_id, export_id, for_change=True)
    if job is None:
        raise NotFound("export")
    store.end(job.id, "cancelled", at=now, expires_at=now)
    found = store.by_id(organisation_id, person_id, export_id)
    return describe_export(found or job)
