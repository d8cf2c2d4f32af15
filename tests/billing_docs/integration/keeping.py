"""What the vendor's administration does to keep documents, on a desk without a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.holds import HoldStore
from billing_docs.store.restrictions import RestrictionStore
from billing_docs.use_cases.retention.follow_holds import follow_holds
from billing_docs.use_cases.retention.get_custody import get_custody
from billing_docs.use_cases.retention.lift_restriction import lift_restriction
from billing_docs.use_cases.retention.list_holds import list_holds
from billing_docs.use_cases.retention.open_restricted import open_restricted
from billing_docs.use_cases.retention.place_hold import place_hold
from billing_docs.use_cases.retention.release_hold import release_hold
from billing_docs.use_cases.retention.restrict_document import restrict_document
from chassis.audit import AuditTrail
from contracts.retention import (
    Custody,
    Hold,
    HoldQuery,
    PlaceHold,
    RestrictDocument,
    Restriction,
)
from tests.billing_docs.integration.desk import Desk

CLERK = "person:clerk"


@dataclass(kw_only=True)
class Keeper:
    """Holds and restrictions on the documents of a desk."""

    desk: Desk

    def hold(
        self, organisation_id: UUID, document_id: UUID | None = None, *, case_id: str = "BP-2026-1"
    ) -> Hold:
        """Hold a document, or all of a customer's."""
        with self.desk.database.transaction(organisation_id=organisation_id) as session:
            return place_hold(
                PlaceHold(
                    organisation_id=organisation_id,
                    document_id=document_id,
                    case_id=case_id,
                    reason="Betriebsprüfung (Demo)",
                ),
                by=CLERK,
                now=self.desk.clock.now(),
                customers=CustomerStore(session),
                documents=DocumentStore(session),
                holds=HoldStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def release(self, hold: Hold) -> Hold:
        """Let a case go."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return release_hold(
                hold.id,
                reason="abgeschlossen (Demo)",
                by=CLERK,
                now=self.desk.clock.now(),
                holds=HoldStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def holds(self, **query: Any) -> list[Hold]:
        """Return the first page of holds."""
        with self.desk.database.transaction(every_organisation=True) as session:
            return list(list_holds(HoldQuery(**query), HoldStore(session)).items)

    def follow(self) -> int:
        """Let the object store follow, as the service does every few seconds."""
        return follow_holds(self.desk.database, self.desk.archive, self.desk.clock.now())

    def is_held_in_store(self, document: BillingDocument) -> bool:
        """Return whether the object store itself holds the document."""
        head = self.desk.store().head_object(
            Bucket=self.desk.archive.bucket,
            Key=document.object_key,
            VersionId=document.version_id,
        )
        return bool(head.get("ObjectLockLegalHoldStatus") == "ON")

    def restrict(
        self, document: BillingDocument, *, ground: Any = "gdpr_article_18"
    ) -> Restriction:
        """Take a document out of its customer's sight."""
        with self.desk.database.transaction(organisation_id=document.organisation_id) as session:
            return restrict_document(
                document.id,
                RestrictDocument(
                    organisation_id=document.organisation_id, ground=ground, reason="Antrag (Demo)"
                ),
                by=CLERK,
                now=self.desk.clock.now(),
                today=self.desk.clock.today(),
                documents=DocumentStore(session),
                restrictions=RestrictionStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def lift(self, document: BillingDocument) -> None:
        """Show a restricted document again."""
        with self.desk.database.transaction(organisation_id=document.organisation_id) as session:
            lift_restriction(
                document.organisation_id,
                document.id,
                reason="erledigt (Demo)",
                by=CLERK,
                now=self.desk.clock.now(),
                restrictions=RestrictionStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def look(self, document: BillingDocument, reason: str) -> BillingDocument:
        """Open a restricted document for a reason."""
        with self.desk.database.transaction(organisation_id=document.organisation_id) as session:
            return open_restricted(
                document.organisation_id,
                document.id,
                reason=reason,
                by=CLERK,
                documents=DocumentStore(session),
                restrictions=RestrictionStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def custody(self, document: BillingDocument) -> Custody:
        """Return what keeps a document."""
        with self.desk.database.transaction(organisation_id=document.organisation_id) as session:
            return get_custody(
                document.organisation_id,
                document.id,
                today=self.desk.clock.today(),
                documents=DocumentStore(session),
                holds=HoldStore(session),
                restrictions=RestrictionStore(session),
            )
