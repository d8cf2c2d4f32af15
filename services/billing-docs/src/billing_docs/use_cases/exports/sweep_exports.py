"""Delete the files of exports that nobody can fetch any more."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.exporting.part_files import delete_export
from billing_docs.store.exports import ExportStore


def sweep_exports(session: Session, archive: Archive, now: datetime) -> int:
    """Delete files of expired, cancelled and failed exports; return of how many exports.

    The files first, the row after: a death in between is a repetition.

    Raises:
        DependencyDown: the object store is away.
    """
    store = ExportStore(session)
    jobs = store.to_sweep(now)
    for job in jobs:
        delete_export(archive, job.id)
        store.forget_files(job)
    return len(jobs)
