"""Make the next part of an export that waits."""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.exporting.part_files import (
    FinishedPart,
    PartFile,
    PartHeading,
    delete_part,
)
from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.domain.export import (
    BEGINNING,
    CHAIN_BEGINS_WITH,
    MOST_ATTEMPTS,
    PART_BYTES,
    PART_DOCUMENTS,
    ExportJob,
    Progress,
    StoredPart,
)
from billing_docs.domain.export_notices import failed_notice, ready_notice
from billing_docs.store.customers import CustomerStore
from billing_docs.store.exports import ExportStore
from chassis.clock import BERLIN, Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.outbox import Outbox
from contracts.events import NOTICE_REQUESTED
from contracts.exports import ExportPart

SERVICE = "billing_docs"
_BATCH = 50
# A tick may take 60 s; what is left for the next part costs nothing.
_SECONDS = 20.0
_PAUSE = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """What a part is made with."""

    database: Database
    archive: Archive
    signer: ExportSigner
    clock: Clock
    keep_for: timedelta
    portal_url: str
    part_documents: int = PART_DOCUMENTS
    part_bytes: int = PART_BYTES


def make_export_part(shop: Workshop) -> bool:
    """Make one part of the oldest export nobody works on; return whether there was one.

    Memory is that of one document, whatever the size of the export. A death leaves at worst a part
    that nobody names; the next process makes it again from the same place, and so does one that
    finds its lease lost. What keeps failing ends the export, and
    whoever asked for it is told.

    Raises:
        DependencyDown: database or object store are away; the part is made later.
    """
    with shop.database.transaction(every_organisation=True) as session:
        store = ExportStore(session)
        claimed = store.claim(shop.clock.now())
        if claimed is None:
            return False
        job, lease_id = claimed
        if store.attempts(job.id) > MOST_ATTEMPTS:
            _end(store, job, "failed", shop)
            _tell_failed(job, session, shop)
            return True
    try:
        _make(job, lease_id, shop)
    except DependencyDown:
        with shop.database.transaction(every_organisation=True) as session:
            ExportStore(session).let_go(lease_id, shop.clock.now(), pause=_PAUSE)
        raise
    return True


def _make(job: ExportJob, lease_id: UUID, shop: Workshop) -> None:
    part = PartFile(archive=shop.archive, signer=shop.signer, heading=_heading(job, shop))
    try:
        filled = _fill(part, job, lease_id, shop)
        if filled is None:
            part.give_up()
            return
        place, is_last = filled
        finished = part.finish(is_last=is_last, now=shop.clock.now())
    except BaseException:
        part.give_up()
        raise
    crash_point("export.uploaded")
    place = msgspec.structs.replace(
        place, chain=finished.chain, manifest_sha256=finished.manifest_sha256
    )
    if not _record(part, finished, job, (lease_id, place, is_last), shop):
        delete_part(shop.archive, finished.object_key, finished.version_id)


def _fill(
    part: PartFile, job: ExportJob, lease_id: UUID, shop: Workshop
) -> tuple[Progress, bool] | None:
    """Return where the part ends and whether it is the last; None if it must be given up."""
    ends_at = time.monotonic() + _SECONDS
    place = job.progress or BEGINNING
    is_last = False
    while not is_last and not _is_full(part, shop, ends_at):
        room = min(_BATCH, shop.part_documents - part.document_count)
        with shop.database.transaction(organisation_id=job.organisation_id) as session:
            documents = ExportStore(session).documents(job, place, room + 1)
        for document in documents[:room]:
            part.add(document)
            place = msgspec.structs.replace(
                place, issued_on=document.issued_on, document_id=document.id
            )
        is_last = len(documents) <= room
        done = _done_before(job) + part.document_count
        with shop.database.transaction(every_organisation=True) as session:
            if not ExportStore(session).note_progress(lease_id, done, shop.clock.now()):
                return None
        crash_point("export.progress")
    return place, is_last


def _record(
    part: PartFile,
    finished: FinishedPart,
    job: ExportJob,
    ending: tuple[UUID, Progress, bool],
    shop: Workshop,
) -> bool:
    """Note the finished part, and with the last one the end; False if nobody waits for it."""
    lease_id, place, is_last = ending
    stored = StoredPart(
        part=ExportPart(
            number=job.next_part,
            file_name=_file_name(job),
            size_bytes=finished.size_bytes,
            sha256=finished.sha256,
            document_count=part.document_count,
        ),
        object_key=finished.object_key,
        version_id=finished.version_id,
    )
    with shop.database.transaction(every_organisation=True) as session:
        store = ExportStore(session)
        if not store.finish_part(lease_id, job, stored, place, len(part.left_out)):
            return False
        if is_last:
            _end(store, job, "ready", shop)
            _tell(job, session, shop)
    return True


def _tell(job: ExportJob, session: Session, shop: Workshop) -> None:
    if job.notify_email is None:
        return
    customer = CustomerStore(session).by_id(job.organisation_id)
    now = shop.clock.now()
    notice = ready_notice(
        job,
        organisation_name=customer.name if customer else "",
        expires_on=(now + shop.keep_for).astimezone(BERLIN).date(),
        portal_url=shop.portal_url,
    )
    Outbox(session, SERVICE, now).announce(NOTICE_REQUESTED, notice)


def _tell_failed(job: ExportJob, session: Session, shop: Workshop) -> None:
    if job.notify_email is None:
        return
    customer = CustomerStore(session).by_id(job.organisation_id)
    notice = failed_notice(
        job,
        organisation_name=customer.name if customer else "",
        portal_url=shop.portal_url,
    )
    Outbox(session, SERVICE, shop.clock.now()).announce(NOTICE_REQUESTED, notice)


def _end(store: ExportStore, job: ExportJob, state: str, shop: Workshop) -> None:
    now = shop.clock.now()
    keep_for = shop.keep_for if state == "ready" else timedelta()
    store.end(job.id, state, at=now, expires_at=now + keep_for)


def _heading(job: ExportJob, shop: Workshop) -> PartHeading:
    with shop.database.transaction(organisation_id=job.organisation_id) as session:
        customer = CustomerStore(session).by_id(job.organisation_id)
    return PartHeading(
        export_id=job.id,
        organisation_id=job.organisation_id,
        customer_number=customer.customer_number if customer else "",
        customer_name=customer.name if customer else "",
        requested_at=job.requested_at,
        selection=msgspec.to_builtins(job.selection),
        number=job.next_part,
        chain_begins_with=job.progress.chain if job.progress else CHAIN_BEGINS_WITH,
        previous_manifest_sha256=job.progress.manifest_sha256 if job.progress else None,
        language=job.language,
    )


def _is_full(part: PartFile, shop: Workshop, ends_at: float) -> bool:
    return part.document_count > 0 and (
        part.document_count >= shop.part_documents
        or part.size_bytes >= shop.part_bytes
        or time.monotonic() >= ends_at
    )


def _done_before(job: ExportJob) -> int:
    return sum(each.part.document_count for each in job.parts)


def _file_name(job: ExportJob) -> str:
    day = job.requested_at.date().isoformat()
    return f"kontor-export-{day}-{str(job.id)[-8:]}-{job.next_part}.zip"
