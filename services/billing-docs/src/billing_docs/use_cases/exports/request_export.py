"""Ask for an export; it is made in the background."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from billing_docs.domain.document_list import narrowed
from billing_docs.domain.export import MOST_BYTES, MOST_DOCUMENTS, ExportJob, Requester
from billing_docs.store.exports import ExportStore
from billing_docs.use_cases.exports.describe_export import describe_export
from chassis.audit import AuditTrail
from chassis.ids import new_id
from contracts.errors import ExportInWork, InvalidInput
from contracts.exports import Export, ExportSelection, RequestExport


def request_export(
    request: RequestExport, requester: Requester, session: Session, now: datetime
) -> Export:
    """Return the new export, on record; its documents are those that are there at this moment.

    Raises:
        InvalidInput: the selection is empty, contradicts itself, or is too large.
        ExportInWork: the person has another one in work.
    """
    selection = _selection(request, requester)
    store = ExportStore(session)
    count, size_bytes = store.measure(requester.organisation_id, selection, now)
    if count == 0:
        raise InvalidInput("request", "nothing_selected")
    if count > MOST_DOCUMENTS or size_bytes > MOST_BYTES:
        raise InvalidInput("request", "too_much_selected")
    job = ExportJob(
        id=new_id(),
        organisation_id=requester.organisation_id,
        requested_by=requester.person_id,
        requested_at=now,
        language=requester.language,
        notify_email=requester.notify_email,
        selection=selection,
        state="queued",
        document_count=count,
        done_count=0,
        left_out_count=0,
        parts=(),
        progress=None,
        finished_at=None,
        expires_at=None,
    )
    if not store.add(job):
        raise ExportInWork
    AuditTrail(session, now).record(
        organisation_id=job.organisation_id,
        actor=requester.actor,
        action="export.requested",
        subject=f"export:{job.id}",
        details={"documents": str(count)},
    )
    return describe_export(job)


def _selection(request: RequestExport, requester: Requester) -> ExportSelection:
    begins, ends = request.issued_from, request.issued_until
    if begins is not None and ends is not None and begins > ends:
        raise InvalidInput("request.issued_until", "before_its_beginning")
    if request.document_ids and (begins or ends or request.document_types):
        raise InvalidInput("request.document_ids", "not_allowed")
    said = msgspec.structs.asdict(request)
    del said["organisation_id"]
    selection = ExportSelection(**said)
    types = narrowed(selection.document_types or None, requester.shown_types)
    if types is None:
        return selection
    if not types:
        raise InvalidInput("request", "nothing_selected")
    # Written down, for whoever makes it sees every type.
    return msgspec.structs.replace(selection, document_types=types)
