"""`Publisher`: a file in, a confirmed event out, or one that is safely kept for later."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from contracts.billing_docs import Publication
from contracts.cloudevents import CloudEvent
from contracts.inbound import DOCUMENT_ISSUED, INLINE_LIMIT_BYTES, DocumentIssued, DocumentType
from contracts.money import Money
from kontor_publisher.address import parse_addresses
from kontor_publisher.broker import Broker
from kontor_publisher.documents import describe_document, event_id_of
from kontor_publisher.errors import NotConfirmed, PortalAway, PublisherError, Refused
from kontor_publisher.events import Mode, make_event, to_message
from kontor_publisher.ledger import LedgerEntry, write_down
from kontor_publisher.portal import Portal
from kontor_publisher.spool import Spool

# With a spool, events that follow one in vain are kept at once for so long: a run of ten thousand
# must not wait out the deadline ten thousand times.
_AWAY_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one call: the broker has the event, or the spool has it and why."""

    event_id: str
    state: Literal["confirmed", "spooled"]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed:
    """What `flush_spool` did: the ids now confirmed, how many files remain, what stopped it."""

    confirmed: tuple[str, ...]
    waiting: int
    trouble: PublisherError | None = None


class Publisher:
    """Publishes for one source over one broker user. Threads may share it; close it at the end.

    Where `amqp_url` is the portal's own `https://` address, events are handed in there with
    `api_key`, for systems that do not reach the broker; all else is the same.

    Where the broker has several nodes, `amqp_url` names them all, with commas between them.

    `spool` is a folder for events that could not be confirmed; several processes may name the
    same, also of `ledger`, a file that gets a line for each document. `api_url` and `api_key` are
    needed for files above 1 MiB and for `reconcile`. `ca_file` holds the certificates to trust, for
    `amqps://` and `https://`, instead of the system's.
    """

    def __init__(  # noqa: PLR0913 (settings)
        self,
        amqp_url: str,
        source: str,
        *,
        spool: Path | None = None,
        ledger: Path | None = None,
        api_url: str | None = None,
        api_key: str | None = None,
        ca_file: Path | None = None,
        deadline_seconds: float = 10.0,
        mode: Mode = "structured",
    ) -> None:
        if not source:
            raise ValueError("a source names the publishing system, for example /erp/demo")
        self.source = source
        self._deadline_seconds = deadline_seconds
        over_http = amqp_url.startswith(("http://", "https://"))
        if over_http:
            api_url = api_url or amqp_url
        self._portal = Portal(api_url, api_key, ca_file=ca_file) if api_url and api_key else None
        self._mode: Mode = "structured" if over_http else mode
        self._broker: Broker | Portal
        if over_http:
            self._broker = self._portal_for("publishing over HTTP")
        else:
            nodes = parse_addresses(amqp_url, ca_file=ca_file)
            self._broker = Broker(nodes, name=f"kontor-publisher {source}")
        self._spool = Spool(Path(spool)) if spool else None
        self._ledger = Path(ledger) if ledger else None
        self._away_until = 0.0

    def publish_document(  # noqa: PLR0913 (one argument for each thing a document bears)
        self,
        file: Path | str | bytes,
        *,
        customer_number: str,
        number: str,
        issued_on: date,
        document_type: DocumentType = "invoice",
        due_on: date | None = None,
        total: Money | None = None,
        run_id: str | None = None,
        title: str | None = None,
        retain_until: date | None = None,
        corrects: str | None = None,
        refers_to: tuple[str, ...] | None = None,
        file_name: str | None = None,
        media_type: str | None = None,
        event_id: str | None = None,
    ) -> Receipt:
        """Publish a document, given by its path or its bytes, as `document.issued.v1`.

        The event's id follows from source, type, number and the file's bytes unless `event_id` is
        given, so calling again after any error cannot deliver the document twice. `retain_until`
        asks for it to be kept longer than its type is, for at most eleven years. `corrects` is the
        number of your invoice that it corrects or cancels, `refers_to` are numbers of other
        documents of yours that it is about.

        Raises:
            InvalidDocument: an argument cannot be accepted; nothing was sent.
            NotConfirmed: only without a spool: not confirmed within the deadline.
            Unroutable: the broker has no queue for it.
            Refused: broker or portal do not accept who asks, or the file needs an upload and
                there is no `api_url`.
        """
        document = describe_document(
            file,
            customer_number=customer_number,
            document_type=document_type,
            number=number,
            issued_on=issued_on,
            due_on=due_on,
            total=total,
            run_id=run_id,
            title=title,
            retain_until=retain_until,
            corrects=corrects,
            refers_to=refers_to,
            file_name=file_name,
            media_type=media_type,
        )
        if event_id is None:
            event_id = event_id_of(self.source, document)
        receipt = self.publish_event(
            DOCUMENT_ISSUED, document, event_id=event_id, subject=document.number
        )
        if self._ledger is not None:
            entry = LedgerEntry(
                source=self.source,
                event_id=event_id,
                number=document.number,
                sha256=document.file.sha256,
            )
            write_down(self._ledger, entry)
        return receipt

    def publish_event(
        self, event_type: str, data: msgspec.Struct, *, event_id: str, subject: str | None = None
    ) -> Receipt:
        """Publish any event of `contracts.inbound`; the caller answers for a lasting `event_id`.

        Raises: as `publish_document`.
        """
        event = make_event(event_type, data, source=self.source, event_id=event_id, subject=subject)
        if self._spool is not None and time.monotonic() < self._away_until:
            trouble = NotConfirmed(event.id, "the broker was away a moment ago")
            return _kept(self._spool, event, trouble)
        try:
            self._send(event)
        except NotConfirmed as trouble:
            if self._spool is None:
                raise
            return _kept(self._spool, event, trouble)
        return Receipt(event_id=event.id, state="confirmed")

    def flush_spool(self) -> Flushed:
        """Send what waits in the spool, oldest first, each with the id it always had.

        Stops at the first event that is not confirmed and keeps it with the rest. Events that
        another process is sending at the same moment are left to it.
        """
        if self._spool is None:
            raise ValueError("this publisher has no spool")
        self._spool.sweep()
        confirmed: list[str] = []
        trouble: PublisherError | None = None
        for file in self._spool.waiting():
            with self._spool.claim(file) as event:
                if event is None:
                    continue
                try:
                    self._send(event)
                except PublisherError as error:
                    trouble = error
                    break
                self._spool.remove(file)
                confirmed.append(event.id)
        return Flushed(
            confirmed=tuple(confirmed), waiting=len(self._spool.waiting()), trouble=trouble
        )

    def reconcile(self, event_ids: Sequence[str]) -> list[Publication]:
        """Return what became of each event: archived, parked with a code, or unknown (yet).

        Raises:
            PortalAway: the portal does not answer.
            Refused: it does not accept the API key for this source, or none was given.
        """
        return self._portal_for("reconcile").find_publications(self.source, event_ids)

    def close(self) -> None:
        """Let go of the broker, within about a second; publishing again reconnects."""
        self._broker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _send(self, event: CloudEvent) -> None:
        message = to_message(self._by_reference(event), self._mode)
        try:
            self._broker.deliver(message, deadline_seconds=self._deadline_seconds)
        except NotConfirmed:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            raise
        self._away_until = 0.0

    def _by_reference(self, event: CloudEvent) -> CloudEvent:
        """Return `event` with a file above the inline limit uploaded and named instead."""
        if event.type != DOCUMENT_ISSUED or len(event.data) <= INLINE_LIMIT_BYTES:
            return event
        document = msgspec.json.decode(event.data, type=DocumentIssued)
        file = document.file
        if file.content is None or len(file.content) <= INLINE_LIMIT_BYTES:
            return event
        portal = self._portal_for(f"a file of {len(file.content):,} bytes (more than 1 MiB)")
        try:
            reference = portal.upload(file.content, media_type=file.media_type, sha256=file.sha256)
        except PortalAway as error:
            raise NotConfirmed(event.id, f"the file could not be uploaded: {error}") from error
        referring = msgspec.structs.replace(
            document,
            file=msgspec.structs.replace(file, content=None, reference=reference),
        )
        return make_event(
            event.type, referring, source=event.source, event_id=event.id, subject=event.subject
        )

    def _portal_for(self, purpose: str) -> Portal:
        if self._portal is None:
            raise Refused(f"{purpose} needs api_url and api_key of the portal")
        return self._portal


def _kept(spool: Spool, event: CloudEvent, trouble: NotConfirmed) -> Receipt:
    try:
        spool.add(event)
    except OSError as error:
        reason = f"{trouble.reason}; nor could the spool take it: {error}"
        raise NotConfirmed(event.id, reason) from error
    return Receipt(event_id=event.id, state="spooled", reason=trouble.reason)
