"""Describe an export in the words of the contract."""

from billing_docs.domain.export import ExportJob
from contracts.exports import Export


def describe_export(job: ExportJob) -> Export:
    """Return the export as its person sees it, without where its files lie."""
    return Export(
        id=job.id,
        organisation_id=job.organisation_id,
        state=job.state,
        selection=job.selection,
        requested_at=job.requested_at,
        document_count=job.document_count,
        done_count=job.done_count,
        left_out_count=job.left_out_count,
        parts=tuple(each.part for each in job.parts) if job.state == "ready" else (),
        finished_at=job.finished_at,
        expires_at=job.expires_at if job.state == "ready" else None,
    )
