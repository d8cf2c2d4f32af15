"""The use cases of billing-docs on a real database and a real archive, without a process."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from billing_docs.adapters.archive import Archive
from billing_docs.domain.document import BillingDocument
from billing_docs.settings import Settings
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.list_documents import list_documents
from billing_docs.use_cases.receive_document import Surroundings, receive_document
from billing_docs.use_cases.remember_customer import remember_customer
from chassis.audit import AuditLine, AuditTrail
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.outbox import Outbox
from chassis.publishers import Publisher
from chassis.settings import load
from chassis.tables import OUTBOX
from contracts.billing_docs import DocumentPage, DocumentQuery
from contracts.events import OrganisationChanged
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued, IssuedFile
from tests.billing_docs.integration.world import E_BILLING, SOURCE

ERP = Publisher(user="erp-demo", sources=frozenset({SOURCE}), customers=None)
_NUMBERS = itertools.count(50001)


@dataclass(kw_only=True)
class Desk:
    """The use cases, a clock that stands, and any number of customers."""

    database: Database
    archive: Archive
    clock: FixedClock
    customers: dict[UUID, str] = field(default_factory=dict)

    def new_customer(self, *, e_billing_address: str | None = E_BILLING) -> UUID:
        """Return a new customer."""
        organisation_id, number = new_id(), f"{next(_NUMBERS):05}"
        self.customers[organisation_id] = number
        self.remember(organisation_id, e_billing_address=e_billing_address)
        return organisation_id

    def remember(
        self, organisation_id: UUID, *, e_billing_address: str | None = None, version: int = 1
    ) -> None:
        """Take over what identity announces of a customer."""
        changed = OrganisationChanged(
            organisation_id=organisation_id,
            version=version,
            kind="customer",
            customer_number=self.customers[organisation_id],
            name="Musterkunde AG (Demo)",
            language="de",
            e_billing_address=e_billing_address,
        )
        now = self.clock.now()
        with self.database.transaction(organisation_id=organisation_id) as session:
            remember_customer(changed, session, Outbox(session, "billing_docs", now), now)

    def event(
        self,
        content: bytes,
        customer: UUID,
        number: str = "RE-1",
        *,
        event_id: str | None = None,
        publisher: Publisher = ERP,
        **changes: Any,
    ) -> Incoming[DocumentIssued]:
        """Return an event that issues `content` to a customer; `changes` are fields of its data."""
        issued = DocumentIssued(
            **{
                "customer_number": self.customers[customer],
                "document_type": "invoice",
                "number": number,
                "issued_on": date(2026, 3, 2),
                "file": IssuedFile(
                    name=f"{number}.pdf",
                    media_type="application/pdf",
                    sha256=sha256(content).hexdigest(),
                    content=content,
                ),
                **changes,
            }
        )
        return Incoming(
            id=event_id or str(new_id()),
            source=SOURCE,
            type=DOCUMENT_ISSUED,
            time=None,
            body_sha256=sha256(msgspec.json.encode(issued)).hexdigest(),
            data=issued,
            publisher=publisher,
        )

    def receive(self, event: Incoming[DocumentIssued]) -> None:
        """Take an event in, as the service does."""
        around = Surroundings(
            database=self.database,
            archive=self.archive,
            now=self.clock.now(),
            portal_url="https://portal.example.com",
        )
        receive_document(event, around)

    def add(self, customer: UUID, number: str, **changes: Any) -> BillingDocument:
        """Put a document into the index alone, with `changes`."""
        document = an_archived_document(customer, number, **changes)
        with self.database.transaction(organisation_id=customer) as session:
            assert DocumentStore(session).add_if_new(document)
        return document

    def page(self, customer: UUID, **query: Any) -> DocumentPage:
        """Return one page of a customer's documents."""
        with self.database.transaction(organisation_id=customer) as session:
            return list_documents(customer, DocumentQuery(**query), DocumentStore(session))

    def told(self, routing_key: str) -> list[dict[str, Any]]:
        """Return the bodies of what waits to be told, the oldest first."""
        query = OUTBOX.select().where(OUTBOX.c.routing_key == routing_key).order_by(OUTBOX.c.id)
        with self.database.transaction() as session:
            return [msgspec.json.decode(row.body) for row in session.execute(query)]

    def audit(self, customer: UUID) -> list[AuditLine]:
        """Return a customer's audit trail, the newest entry first."""
        with self.database.transaction(organisation_id=customer) as session:
            return AuditTrail(session, self.clock.now()).page(customer)


def open_archive(environment: Mapping[str, str]) -> Archive:
    """Return the archive that these settings name."""
    unused = {
        "KONTOR_AMQP_URL": "amqp://",
        "KONTOR_DATABASE_URL": "postgresql://",
        "KONTOR_PRINCIPAL_KEYS": "keys.json",
    }
    return Archive(load(Settings, {**unused, **environment}))


def an_archived_document(customer: UUID, number: str, **changes: Any) -> BillingDocument:
    """Return a document as the index knows it, with `changes`."""
    values: dict[str, Any] = {
        "id": new_id(),
        "organisation_id": customer,
        "source": SOURCE,
        "document_type": "invoice",
        "number": number,
        "title": None,
        "issued_on": date(2026, 3, 2),
        "due_on": None,
        "total_minor_units": 11900,
        "currency": "EUR",
        "seller_name": "Musterfabrik GmbH (Demo)",
        "buyer_name": "Musterkunde AG (Demo)",
        "folder": "post",
        "format": "hybrid_pdf",
        "file_name": f"{number}.pdf",
        "media_type": "application/pdf",
        "size_bytes": 1000,
        "sha256": sha256(number.encode()).hexdigest(),
        "object_key": f"00/{customer}/{number}.pdf",
        "version_id": "1",
        "received_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        "available_until": date(2027, 3, 2),
        "locked_until": datetime(2027, 3, 4, tzinfo=UTC),
        "run_id": None,
        "faults": (),
        "notice_requested_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    }
    return BillingDocument(**{**values, **changes})
