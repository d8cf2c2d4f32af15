"""Whoever is compared: a worker, what it hears, and where its work can be counted."""

import sys
from abc import ABC, abstractmethod
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import make_url, text
from sqlalchemy.engine import Engine

from bench.comparison.plan import Letter
from bench.comparison.refusals import refuse_once
from bench.peers.environments import install
from bench.peers.messages import ConfirmedSender, MessageOf, Wire
from bench.peers.places import PeerPlaces, administrator_of, waiting_in
from bench.peers.worker import Worker
from chassis.ids import new_id
from contracts.cloudevents import INBOUND_EXCHANGE
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued, IssuedFile
from kontor_demo.portal import SOURCE
from kontor_local.environment import inherited_environment
from kontor_local.namespace import DEMO_PUBLISHER
from kontor_local.parts import service_part
from kontor_local.places import local_folder
from kontor_local.product import Product
from kontor_publisher.events import make_event, to_message

PROGRAMS = Path(__file__).parents[1] / "peers" / "programs"
CUSTOMER = "10001"
BILLING_DOCS = "billing-docs"
_CUSTOMER = text(
    "INSERT INTO customer (organisation_id, customer_number, name, language, version)"
    " VALUES (:id, :number, 'Musterfabrik GmbH (Demo)', 'de', 1)"
)
_ADDRESS = text(
    "INSERT INTO e_billing_address (organisation_id, email, named_at, named_by)"
    " VALUES (:id, 'rechnung@muster.example', now(), 'system:bench')"
)


def logs() -> Path:
    """Return where what workers say is kept, for whoever wonders."""
    folder = local_folder() / "bench" / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Contender(ABC):
    """One of those that are compared, with the letter that all events carry."""

    def __init__(
        self, name: str, *, worker: Worker, sender: ConfirmedSender, database: Engine
    ) -> None:
        self.name = name
        self.worker = worker
        self.database = database
        self._sender = sender

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether messages find their queue, and somebody takes them."""

    @abstractmethod
    def waiting(self) -> int:
        """Return how many messages wait anywhere, or are in somebody's hands."""

    @abstractmethod
    def kept(self) -> list[str]:
        """Return the numbers of documents, once for each time that one was kept."""

    @abstractmethod
    def kept_count(self) -> int:
        """Return how many those are."""

    @abstractmethod
    def found_malformed(self) -> int:
        """Return how many malformed messages somebody can still find in the end."""

    @abstractmethod
    def _message(self, letter: Letter) -> Wire:
        """Return the message of a letter as it should be."""

    def refuse_once(self, numbers: list[str]) -> None:
        """Let the database refuse these documents at their first insert."""
        refuse_once(self.database, numbers)

    def send(self, letter: Letter) -> None:
        """Send the letter's event, spoilt as its kind says, and wait for the confirmation."""
        self._sender.send(_spoilt(self._message(letter), letter))

    def close(self) -> None:
        """Stop the worker and let go of everything."""
        self.worker.stop()
        self._sender.close()
        self.database.dispose()


class PeerContender(Contender):
    """A program of `bench/peers/programs`; `queue` is the one that it consumes."""

    def __init__(
        self,
        name: str,
        places: PeerPlaces,
        *,
        program: str,
        queue: str,
        message_of: MessageOf,
        settings: str = "default",
        content: bytes,
    ) -> None:
        python = install("messages")
        environment = inherited_environment() | places.environment()
        super().__init__(
            name,
            worker=Worker(
                (str(python), str(PROGRAMS / f"{program}.py")),
                environment | {"PEER_SETTINGS": settings},
                logs() / f"{program}-{settings}.log",
            ),
            sender=ConfirmedSender(places.amqp_url),
            database=places.engine(),
        )
        self._places = places
        self._queue = queue
        self._message_of = message_of
        self._content = content

    def is_ready(self) -> bool:
        """Whether it consumes its queue."""
        return self._places.is_consumed(self._queue)

    def waiting(self) -> int:
        """Return what its vhost holds."""
        return sum(self._places.waiting().values())

    def kept(self) -> list[str]:
        """Return the numbers of its rows."""
        with self.database.connect() as connection:
            return list(connection.scalars(text("SELECT number FROM document")))

    def kept_count(self) -> int:
        """Return how many rows it has."""
        with self.database.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM document")) or 0)

    def found_malformed(self) -> int:
        """Return what is left in its vhost: it has no other place."""
        return self.waiting()

    def _message(self, letter: Letter) -> Wire:
        return self._message_of(event_of(letter, self._content))


class KontorContender(Contender):
    """The product's own billing-docs, whole: it reads, archives, lists, confirms and tells."""

    def __init__(self, name: str, product: Product, content: bytes) -> None:
        namespace = product.namespace
        environment = product.environment_of("billing_docs")
        database = make_url(environment["KONTOR_DATABASE_URL"]).database or ""
        super().__init__(
            name,
            worker=Worker(
                service_part(BILLING_DOCS).serve,
                environment | {"PYTHONPATH": ":".join(filter(None, sys.path))},
                logs() / "kontor.log",
            ),
            sender=ConfirmedSender(namespace.amqp_url(DEMO_PUBLISHER.user)),
            database=administrator_of(namespace.servers, database),
        )
        self._product = product
        self._content = content

    def add_customer(self) -> None:
        """Let it know the customer, with an address for notices, as if identity had told it."""
        add_customer(self.database)

    def is_ready(self) -> bool:
        """Whether it says so."""
        try:
            url = self._product.ready_url("billing_docs")
            return httpx.get(url, timeout=2).is_success
        except httpx.HTTPError:
            return False

    def waiting(self) -> int:
        """Return what its queues hold, those of pauses too."""
        namespace = self._product.namespace
        queues = waiting_in(namespace.servers, namespace.vhost)
        return sum(held for name, held in queues.items() if "billing_docs" in name)

    def kept(self) -> list[str]:
        """Return the numbers of archived documents, once for each time the trail says so."""
        return self._strings(
            "SELECT document.number FROM document"
            " JOIN audit_entry ON audit_entry.subject = 'document:' || document.id"
            " WHERE audit_entry.action = 'document.archived' AND document.document_type = 'letter'"
        )

    def kept_count(self) -> int:
        """Return how many times a document was archived."""
        with self.database.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM document")) or 0)

    def found_malformed(self) -> int:
        """Return how many messages are parked with their bytes."""
        return len(self._strings("SELECT code FROM parked_message WHERE body IS NOT NULL"))

    def _strings(self, query: str) -> list[str]:
        with self.database.connect() as connection:
            return list(connection.scalars(text(query)))

    def _message(self, letter: Letter) -> Wire:
        return kontor_message(letter.number, self._content)


def add_customer(database: Engine) -> None:
    """Let a database of billing-docs know the customer, with an address for notices."""
    customer = {"id": new_id(), "number": CUSTOMER}
    with database.begin() as connection:
        connection.execute(_CUSTOMER, customer)
        connection.execute(_ADDRESS, customer)


def document_issued(number: str, content: bytes) -> DocumentIssued:
    """Return what our publishers say of a letter."""
    return DocumentIssued(
        customer_number=CUSTOMER,
        document_type="letter",
        number=number,
        issued_on=date(2026, 3, 2),
        file=IssuedFile(
            name="Brief.pdf",
            media_type="application/pdf",
            sha256=sha256(content).hexdigest(),
            content=content,
        ),
    )


def kontor_message(number: str, content: bytes) -> Wire:
    """Return the event of a letter as the demo's ERP publishes it; its id is the number."""
    issued = document_issued(number, content)
    event = make_event(DOCUMENT_ISSUED, issued, source=SOURCE, event_id=number, subject=None)
    message = to_message(event, "structured")
    return Wire(
        exchange=INBOUND_EXCHANGE,
        routing_key=DOCUMENT_ISSUED,
        body=message.body,
        content_type=message.content_type,
        user_id=DEMO_PUBLISHER.user,
    )


def event_of(letter: Letter, content: bytes) -> dict[str, Any]:
    """Return what a peer hears of a letter."""
    return {
        "id": letter.number,
        "number": letter.number,
        "customer_number": CUSTOMER,
        "sha256": sha256(content).hexdigest(),
        "content": b64encode(content).decode(),
    }


def _spoilt(wire: Wire, letter: Letter) -> Wire:
    match letter.kind:
        case "truncated":
            return replace(wire, body=wire.body[: len(wire.body) // 2])
        case "other_type":
            return replace(wire, content_type="text/plain")
        case "incomplete":
            return replace(wire, body=wire.body.replace(b'"sha256"', b'"digest"'))
    return wire
