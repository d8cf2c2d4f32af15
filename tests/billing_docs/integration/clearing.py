"""Deletion runs as the vendor's administration goes through them, without a process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from billing_docs.adapters.certificate_signature import CertificateSigner, read_certificate
from billing_docs.domain.document import BillingDocument
from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.carry_out_deletions import (
    DeletionTools,
    carry_out_deletions,
)
from billing_docs.use_cases.deletion.get_run import get_run
from billing_docs.use_cases.deletion.list_items import list_items
from billing_docs.use_cases.deletion.open_certificate import open_certificate
from billing_docs.use_cases.deletion.propose_deletion import propose_deletion
from billing_docs.use_cases.deletion.release_deletion import release_deletion
from billing_docs.use_cases.deletion.withdraw_deletion import withdraw_deletion
from chassis.audit import AuditLine, AuditTrail
from chassis.testing import TestKeys
from contracts.deletion import (
    DeletionCertificate,
    DeletionItem,
    DeletionItemQuery,
    DeletionRun,
    ProposeDeletion,
    ReleaseDeletion,
)
from tests.billing_docs.integration.desk import Desk
from tests.waiting import until

FIRST, SECOND = "person:first", "person:second"


@dataclass(kw_only=True)
class Clearing:
    """Two administrators, and the service that does what they decide."""

    desk: Desk
    keys: TestKeys

    def propose(self, *, by: str = FIRST, **request: Any) -> DeletionRun:
        """Propose a run."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return propose_deletion(
                ProposeDeletion(reason="Fristablauf (Demo)", **request),
                by=by,
                now=self.desk.clock.now(),
                today=self.desk.clock.today(),
                store=DeletionStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def release(
        self, run: DeletionRun, *, by: str = SECOND, digest: str | None = None
    ) -> DeletionRun:
        """Release a run as a second person."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return release_deletion(
                run.id,
                ReleaseDeletion(items_sha256=digest or run.items_sha256),
                by=by,
                now=self.desk.clock.now(),
                store=DeletionStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def withdraw(self, run: DeletionRun) -> DeletionRun:
        """Take a run back."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return withdraw_deletion(
                run.id,
                reason="zu früh (Demo)",
                by=FIRST,
                now=self.desk.clock.now(),
                store=DeletionStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def carry_out(self) -> int:
        """Do what is released, as the service does every few seconds."""
        return carry_out_deletions(
            DeletionTools(
                database=self.desk.database,
                archive=self.desk.archive,
                views=self.desk.views(),
                signer=CertificateSigner(self.keys.private),
                now=self.desk.clock.now(),
                today=self.desk.clock.today(),
            )
        )

    def run(self, run: DeletionRun) -> DeletionRun:
        """Return a run as it stands now."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return get_run(run.id, DeletionStore(session))

    def items(self, run: DeletionRun) -> list[DeletionItem]:
        """Return a run's documents."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return list(list_items(run.id, DeletionItemQuery(), DeletionStore(session)).items)

    def certificate(self, run: DeletionRun) -> DeletionCertificate:
        """Return what the certificate says, once its signature and digest have been checked."""
        with self.desk.database.transaction(every_organisation=True) as session:
            file = open_certificate(run.id, self.desk.archive.bucket, DeletionStore(session))
        answer = self.desk.store().get_object(
            Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
        )
        content: bytes = answer["Body"].read()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        return read_certificate(content, self.keys.public)

    def vendor_trail(self) -> list[AuditLine]:
        """Return what is on record of no single customer, the newest entry first."""
        with self.desk.database.transaction() as session:
            return AuditTrail(session, self.desk.clock.now()).page(None)

    # The object store's own clock, which nobody moves ---------------------------------------------

    def let_locks_pass(self, *documents: BillingDocument) -> None:
        """Bring the store to the day after its locks: as its administrator, whom nobody else is."""
        soon = datetime.now(UTC) + timedelta(seconds=2)
        for document in documents:
            self.desk.store().put_object_retention(
                Bucket=self.desk.archive.bucket,
                Key=document.object_key,
                VersionId=document.version_id,
                Retention={"Mode": "GOVERNANCE", "RetainUntilDate": soon},
                BypassGovernanceRetention=True,
            )
        until(lambda: datetime.now(UTC) > soon + timedelta(seconds=1))

    def versions(self, document: BillingDocument) -> list[str]:
        """Return the versions that the store holds under a document's key."""
        found = self.desk.store().list_object_versions(
            Bucket=self.desk.archive.bucket, Prefix=document.object_key
        )
        entries = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
        return [entry["VersionId"] for entry in entries]

    def row(self, document_id: UUID) -> Any:
        """Return what is left of a document's row."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return session.execute(
                text("SELECT * FROM document WHERE id = :id"), {"id": document_id}
            ).one()
