"""Certify a run whose documents are all settled."""

import hashlib
from datetime import datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta

from billing_docs.adapters.archive import Archive, ToArchive
from billing_docs.adapters.certificate_signature import MEDIA_TYPE, CertificateSigner
from billing_docs.domain.retention import LONGEST_LOCK_YEARS
from billing_docs.store.deletions import DeletionStore
from chassis.audit import AuditTrail
from chassis.database import Database
from contracts.deletion import DeletionCertificate, DeletionItem, DeletionItemQuery, DeletionRun

CERTIFICATES = "certificates/"


def certify_deletion(
    run_id: UUID,
    database: Database,
    *,
    archive: Archive,
    signer: CertificateSigner,
    now: datetime,
) -> bool:
    """Sign and keep the certificate of a run, and finish it; False if there is more to do.

    It is kept in the archive for as long as anything there can be locked. The same run gives the
    same certificate, byte for byte, so that a crash in between leaves nothing double.
    """
    with database.transaction(every_organisation=True) as session:
        store = DeletionStore(session)
        run = store.get(run_id, for_update=True)
        if run is None or run.state != "released":
            return False
        items = store.items(run_id, DeletionItemQuery())
        if any(item.state == "listed" for item in items):
            return False
        certificate = _certificate(run, items)
        content = signer.sign(certificate)
        digest = hashlib.sha256(content).hexdigest()
        place = archive.keep(
            ToArchive(
                object_key=f"{CERTIFICATES}{run.id}-{digest[:16]}.jws",
                content=content,
                sha256=digest,
                media_type=MEDIA_TYPE,
                locked_until=now + relativedelta(years=LONGEST_LOCK_YEARS),
                record=b"{}",
            )
        )
        store.finish(run.id, at=certificate.finished_at)
        finished = store.get(run_id) or run
        store.add_certificate(
            finished,
            sha256=digest,
            size_bytes=len(content),
            place=(place.object_key, place.version_id),
        )
        AuditTrail(session, now).record(
            organisation_id=run.organisation_id,
            actor=certificate.released_by,
            action="deletion.certified",
            subject=f"deletion_run:{run.id}",
            details={"sha256": digest, "deleted": str(len(certificate.deleted))},
        )
    return True


def _certificate(run: DeletionRun, items: list[DeletionItem]) -> DeletionCertificate:
    if run.released_at is None or run.released_by is None:
        raise LookupError(f"deletion run {run.id} was never released")
    deleted = tuple(item for item in items if item.state == "deleted")
    settled = [item.settled_at for item in items if item.settled_at is not None]
    return DeletionCertificate(
        run_id=run.id,
        reason=run.reason,
        organisation_id=run.organisation_id,
        document_type=run.document_type,
        retained_before=run.retained_before,
        items_sha256=run.items_sha256,
        proposed_at=run.proposed_at,
        proposed_by=run.proposed_by,
        released_at=run.released_at,
        released_by=run.released_by,
        # When the last one was settled, not now: repeated it is the same.
        finished_at=max(settled, default=run.released_at),
        deleted_size_bytes=sum(item.size_bytes for item in deleted),
        deleted=deleted,
        kept=tuple(item for item in items if item.state == "kept"),
    )
