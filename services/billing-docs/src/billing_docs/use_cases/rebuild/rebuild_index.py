"""Make the index again from what lies in the archive."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.store_listing import ListedObject, ReadVersion
from billing_docs.domain.document import BillingDocument
from billing_docs.domain.rebuilding import (
    NotRestorable,
    Record,
    digest_in,
    read_record,
    restored_document,
)
from billing_docs.domain.references import references_to
from billing_docs.domain.retention_rules import RetentionRules
from billing_docs.store.customers import CustomerStore
from billing_docs.store.damages import DamageStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.examination_queue import ExaminationQueue
from billing_docs.store.holds import HoldStore
from billing_docs.store.references import ReferenceStore
from chassis.audit import AuditTrail
from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.ids import new_id
from contracts.damage import Damage
from contracts.retention import Hold

REBUILD = "system:rebuild"
# Of cases that only the store remembers: somebody must look before it lets go.
UNKNOWN_CASE = "unknown-case-of-the-store"
# What else lies in the bucket, and needs no index.
_OTHERS = ("certificates/", "print-batches/", "mail-parts/", "doctor/", "exports/")
_AT_ONCE = 100


@dataclass(kw_only=True, slots=True)
class Rebuilt:
    """What came of it: counts, and by key what could not be restored, with a stable code."""

    objects: int = 0
    restored: int = 0
    known: int = 0
    held: int = 0
    incomplete: int = 0
    without_customer: int = 0
    not_restored: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """An object as it was read: the version to index, or why there is none."""

    key: str
    version: ReadVersion | None = None
    record: Record | None = None
    fault: str | None = None


def rebuild_index(
    database: Database,
    archive: Archive,
    *,
    rules: RetentionRules,
    now: datetime,
    threads: int = 8,
) -> Rebuilt:
    """Return what was restored: documents and links to their events, under their own ids.

    Every object is read whole. Rows that are there stay as they are: repeating changes nothing.
    What the record does not say is not restored: moves to the archive folder, deletions in the
    portal, restrictions, reads. Documents count as told of. What the store holds is held by a case
    of its own until somebody looks.

    Raises:
        DependencyDown: the store or the database does not answer.
    """
    rebuilt = Rebuilt()
    listed = archive.listing.objects()
    with ThreadPoolExecutor(threads) as pool:
        while batch := list(islice(listed, _AT_ONCE)):
            found = list(pool.map(lambda each: _read(each, archive), _documents(batch, rebuilt)))
            with database.transaction(every_organisation=True) as session:
                for each in found:
                    _restore(session, each, rules, now, rebuilt)
    if rebuilt.restored:
        with database.transaction() as session:
            AuditTrail(session, now).record(
                organisation_id=None,
                actor=REBUILD,
                action="index.rebuilt",
                subject=f"bucket:{archive.bucket}",
                details={"restored": str(rebuilt.restored), "known": str(rebuilt.known)},
            )
    return rebuilt


def _documents(batch: list[ListedObject], rebuilt: Rebuilt) -> Iterator[ListedObject]:
    for each in batch:
        if each.key.startswith(_OTHERS):
            continue
        rebuilt.objects += 1
        if digest_in(each.key) is None:
            rebuilt.not_restored[each.key] = "foreign_key"
        else:
            yield each


def _read(listed: ListedObject, archive: Archive) -> _Found:
    """Return the first version with a record of ours, the whole one where one is whole."""
    fault, damaged = "no_record", None
    for version_id in listed.version_ids:
        try:
            version = archive.listing.read(listed.key, version_id)
            record = read_record(version.record, listed.key)
        except NotRestorable as error:
            fault = str(error)
            continue
        except DependencyDown:
            fault = "unreadable"
            continue
        if version.sha256 == record.sha256:
            return _Found(key=listed.key, version=version, record=record)
        damaged = damaged or _Found(key=listed.key, version=version, record=record, fault="damaged")
    return damaged or _Found(key=listed.key, fault=fault)


def _restore(
    session: Session, found: _Found, rules: RetentionRules, now: datetime, rebuilt: Rebuilt
) -> None:
    if found.fault is not None:
        rebuilt.not_restored[found.key] = found.fault
    if found.version is None or found.record is None:
        return
    record, version = found.record, found.version
    document = restored_document(
        record,
        found.key,
        version_id=version.version_id,
        size_bytes=version.size_bytes,
        media_type=version.media_type,
        rules=rules,
    )
    documents = DocumentStore(session)
    if not documents.add_if_new(document):
        _compare(documents, document, rebuilt)
        return
    rebuilt.restored += 1
    rebuilt.incomplete += record.format is None or record.file_name is None
    rebuilt.without_customer += not CustomerStore(session).is_known(document.organisation_id)
    if record.event_id is not None:
        documents.link_event(record.source, record.event_id, document, record.received_at)
    ExaminationQueue(session).want(document, now)
    ReferenceStore(session).add(document, references_to(record.corrects, record.refers_to))
    if version.is_held:
        rebuilt.held += 1
        _hold(session, document, now)
    if found.fault == "damaged":
        _quarantine(session, document, now)


def _compare(documents: DocumentStore, document: BillingDocument, rebuilt: Rebuilt) -> None:
    known = documents.by_number(document.source, document.document_type, document.number)
    if known is not None and (known.id, known.sha256) == (document.id, document.sha256):
        rebuilt.known += 1
    else:
        rebuilt.not_restored[document.object_key] = "number_taken"


def _hold(session: Session, document: BillingDocument, now: datetime) -> None:
    holds = HoldStore(session)
    holds.place(
        Hold(
            id=new_id(),
            organisation_id=document.organisation_id,
            document_id=document.id,
            case_id=UNKNOWN_CASE,
            reason="held in the object store when the index was rebuilt",
            placed_at=now,
            placed_by=REBUILD,
        )
    )
    holds.note_held(document, now)


def _quarantine(session: Session, document: BillingDocument, now: datetime) -> None:
    DamageStore(session).add(
        Damage(
            id=new_id(),
            organisation_id=document.organisation_id,
            document_id=document.id,
            kind="checksum_mismatch",
            found_at=now,
            found_by="scrub",
        )
    )
