"""billing-docs as a real process, a customer it knows, and what a test sees around it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import boto3
import msgspec
from kombu import Queue
from kombu.exceptions import OperationalError
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Row

from billing_docs.store.tables import CUSTOMER
from chassis.clock import SystemClock
from chassis.context import PREFIX
from chassis.database import Database
from chassis.ids import new_id
from chassis.outbox import Outbox
from chassis.parking import Parking
from chassis.principal import PrincipalSigner
from chassis.tables import PARKED
from chassis.testing import RunningService, TestKeys, a_principal
from contracts.billing_docs import ArchivedFile, Document, DocumentPage
from contracts.events import NoticeRequested, OrganisationChanged
from contracts.inbound import DOCUMENT_ISSUED
from contracts.principal import Principal
from kontor_local.namespace import Namespace
from kontor_publisher import Publisher
from tests.chassis.bus import STRUCTURED, Bus
from tests.waiting import until

T = TypeVar("T")

SOURCE = "/erp/demo"
E_BILLING = "rechnung@musterkunde.example"


@dataclass(kw_only=True)
class World:
    """The service, the bus and one customer of the test's own."""

    service: RunningService
    keys: TestKeys
    bus: Bus
    erp_bus: Bus
    erp: Publisher
    database: Database
    namespace: Namespace
    customer_number: str
    outbound: Queue
    notices: Queue
    clock_file: Path
    crash_points: Path
    organisation_id: UUID = field(default_factory=new_id)

    def number(self, prefix: str = "RE") -> str:
        """Return a document number that no other test uses: an issuer gives each once."""
        return f"{prefix}-{self.customer_number}"

    # What others say ------------------------------------------------------------------------------

    def introduce_customer(
        self,
        number: str | None = None,
        *,
        organisation_id: UUID | None = None,
        e_billing_address: str | None = E_BILLING,
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
        message_id = str(new_id())
        self.bus.publish(
            msgspec.json.encode(changed),
            exchange="identity.events",
            routing_key="organisation_changed",
            message_id=message_id,
        )
        known = f"organisation_id = '{which}' AND version >= {version}"
        until(lambda: self.count("customer", known) == 1)
        return which

    def add_customer_row(self, organisation_id: UUID, number: str) -> None:
        """Let the service know of a customer without having handled an announcement."""
        with self.database.transaction(organisation_id=organisation_id) as session:
            session.execute(
                insert(CUSTOMER).values(
                    organisation_id=organisation_id,
                    customer_number=number,
                    name="Musterkunde AG (Demo)",
                    language="de",
                    version=1,
                )
            )

    def publish(self, content: bytes, number: str | None = None, **options: Any) -> str:
        """Publish a document as an ERP does; return the event id."""
        options.setdefault("customer_number", self.customer_number)
        options.setdefault("issued_on", date(2026, 3, 2))
        return self.erp.publish_document(
            content, number=number or self.number(), **options
        ).event_id

    def an_event(self, content: bytes, number: str | None = None, **changes: Any) -> dict[str, Any]:
        """Return an acceptable CloudEvent as a dictionary; `changes` are fields of its data."""
        data = {
            "customer_number": self.customer_number,
            "document_type": "invoice",
            "number": number or self.number(),
            "issued_on": "2026-03-02",
            "file": a_file(content),
            **changes,
        }
        return {
            "specversion": "1.0",
            "id": str(new_id()),
            "source": SOURCE,
            "type": DOCUMENT_ISSUED,
            "data": data,
        }

    def tell(self, event: dict[str, Any] | bytes, **delivery: Any) -> bytes:
        """Publish any bytes as the ERP's broker user; return the body."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        usual = {
            "exchange": "kontor.in",
            "routing_key": DOCUMENT_ISSUED,
            "user_id": "erp-demo",
            "content_type": STRUCTURED,
        }
        sent = {name: value for name, value in {**usual, **delivery}.items() if value is not None}
        self.erp_bus.publish(body, **sent)
        return body

    def upload(self, content: bytes) -> str:
        """Hand a file in as `POST /v1/uploads` does; return its reference."""
        key = f"{new_id()}/{hashlib.sha256(content).hexdigest()}"
        self.store().put_object(Bucket=self.namespace.uploads_bucket, Key=key, Body=content)
        return f"upload:{key}"

    def forget_upload(self, reference: str) -> None:
        """Lose an upload, as they are swept after a while."""
        key = reference.removeprefix("upload:")
        self.store().delete_object(Bucket=self.namespace.uploads_bucket, Key=key)

    # What the service answers ---------------------------------------------------------------------

    def call(self, method: str, caller: Principal, **arguments: Any) -> dict[str, Any]:
        """Call the service as the gateway does; return the whole answer."""
        return self.bus.answer(self.ask(method, caller, **arguments))

    def ask(self, method: str, caller: Principal, **arguments: Any) -> Queue:
        """Call the service without waiting; return the queue the answer comes to."""
        now = self.now()
        caller = msgspec.structs.replace(caller, expires_at=now + timedelta(seconds=60))
        token = PrincipalSigner(self.keys.private).sign(caller, now)
        return self.bus.ask(
            "billing_docs", method, headers={f"{PREFIX}principal": token}, **arguments
        )

    def admin(self, **changes: Any) -> Principal:
        """Return an admin of the customer, or whoever `changes` make of him."""
        return a_principal(**{"organisation_id": self.organisation_id, **changes})

    def documents(self, caller: Principal | None = None, **query: Any) -> list[Document]:
        """Return the first page of documents that a caller sees."""
        answer = self.call("list_documents", caller or self.admin(), query=query)
        assert answer["error"] is None, answer
        return list(msgspec.convert(answer["result"], DocumentPage).items)

    def wait_listed(self, count: int = 1, *, seconds: float = 60) -> list[Document]:
        """Return the customer's documents once there are `count`."""

        def listed() -> list[Document]:
            found = self.documents()
            return found if len(found) == count else []

        return until(listed, seconds=seconds)

    def archived(self, document_id: UUID, caller: Principal | None = None) -> ArchivedFile:
        """Return where a document lies."""
        answer = self.call("open_download", caller or self.admin(), document_id=str(document_id))
        assert answer["error"] is None, answer
        return msgspec.convert(answer["result"], ArchivedFile)

    # What is in the archive, in the database and on the bus ---------------------------------------

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

    def bytes_of(self, file: ArchivedFile) -> bytes:
        """Read a document out of the object store."""
        answer = self.store().get_object(
            Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
        )
        content: bytes = answer["Body"].read()
        return content

    def record_of(self, file: ArchivedFile) -> dict[str, Any]:
        """Return what is written down beside a document's bytes."""
        head = self.store().head_object(
            Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
        )
        record: dict[str, Any] = json.loads(base64.b64decode(head["Metadata"]["kontor-record"]))
        return record

    def versions(self) -> list[str]:
        """Return the versions of all objects that the archive holds for the customer."""
        return versions_of(self.store(), self.namespace.archive_bucket, self.organisation_id)

    def count(self, table: str, condition: str = "true") -> int:
        """Count rows, whosesoever they are."""
        with self.database.transaction(every_organisation=True) as session:
            found = session.scalar(text(f"SELECT count(*) FROM {table} WHERE {condition}"))  # noqa: S608 - a test's own words
        return int(found or 0)

    def parked(self, body: bytes) -> Row[Any] | None:
        """Return the parked message with exactly this body, None if there is none."""
        query = select(PARKED).where(PARKED.c.body == body)
        with self.database.transaction() as session:
            return session.execute(query).one_or_none()

    def wait_parked(self, body: bytes) -> Row[Any]:
        """Return the message with exactly this body once it is parked."""

        def found() -> Row[Any] | None:
            row = self.parked(body)
            return row if row is not None and row.state == "parked" else None

        parked = until(found)
        assert parked is not None
        return parked

    def parked_code(self, event_id: str) -> str | None:
        """Return the reason for which an event is parked now, None if it is not."""
        with self.database.transaction() as session:
            return Parking(session, SystemClock().now()).of_events(SOURCE, [event_id]).get(event_id)

    def replay(self, parked_id: UUID) -> None:
        """Put a parked message back, as an operator does."""
        now = SystemClock().now()
        with self.database.transaction() as session:
            outbox = Outbox(session, "billing_docs", now)
            assert Parking(session, now).replay(outbox, parked_id, by="person:operator")

    def heard(self, event_type: str, event_id: str, *, seconds: float = 60) -> dict[str, Any]:
        """Return the data of the next event of that type on kontor.out about an event of ours."""

        def arrived() -> dict[str, Any] | None:
            event = json.loads(self.bus.next_message(self.outbound, seconds).body)
            about_it = event["type"] == event_type and event["data"]["event_id"] == event_id
            return event["data"] if about_it else None

        found = until(arrived, seconds=seconds, every=0)
        assert found is not None
        return found

    def wait_for(self, condition: Callable[[], T], *, seconds: float = 60) -> T:
        """Return what the condition answers once it is something."""
        return until(condition, seconds=seconds)

    def settled(self) -> None:
        """Return once everything that was to be told has been told."""
        until(lambda: self.count("outbox") == 0)

    def notices_heard(self) -> list[tuple[str, NoticeRequested]]:
        """Return what was asked of notifications for the customer: message ids and notices."""
        self.settled()
        found = []
        while message := self.notices.get(no_ack=True):
            notice = msgspec.json.decode(message.body, type=NoticeRequested)
            if notice.organisation_id == self.organisation_id:
                found.append((message.properties["message_id"], notice))
        return found

    # Time and death -------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return what the service takes for the present instant."""
        offset = self.clock_file.read_text() if self.clock_file.exists() else "0"
        return datetime.now(UTC) + timedelta(seconds=float(offset))

    def move_clock(self, instant: datetime) -> None:
        """Let the service believe that it is `instant`, while it runs."""
        draft = self.clock_file.with_suffix(".draft")
        draft.write_text(str((instant - datetime.now(UTC)).total_seconds()))
        draft.replace(self.clock_file)

    def die_at(self, place: str) -> None:
        """Let the process die the next time it comes by `place`, for what is told from now on."""
        # Its relay may still be at what the customer's introduction had it tell.
        self.settled()
        (self.crash_points / place).touch()

    def close(self) -> None:
        """Give everything back."""
        self.database.dispose()
        self.erp.close()
        for bus in (self.bus, self.erp_bus):
            # A connection that the broker has closed cannot say goodbye.
            with suppress(OSError, OperationalError):
                bus.close()


def a_file(made_of: bytes, /, **changes: Any) -> dict[str, Any]:
    """Return the description of a PDF as an event carries it, with `changes`; None leaves out."""
    file = {
        "name": "RE.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(made_of).hexdigest(),
        "content": base64.b64encode(made_of).decode(),
        **changes,
    }
    return {name: value for name, value in file.items() if value is not None}


def versions_of(store: Any, bucket: str, organisation_id: UUID) -> list[str]:
    """Return the versions, delete markers too, of an organisation's objects in a bucket."""
    shard = hashlib.sha256(organisation_id.bytes).hexdigest()[:2]
    found = store.list_object_versions(Bucket=bucket, Prefix=f"{shard}/{organisation_id}/")
    entries = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
    return [entry["VersionId"] for entry in entries]
