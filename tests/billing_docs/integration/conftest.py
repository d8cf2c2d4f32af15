"""billing-docs as a real process, a customer it knows, and an ERP that publishes to it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import boto3
import msgspec
import pytest
from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.context import PREFIX
from chassis.database import Database
from chassis.ids import new_id
from chassis.parking import Parking
from chassis.testing import RunningService, TestKeys, a_principal
from contracts.billing_docs import ArchivedFile, Document, DocumentPage
from contracts.events import OrganisationChanged
from contracts.principal import Principal
from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    LetterSketch,
    reminder,
)
from kontor_local.namespace import Namespace
from kontor_publisher import Publisher
from tests.chassis.integration.conftest import Bus
from tests.service_plugin import RunService
from tests.waiting import until

SOURCE = "/erp/demo"
_NUMBERS = itertools.count(10001)


@dataclass(kw_only=True)
class World:
    """The service, the bus and one customer."""

    service: RunningService
    bus: Bus
    keys: TestKeys
    erp: Publisher
    database: Database
    namespace: Namespace
    customer_number: str
    organisation_id: UUID = field(default_factory=new_id)
    outbound: Any = None

    def introduce_customer(
        self,
        number: str | None = None,
        *,
        organisation_id: UUID | None = None,
        e_billing_address: str | None = "rechnung@musterkunde.example",
        version: int = 1,
    ) -> UUID:
        """Announce a customer as identity does, and wait until it is known."""
        which = organisation_id or self.organisation_id
        changed = OrganisationChanged(
            organisation_id=which,
            version=version,
            kind="customer",
            customer_number=number or self.customer_number,
            name="Musterkunde AG (Demo)",
            language="de",
            e_billing_address=e_billing_address,
        )
        self.bus.publish(
            msgspec.json.encode(changed),
            exchange="identity.events",
            routing_key="organisation_changed",
            message_id=str(new_id()),
        )
        until(
            lambda: (
                self.count("customer", f"organisation_id = '{which}' AND version >= {version}") == 1
            )
        )
        return which

    def publish(self, content: bytes, number: str, **options: Any) -> str:
        """Publish a document; return the event id."""
        options.setdefault("customer_number", self.customer_number)
        options.setdefault("issued_on", date(2026, 3, 2))
        options.setdefault("file_name", f"{number}.pdf")
        options.setdefault("media_type", "application/pdf")
        return self.erp.publish_document(content, number=number, **options).event_id

    def call(self, method: str, caller: Principal, **arguments: Any) -> dict[str, Any]:
        """Call the service as the gateway does."""
        headers = {f"{PREFIX}principal": self.keys.token_for(caller)}
        return self.bus.call("billing_docs", method, headers=headers, **arguments)

    def customer_admin(self, **changes: Any) -> Principal:
        """Return an admin of the customer."""
        return a_principal(organisation_id=self.organisation_id, **changes)

    def documents(self, caller: Principal | None = None, **query: Any) -> list[Document]:
        """Return the first page of documents that a caller sees."""
        answer = self.call("list_documents", caller or self.customer_admin(), query=query)
        assert answer["error"] is None, answer
        return list(msgspec.convert(answer["result"], DocumentPage).items)

    def archived(self, document_id: UUID, caller: Principal | None = None) -> ArchivedFile:
        """Return where a document lies."""
        answer = self.call(
            "open_download", caller or self.customer_admin(), document_id=str(document_id)
        )
        assert answer["error"] is None, answer
        return msgspec.convert(answer["result"], ArchivedFile)

    def bytes_of(self, file: ArchivedFile) -> bytes:
        """Read a document out of the object store."""
        answer = self.store().get_object(
            Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
        )
        content: bytes = answer["Body"].read()
        return content

    def store(self) -> Any:
        """Return a client of the object store."""
        servers = self.namespace.servers
        return boto3.client(
            "s3",
            endpoint_url=servers.s3_url,
            aws_access_key_id=servers.s3_access_key,
            aws_secret_access_key=servers.s3_secret_key,
            region_name="us-east-1",
        )

    def count(self, table: str, condition: str = "true") -> int:
        """Count rows, whosesoever they are."""
        with self.database.transaction(every_organisation=True) as session:
            found = session.scalar(text(f"SELECT count(*) FROM {table} WHERE {condition}"))
        return int(found or 0)

    def parked_code(self, event_id: str) -> str | None:
        """Return the reason for which an event is parked now, None if it is not."""
        with self.database.transaction() as session:
            return Parking(session, SystemClock().now()).of_events(SOURCE, [event_id]).get(event_id)

    def heard_outside(self, seconds: float = 15) -> dict[str, Any]:
        """Return the next event on kontor.out."""
        event: dict[str, Any] = json.loads(self.bus.next_message(self.outbound, seconds).body)
        return event


@pytest.fixture(scope="module")
def service(module_run_service: RunService, module_namespace: Namespace) -> RunningService:
    """Return billing-docs, shared by the tests of one file."""
    return module_run_service("billing_docs", **archive_settings(module_namespace))


@pytest.fixture
def world(service: RunningService, module_namespace: Namespace, keys: TestKeys) -> Iterator[World]:
    """Return a customer of its own for each test, on the shared service."""
    bus = Bus(module_namespace.amqp_url("operator"))
    erp = Publisher(module_namespace.amqp_url("erp-demo"), SOURCE)
    database = Database(service.environment["KONTOR_DATABASE_URL"])
    world = World(
        service=service,
        bus=bus,
        keys=keys,
        erp=erp,
        database=database,
        namespace=module_namespace,
        customer_number=f"{next(_NUMBERS):05}",
        outbound=bus.listen("kontor.out", "#"),
    )
    world.introduce_customer()
    yield world
    database.dispose()
    erp.close()
    bus.connection.release()


def archive_settings(namespace: Namespace) -> dict[str, str]:
    """Return what billing-docs needs beyond what every service needs."""
    servers = namespace.servers
    return {
        "KONTOR_S3_URL": servers.s3_url,
        "KONTOR_S3_ACCESS_KEY": servers.s3_access_key,
        "KONTOR_S3_SECRET_KEY": servers.s3_secret_key,
        "KONTOR_ARCHIVE_BUCKET": namespace.archive_bucket,
        "KONTOR_UPLOADS_BUCKET": namespace.uploads_bucket,
        "KONTOR_ARCHIVE_LOCK_MODE": "governance",
        "KONTOR_PORTAL_URL": "https://portal.example.com",
    }


def an_invoice(number: str = "RE-2026-1001", **changes: Any) -> InvoiceSketch:
    """Return the sketch of some invoice, with `changes`."""
    values: dict[str, Any] = {
        "number": number,
        "issued_on": date(2026, 3, 2),
        "due_on": date(2026, 3, 16),
        "seller": MUSTERFABRIK,
        "buyer": MUSTERKUNDE,
        "customer_number": "10001",
        "lines": (InvoiceLine(text="Wartung", quantity=Decimal(1), unit_price_cents=10000),),
    }
    return InvoiceSketch(**{**values, **changes})


def a_reminder(number: str) -> LetterSketch:
    """Return the sketch of a reminder for some invoice."""
    return reminder(
        an_invoice("RE-OVERDUE"),
        number=number,
        issued_on=date(2026, 3, 20),
        pay_by=date(2026, 4, 3),
    )
