"""Prove one document's bytes, and put it into quarantine where they are not the right ones."""

from dataclasses import dataclass, replace
from datetime import datetime

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.store_proof import Proof
from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention import locked_until
from billing_docs.store.damages import DamageStore
from billing_docs.store.holds import HoldStore
from billing_docs.use_cases.scrub.measures import PROVEN, READ_BYTES
from chassis.audit import AuditTrail
from chassis.database import Database
from chassis.ids import new_id
from chassis.log import get_logger
from contracts.damage import Damage, FoundBy, MendedBy

SCRUB = "system:scrub"
_log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prover:
    """What proving works with."""

    database: Database
    archive: Archive
    now: datetime


def prove_document(document: BillingDocument, prover: Prover, *, found_by: FoundBy) -> Proof:
    """Return what reading the document's version has shown.

    Damaged, it is served to nobody from now on, and that is an alarm: a metric, a line in the log,
    an entry in the audit trail. Where another version under the key has the right bytes, that one
    is read from now on. Whole again, it comes out of quarantine. A lock in the store that ends too
    early is lengthened. Safe to repeat and to run twice at once.

    Raises:
        DependencyDown: the store does not answer; that says nothing about the document.
    """
    proof = prover.archive.proof.prove(document)
    READ_BYTES.inc(proof.read_bytes)
    PROVEN.labels(proof.damage or "sound").inc()
    if proof.damage is None:
        _note_sound(document, proof, prover)
        return proof
    _quarantine(document, proof, prover, found_by)
    intact = prover.archive.proof.intact_version(document)
    if intact is not None:
        _take_other_version(document, intact, prover)
    return proof


def _note_sound(document: BillingDocument, proof: Proof, prover: Prover) -> None:
    until = max(document.locked_until, locked_until(document.retained_through))
    lengthens = until > prover.now and (proof.locked_until is None or proof.locked_until < until)
    if lengthens:
        prover.archive.custody.lock_until(document, until)
    with prover.database.transaction(organisation_id=document.organisation_id) as session:
        store = DamageStore(session)
        store.note_proven(document.id, prover.now)
        if until != document.locked_until:
            store.note_lock(document.id, until)
        if store.mend(document.id, at=prover.now, by="intact_again"):
            _record(AuditTrail(session, prover.now), document, "document.mended", "intact_again")


def _quarantine(document: BillingDocument, proof: Proof, prover: Prover, found_by: FoundBy) -> None:
    if proof.damage is None:
        return
    damage = Damage(
        id=new_id(),
        organisation_id=document.organisation_id,
        document_id=document.id,
        kind=proof.damage,
        found_at=prover.now,
        found_by=found_by,
    )
    with prover.database.transaction(organisation_id=document.organisation_id) as session:
        store = DamageStore(session)
        store.note_proven(document.id, prover.now)
        if store.add(damage):
            _record(AuditTrail(session, prover.now), document, "document.damaged", damage.kind)
            _log.error(
                "archive damaged",
                reason=damage.kind,
                document_id=str(document.id),
                object_key=document.object_key,
                version_id=document.version_id,
            )


def _take_other_version(document: BillingDocument, version_id: str, prover: Prover) -> None:
    mended = replace(document, version_id=version_id)
    if document.locked_until > prover.now:
        prover.archive.custody.lock_until(mended, document.locked_until)
    how: MendedBy = "other_version"
    with prover.database.transaction(organisation_id=document.organisation_id) as session:
        store, holds = DamageStore(session), HoldStore(session)
        store.note_version(document.id, version_id)
        # The store's hold was on the damaged version; it comes onto this one by itself.
        holds.note_free(document)
        if store.mend(document.id, at=prover.now, by=how):
            _record(AuditTrail(session, prover.now), document, "document.mended", how)


def _record(audit: AuditTrail, document: BillingDocument, action: str, what: str) -> None:
    audit.record(
        organisation_id=document.organisation_id,
        actor=SCRUB,
        action=action,
        subject=f"document:{document.id}",
        details={"what": what, "sha256": document.sha256, "version_id": document.version_id},
    )
