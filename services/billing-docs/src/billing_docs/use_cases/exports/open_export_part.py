"""Open one ZIP of an export, for who asked for it."""

from uuid import UUID

from billing_docs.domain.export import Requester
from billing_docs.store.exports import ExportStore
from chassis.audit import AuditTrail
from contracts.billing_docs import ArchivedFile
from contracts.errors import NotFound

MEDIA_TYPE = "application/zip"


def open_export_part(
    requester: Requester,
    export_id: UUID,
    number: int,
    *,
    bucket: str,
    store: ExportStore,
    audit: AuditTrail,
) -> ArchivedFile:
    """Return where the part lies, and put on record that it is taken away.

    Raises:
        NotFound: there is none, it is not ready, has expired, is somebody else's, or may hold
            documents of a type that he is not shown any more.
    """
    job = store.by_id(requester.organisation_id, requester.person_id, export_id)
    is_his = job is not None and job.state == "ready" and requester.may_have(job.selection)
    stored = job.parts if job is not None and is_his else ()
    for each in stored:
        if each.part.number == number:
            audit.record(
                organisation_id=requester.organisation_id,
                actor=requester.actor,
                action="export.downloaded",
                subject=f"export:{export_id}",
                details={"part": str(number)},
            )
            return ArchivedFile(
                document_id=export_id,
                bucket=bucket,
                object_key=each.object_key,
                version_id=each.version_id,
                sha256=each.part.sha256,
                size_bytes=each.part.size_bytes,
                media_type=MEDIA_TYPE,
                file_name=each.part.file_name,
            )
    raise NotFound("export")
