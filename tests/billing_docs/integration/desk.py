"""The use cases of billing-docs on a real database and a real archive, without a process."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import delete, text

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.printing.press import Press
from billing_docs.adapters.reading import Readers
from billing_docs.adapters.rules import RuleBook
from billing_docs.adapters.scanning import Scanner
from billing_docs.adapters.views import Views
from billing_docs.domain.document import ArchivedObject, BillingDocument
from billing_docs.domain.document_list import Wanted
from billing_docs.domain.look import LookKind
from billing_docs.resources import Resources
from billing_docs.settings import Settings
from billing_docs.store.customers import CustomerStore
from billing_docs.store.document_lists import LONGEST_WALK, DocumentLists
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.documents import DocumentStore
from billing_docs.store.examination_tables import DOCUMENT_EXAMINATION
from billing_docs.store.filing import FilingStore
from billing_docs.store.holds import HoldStore
from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.store.sending_tables import DELIVERY
from billing_docs.store.tables import DOCUMENT, DOCUMENT_EVENT
from billing_docs.use_cases.delete_document import delete_document
from billing_docs.use_cases.find_publications import find_publications
from billing_docs.use_cases.list_documents import list_documents
from billing_docs.use_cases.list_without_notice import list_without_notice
from billing_docs.use_cases.name_e_billing_address import name_e_billing_address
from billing_docs.use_cases.post.move_documents import move_documents
from billing_docs.use_cases.post.summarise_documents import summarise_documents
from billing_docs.use_cases.receive_document import Surroundings, receive_document
from billing_docs.use_cases.remember_customer import remember_customer
from chassis.audit import AuditLine, AuditTrail
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.outbox import Outbox
from chassis.parking import Parking
from chassis.publishers import Publisher
from chassis.settings import load
from chassis.tables import INBOX, OUTBOX
from contracts.billing_docs import (
    DocumentPage,
    DocumentQuery,
    Folder,
    Publication,
    PublicationQuery,
    WithoutNoticeQuery,
)
from contracts.events import OrganisationChanged
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued, IssuedFile
from contracts.post import DocumentSummary
from tests.billing_docs.integration.world import E_BILLING, SOURCE

ERP = Publisher(user="erp-demo", sources=frozenset({SOURCE}), customers=None)
_NUMBERS = itertools.count(50001)


@cache
def shared_readers() -> Readers:
    """Return reading processes that all desks of a test process share; they end with it."""
    return Readers(processes=2)


@cache
def shared_rule_book() -> RuleBook:
    """Return the process that knows the rules; it ends with the test process."""
    return RuleBook()


@cache
def shared_press() -> Press:
    """Return the process that prepares for printing; it ends with the test process."""
    return Press()


@dataclass(kw_only=True)
class Desk:
    """The use cases, a clock that stands, and any number of customers."""

    database: Database
    archive: Archive
    clock: FixedClock
    readers: Readers = field(default_factory=shared_readers)
    rule_book: RuleBook = field(default_factory=shared_rule_book)
    scanner: Scanner | None = None
    customers: dict[UUID, str] = field(default_factory=dict)

    def resources(self) -> Resources:
        """Return what every call of the service shares."""
        return Resources(
            archive=self.archive,
            views=self.views(),
            readers=self.readers,
            press=shared_press(),
            rule_book=self.rule_book,
        )

    def new_customer(self, *, e_billing_address: str | None = E_BILLING) -> UUID:
        """Return a new customer."""
        organisation_id, number = new_id(), f"{next(_NUMBERS):05}"
        self.customers[organisation_id] = number
        self.remember(organisation_id, e_billing_address=e_billing_address)
        return organisation_id

    def remember(
        self,
        organisation_id: UUID,
        *,
        e_billing_address: str | None = None,
        version: int = 1,
        name: str = "Musterkunde AG (Demo)",
    ) -> None:
        """Take over what identity announces of a customer."""
        changed = OrganisationChanged(
            organisation_id=organisation_id,
            version=version,
            kind="customer",
            customer_number=self.customers[organisation_id],
            name=name,
            language="de",
            e_billing_address=e_billing_address,
        )
        now = self.clock.now()
        with self.database.transaction(organisation_id=organisation_id) as session:
            remember_customer(changed, session, Outbox(session, "billing_docs", now), now)

    def name_e_billing_address(self, organisation_id: UUID, email: str) -> None:
        """Make it the customer's one address, as vendor administration does."""
        now = self.clock.now()
        with self.database.transaction(organisation_id=organisation_id) as session:
            name_e_billing_address(
                organisation_id,
                email,
                by="person:staff",
                now=now,
                store=CustomerStore(session),
                outbox=Outbox(session, "billing_docs", now),
                audit=AuditTrail(session, now),
            )

    def event(
        self,
        content: bytes,
        customer: UUID,
        number: str = "RE-1",
        *,
        event_id: str | None = None,
        media_type: str = "application/pdf",
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
                    media_type=media_type,
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
            readers=self.readers,
            rule_book=self.rule_book,
            scanner=self.scanner,
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

    def add_ordered(
        self,
        customer: UUID,
        number: str,
        *,
        ordered_on: date | None = None,
        content: bytes | None = None,
    ) -> BillingDocument:
        """Put a document into the index that is ordered on paper; without content, it is lost."""
        changes: dict[str, Any] = {}
        if content is not None:
            key = f"00/{customer}/{number}.pdf"
            put = self.store().put_object(Bucket=self.archive.bucket, Key=key, Body=content)
            digest = sha256(content).hexdigest()
            changes = {"object_key": key, "version_id": put["VersionId"], "sha256": digest}
        document = self.add(customer, number, **changes)
        with self.database.transaction(organisation_id=customer) as session:
            PrintOrderStore(session).order(
                document_id=document.id,
                organisation_id=customer,
                reason="postal_mode",
                ordered_on=ordered_on or self.clock.today(),
                ordered_at=self.clock.now(),
            )
        return document

    def page(
        self,
        customer: UUID,
        *,
        reader: UUID | None = None,
        longest_walk: int = LONGEST_WALK,
        **query: Any,
    ) -> DocumentPage:
        """Return one page of a customer's documents."""
        with self.database.transaction(organisation_id=customer) as session:
            return list_documents(
                customer,
                DocumentQuery(**query),
                DocumentLists(session, longest_walk=longest_walk),
                reader=reader,
            )

    def numbers_of_all_pages(self, customer: UUID, **query: Any) -> list[str]:
        """Return the numbers of a whole list, read page by page."""
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = self.page(customer, cursor=cursor, **query)
            found += [document.number for document in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return found

    def move(self, customer: UUID, *document_ids: UUID, folder: Folder = "archive") -> list[str]:
        """Put documents into a folder, as one of the customer's people does; return what became."""
        now = self.clock.now()
        with self.database.transaction(organisation_id=customer) as session:
            moved = move_documents(
                customer,
                document_ids,
                folder=folder,
                by="person:member",
                store=FilingStore(session),
                audit=AuditTrail(session, now),
            )
        assert [each.document_id for each in moved.items] == list(document_ids)
        return [each.outcome for each in moved.items]

    def summary(self, customer: UUID, reader: UUID | None = None) -> DocumentSummary:
        """Return how many documents a customer has, and how many the reader has not read."""
        with self.database.transaction(organisation_id=customer) as session:
            return summarise_documents(
                customer,
                reader=reader,
                store=FilingStore(session),
                looks=DocumentLooks(session),
            )

    def look(self, document: BillingDocument, reader: UUID, kind: LookKind = "previewed") -> None:
        """Look at a document as one of the customer's people."""
        organisation_id = document.organisation_id
        with self.database.transaction(organisation_id=organisation_id) as session:
            DocumentLooks(session).remember(document, reader, kind, self.clock.now())

    def delete(self, document: BillingDocument) -> None:
        """Delete a document that its admin has looked up before."""
        now = self.clock.now()
        with self.database.transaction(organisation_id=document.organisation_id) as session:
            delete_document(
                document,
                by="person:admin",
                today=self.clock.today(),
                now=now,
                store=DocumentStore(session),
                holds=HoldStore(session),
                audit=AuditTrail(session, now),
            )

    def stored(self, customer: UUID) -> list[BillingDocument]:
        """Return a customer's documents as the index keeps them, newest first."""
        with self.database.transaction(organisation_id=customer) as session:
            everything = Wanted(organisation_id=customer, key="issued_on", descending=True)
            return list(DocumentLists(session).page(everything, after=None, limit=1000).documents)

    def forget(self, document: BillingDocument) -> None:
        """Lose a document from the index, as a restored database has lost the last ones."""
        with self.database.transaction(every_organisation=True) as session:
            for table in (DELIVERY, DOCUMENT_EXAMINATION, DOCUMENT_EVENT):
                session.execute(delete(table).where(table.c.document_id == document.id))
            session.execute(delete(DOCUMENT).where(DOCUMENT.c.id == document.id))
            session.execute(delete(INBOX))

    @contextmanager
    def refusal(self, code: str) -> Iterator[None]:
        """Expect a refusal with this code."""
        with pytest.raises(Refused) as refused:
            yield
        assert refused.value.code == code

    def run_sql(self, statement: str, **values: Any) -> list[Any]:
        """Return rows, whosesoever they are."""
        with self.database.transaction(every_organisation=True) as session:
            return list(session.execute(text(statement), values).all())

    def views(self) -> Views:
        """Return where page images and the like lie."""
        return Views(self.archive.client, self.archive.bucket.replace("-archive", "-views"))

    def store(self) -> Any:
        """Return a client of the object store."""
        return self.archive._client  # noqa: SLF001 - the same store, with the same rights

    def locked_until(self, kept: ArchivedObject) -> datetime:
        """Return until when the object store refuses to delete an object."""
        answer = self.store().get_object_retention(
            Bucket=self.archive.bucket, Key=kept.object_key, VersionId=kept.version_id
        )
        until: datetime = answer["Retention"]["RetainUntilDate"]
        return until

    def pages_without_notice(self, **query: Any) -> list[list[str]]:
        """Return the numbers on each page of documents that nobody was told of."""
        pages: list[list[str]] = []
        cursor: str | None = None
        while not pages or cursor is not None:
            with self.database.transaction(every_organisation=True) as session:
                page = list_without_notice(
                    WithoutNoticeQuery(cursor=cursor, **query), DocumentStore(session)
                )
            pages.append([document.number for document in page.items])
            cursor = page.next_cursor
        return pages

    def publications(self, source: str, *event_ids: str) -> list[Publication]:
        """Return what became of these events."""
        query = PublicationQuery(source=source, event_ids=event_ids)
        with self.database.transaction(every_organisation=True) as session:
            parking = Parking(session, self.clock.now())
            return list(find_publications(query, DocumentStore(session), parking).items)

    def publisher_for(self, *customers: UUID) -> Publisher:
        """Return an ERP that may speak for these customers alone."""
        numbers = frozenset(self.customers[each] for each in customers)
        return Publisher(user="erp-demo", sources=frozenset({SOURCE}), customers=numbers)

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
        "KONTOR_ENV": "test",
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
        "retained_through": date(2034, 12, 31),
        "locked_until": datetime(2035, 1, 2, tzinfo=UTC),
        "run_id": None,
        "faults": (),
        "notice_requested_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    }
    return BillingDocument(**{**values, **changes})
