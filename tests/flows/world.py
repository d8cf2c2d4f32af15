"""What a flow does: publish as the ERP, read as people, look at the mails, count behind it all."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import boto3
import httpx
import psutil
from sqlalchemy import Row, text

from chassis.audit import AuditTrail
from chassis.clock import BERLIN, SystemClock
from chassis.database import Database
from contracts.inbound import CustomerUpserted
from kontor_demo.company import ADMINISTRATION, PASSWORD, VENDOR_NAME
from kontor_demo.documents import make_zugferd_invoice
from kontor_demo.portal import Account, Portal
from kontor_local.namespace import DEMO_PUBLISHER
from kontor_local.product import Product
from kontor_publisher import Publisher
from tests.demo_documents.sketches import an_invoice
from tests.waiting import until

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_NUMBERS = itertools.count(30001)
NOT_NOW = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer of the flow, its admin and its accountant at the e-billing address."""

    number: str
    domain: str
    admin: Account
    accountant: Account


@dataclass(frozen=True, kw_only=True)
class Published:
    """A document as the ERP gave it away."""

    number: str
    content: bytes
    event_id: str

    @property
    def sha256(self) -> str:
        """The digest that every copy must have."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An invoice as the ERP's form shop made it."""

    number: str
    issued_on: date
    content: bytes


def an_invoice_pdf(customer: Customer, number: str) -> Drawn:
    """Return a hybrid invoice for the customer."""
    sketch = an_invoice(number=number, customer_number=customer.number)
    return Drawn(number=number, issued_on=sketch.issued_on, content=make_zugferd_invoice(sketch))


class World:
    """One running product and everybody around it."""

    def __init__(self, product: Product, crash_points: Path) -> None:
        self.product = product
        self._crash_points = crash_points
        self.portal = Portal(product)
        self.erp = self.portal.erp()
        self.dice = random.Random(20261122)  # noqa: S311 - a shuffle that can be repeated
        self._issued_to: dict[str, str] = {}
        self._databases: dict[str, Database] = {}
        self._is_founded = False
        self._staff: str | None = None

    def close(self) -> None:
        """Let go of every connection."""
        self.erp.close()
        self.portal.close()
        for database in self._databases.values():
            database.dispose()

    # People --------------------------------------------------------------------------------------

    def staff(self) -> str:
        """Return a session of the vendor's administration."""
        if not self._is_founded:
            self.portal.bootstrap(ADMINISTRATION, VENDOR_NAME)
            self._is_founded = True
        if self._staff is None:
            self._staff = self.portal.settle_in(ADMINISTRATION)
        return self._staff

    def today(self) -> date:
        """Return the day in Berlin as the product's clock has it."""
        offset = self.product.move_clock(timedelta())
        return (SystemClock().now() + offset).astimezone(BERLIN).date()

    def let_pass(self, time: timedelta) -> None:
        """Move the product's clock; who is signed in may then be no longer."""
        self.product.move_clock(time)
        self._staff = None

    def new_customer(self) -> Customer:
        """Announce a customer of its own as the ERP does; nobody has accepted anything yet."""
        number = str(next(_NUMBERS))
        # The mail sink is shared with other products, the addresses are not.
        domain = f"kunde{number}.{self.product.namespace.name}.example"
        customer = Customer(
            number=number,
            domain=domain,
            admin=Account(email=f"admin@{domain}", name="Adam Muster", password=PASSWORD),
            accountant=Account(email=f"rechnung@{domain}", name="Berta Muster", password=PASSWORD),
        )
        self.portal.announce_customer(
            self.erp,
            CustomerUpserted(
                customer_number=number,
                name=f"Kunde {number} (Demo)",
                version=1,
                contact_email=customer.admin.email,
                e_billing_address=customer.accountant.email,
            ),
        )
        return customer

    def get(self, path: str, token: str, **options: Any) -> httpx.Response:
        """Ask the API as somebody; what is away for a moment, or took too long, is asked again."""

        def ask() -> httpx.Response | None:
            answer = self.portal.http.get(path, headers=self.portal.as_(token), **options)
            return None if answer.status_code in NOT_NOW else answer

        return until(ask, seconds=60, every=0.2)

    def documents(self, token: str) -> list[dict[str, Any]]:
        """Return the first page of somebody's documents."""
        items: list[dict[str, Any]] = (
            self.get("/v1/documents", token).raise_for_status().json()["items"]
        )
        return items

    def count_listed(self, token: str, **filters: Any) -> int:
        """Count the documents of one page that fit the filters."""
        answer = self.get("/v1/documents", token, params=filters).raise_for_status()
        return len(answer.json()["items"])

    def settle_reader(self, email: str) -> str:
        """Return a session of an invited colleague."""
        return self.portal.settle_in(Account(email=email, name="Rita Muster", password=PASSWORD))

    # The ERP -------------------------------------------------------------------------------------

    def issue(self, customer: Customer, number: str, *, times: int = 1) -> Published:
        """Publish an invoice `times` times."""
        (published,) = self.issue_all(customer, [number], times=times)
        return published

    def issue_all(
        self, customer: Customer, numbers: Sequence[str], *, times: int = 1
    ) -> list[Published]:
        """Publish invoices, each `times` times, in a shuffled order."""
        drawn = {number: an_invoice_pdf(customer, number) for number in numbers}
        order = [number for number in numbers for _ in range(times)]
        self.dice.shuffle(order)
        ids = {number: self._publish(self.erp, customer, drawn[number]) for number in order}
        return [
            Published(number=number, content=drawn[number].content, event_id=ids[number])
            for number in numbers
        ]

    def issue_spooled(self, customer: Customer, number: str, spool: Path) -> Published:
        """Publish an invoice; while the broker is away the event waits in `spool`."""
        drawn = an_invoice_pdf(customer, number)
        with self._erp_with(spool) as erp:
            event_id = self._publish(erp, customer, drawn)
        return Published(number=number, content=drawn.content, event_id=event_id)

    def flush(self, spool: Path) -> int:
        """Send what waits in a spool folder; return how many events still wait."""
        with self._erp_with(spool) as erp:
            return erp.flush_spool().waiting

    @property
    def erp_address(self) -> str:
        """The broker as the demo ERP reaches it."""
        return self.product.namespace.amqp_url(DEMO_PUBLISHER.user)

    def _erp_with(self, spool: Path) -> Publisher:
        return Publisher(self.erp_address, self.erp.source, spool=spool, deadline_seconds=2)

    def _publish(self, erp: Publisher, customer: Customer, drawn: Drawn) -> str:
        # An ERP gives a number once. Files that share the product draw on the same numbers, and
        # which of them share it depends on how quick the others were.
        owner = self._issued_to.setdefault(drawn.number, customer.number)
        assert owner == customer.number, f"{drawn.number} was issued before in this product"
        return erp.publish_document(
            drawn.content,
            customer_number=customer.number,
            number=drawn.number,
            issued_on=drawn.issued_on,
            file_name=f"{drawn.number}.pdf",
            media_type="application/pdf",
        ).event_id

    def issue_as(self, source: str, customer: Customer, number: str) -> str:
        """Publish under the demo ERP's login but another system's name; return the event id."""
        with Publisher(self.erp_address, source, deadline_seconds=60) as impostor:
            return self._publish(impostor, customer, an_invoice_pdf(customer, number))

    # Behind the scenes ---------------------------------------------------------------------------

    def count(self, service: str, table: str, condition: str = "true") -> int:
        """Count rows in a service's database, whosesoever they are."""
        query = text(f"SELECT count(*) FROM {table} WHERE {condition}")  # noqa: S608 - our own
        with self._database(service).transaction(every_organisation=True) as session:
            return int(session.scalar(query) or 0)

    def tally(self, service: str, query: str) -> dict[str, int]:
        """Return the names and counts that a query of a service's rows gives."""
        with self._database(service).transaction(every_organisation=True) as session:
            return {str(name): int(count) for name, count in session.execute(text(query))}

    def rows(self, service: str, query: str) -> list[Row[Any]]:
        """Return rows of a service's database, whosesoever they are."""
        with self._database(service).transaction(every_organisation=True) as session:
            return list(session.execute(text(query)))

    def trail_faults(self, service: str) -> list[str]:
        """Return what is wrong with a service's audit trail."""
        with self._database(service).transaction() as session:
            return AuditTrail(session, SystemClock().now()).faults()

    def run_sql(self, service: str, *statements: str) -> None:
        """Change a service's rows, whosesoever they are, as nobody else can."""
        with self._database(service).transaction(every_organisation=True) as session:
            for statement in statements:
                session.execute(text(statement))

    def parked_code(self, service: str, event_id: str) -> str | None:
        """Return the reason for which an event is parked, None if it is not."""
        query = text("SELECT code FROM parked_message WHERE event_id = :id AND state = 'parked'")
        with self._database(service).transaction() as session:
            found: str | None = session.scalar(query, {"id": event_id})
        return found

    def listening_addresses(self, name: str) -> list[str]:
        """Return every address at which the processes of a part listen."""
        return [
            f"{connection.laddr.ip}:{connection.laddr.port}"
            for pid in self.product.pids(name)
            for connection in psutil.Process(pid).net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]

    def die_at(self, place: str) -> None:
        """Let the next process that comes to a crash point die there."""
        (self._crash_points / place).touch()

    def died_at(self, place: str) -> bool:
        """Return whether a process has died at the armed crash point."""
        return not (self._crash_points / place).exists()

    def object_store(self) -> S3Client:
        """Return a client of the object store with all rights, for several threads."""
        servers = self.product.namespace.servers
        store: S3Client = boto3.client(
            "s3",
            endpoint_url=servers.s3_url,
            aws_access_key_id=servers.s3_access_key,
            aws_secret_access_key=servers.s3_secret_key,
            region_name="us-east-1",
        )
        return store

    def object_versions(self) -> list[str]:
        """Return the key of every object version in the archive."""
        listed = self.object_store().list_object_versions(
            Bucket=self.product.namespace.archive_bucket
        )
        return [version["Key"] for version in listed.get("Versions", [])]

    def notices_to(self, customer: Customer) -> list[dict[str, Any]]:
        """Return the document notices that reached the customer's e-billing address."""
        mails = self.portal.mails_to(customer.accountant.email)
        return [mail for mail in mails if "/post/" in mail["text"]]

    def _database(self, service: str) -> Database:
        if service not in self._databases:
            url = self.product.namespace.databases[service].application_url
            self._databases[service] = Database(url, pool_size=2)
        return self._databases[service]

    def everything_settled(self) -> bool:
        """Return whether no outbox has anything left to say and no mail waits."""
        return (
            all(
                self.count(service, "outbox") == 0
                for service in ("identity", "billing_docs", "notifications")
            )
            and self.count("notifications", "message", "state NOT IN ('sent', 'failed', 'bounced')")
            == 0
        )

    def wait_settled(self, seconds: float = 60) -> None:
        """Return once everything that was accepted has been done."""
        until(self.everything_settled, seconds=seconds, every=0.2)

    def assert_once(self, customer: Customer, published: Sequence[Published]) -> None:
        """Fail unless each is archived once, listed once and told once, bytes identical."""
        accountant = self.portal.settle_in(customer.accountant)
        until(lambda: len(self.documents(accountant)) >= len(published), seconds=60, every=0.2)
        self.wait_settled()
        listed = {item["number"]: item for item in self.documents(accountant)}
        assert sorted(listed) == sorted(each.number for each in published)
        until(lambda: len(self.notices_to(customer)) >= len(published), seconds=60, every=0.2)
        notices = self.notices_to(customer)
        assert len(notices) == len(published)
        assert len({mail["headers"]["Message-ID"] for mail in notices}) == len(published)
        for each in published:
            item = listed[each.number]
            assert item["sha256"] == each.sha256
            answer = self.get(f"/v1/documents/{UUID(item['id'])}/content", accountant)
            assert answer.status_code == 200, answer.text
            assert answer.content == each.content
        keys = self.object_versions()
        for each in published:
            assert sum(each.sha256 in key for key in keys) == 1
