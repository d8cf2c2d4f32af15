"""A document on its way by mail: what may be sent, how often, and as what."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from billing_docs.domain.delivery_rules import Recipient
from billing_docs.domain.document import BillingDocument, Customer
from contracts.bounces import Bounce
from contracts.errors import InvalidInput, TooLargeToMail
from contracts.events import Attachment, Language, NoticeRequested
from contracts.notifications import LARGEST_ATTACHMENTS_BYTES
from contracts.sending import DeliveryWay, SendDocument, SendingState, SentFile

SENT_BY_HAND = "document_sent"
SENT_BY_RULE = "document_delivered"
# Nobody sends more by hand than a busy clerk at the end of a month.
SENDINGS_AN_HOUR = 20
HOUR = timedelta(hours=1)
MOST_NOTE_LINES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """The mail around a document: its kind, its language, and what stands in it."""

    kind: str
    language: Language
    note: str | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One mail about a document; `message_key` is what notifications knows it by."""

    id: UUID
    organisation_id: UUID
    document_id: UUID
    way: DeliveryWay
    recipient: str
    recipient_key: str
    message_key: str
    files: tuple[SentFile, ...]
    state: SendingState
    requested_at: datetime
    requested_by: str
    settled_at: datetime | None = None
    recipient_id: UUID | None = None
    request_key: str | None = None
    request_sha256: str | None = None
    unsubscribe_sha256: bytes | None = None
    bounce: Bounce | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleMail:
    """A document on its way to a standing recipient."""

    delivery: Delivery
    recipient: Recipient
    document: BillingDocument
    customer: Customer


def attachment_of(document: BillingDocument) -> Attachment:
    """Return the archived original as it goes with a mail, byte for byte.

    Raises:
        TooLargeToMail: no usual mail server takes it.
    """
    if document.size_bytes > LARGEST_ATTACHMENTS_BYTES:
        raise TooLargeToMail(str(LARGEST_ATTACHMENTS_BYTES // (1024 * 1024)))
    return Attachment(
        object_key=document.object_key,
        version_id=document.version_id,
        sha256=document.sha256,
        size_bytes=document.size_bytes,
        media_type=document.media_type,
        file_name=document.file_name,
    )


def fits_a_mail(attachments: tuple[Attachment, ...]) -> bool:
    """Return whether usual mail servers take these files in one mail."""
    return sum(each.size_bytes for each in attachments) <= LARGEST_ATTACHMENTS_BYTES


def file_sent(attachment: Attachment) -> SentFile:
    """Return what is noted of a file that goes with a mail."""
    return SentFile(
        file_name=attachment.file_name,
        sha256=attachment.sha256,
        size_bytes=attachment.size_bytes,
    )


def plain_note(note: str) -> str:
    """Return the words that go with a document, without blanks around them.

    Raises:
        InvalidInput: control characters, or more lines than a note has.
    """
    lines = [line.rstrip() for line in note.replace("\r\n", "\n").strip().split("\n")]
    if len(lines) > MOST_NOTE_LINES:
        raise InvalidInput("request.note", "too_many_note_lines")
    # Cc and Cs: no mail shows them; Cf hides or turns words around (Trojan Source).
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Cf", "Zl", "Zp"} for sign in "".join(lines)):
        raise InvalidInput("request.note", "unreadable_character")
    return "\n".join(lines)


def request_digest(request: SendDocument, *, email: str, note: str) -> str:
    """Return what tells a repeated wish from another one under the same key."""
    said = msgspec.json.encode([request.document_id, email, note])
    return hashlib.sha256(said).hexdigest()


def seconds_to_wait(earlier: list[datetime], now: datetime) -> int:
    """Return how long somebody must wait who has sent at these times, 0 if not at all."""
    within = sorted(at for at in earlier if at > now - HOUR)
    if len(within) < SENDINGS_AN_HOUR:
        return 0
    free_at = within[len(within) - SENDINGS_AN_HOUR] + HOUR
    return max(int((free_at - now).total_seconds()) + 1, 1)


def mail_with(
    document: BillingDocument,
    customer: Customer,
    delivery: Delivery,
    attachments: tuple[Attachment, ...],
    cover: Cover,
) -> NoticeRequested:
    """Return the mail that carries a document; the cover's link is forgotten once it is sent."""
    total = document.total_minor_units
    return NoticeRequested(
        idempotency_key=delivery.message_key,
        kind=cover.kind,
        recipient=delivery.recipient,
        language=cover.language,
        organisation_id=document.organisation_id,
        parameters={
            "document_type": document.document_type,
            "number": document.number,
            "issued_on": document.issued_on.isoformat(),
            "total_minor_units": "" if total is None else str(total),
            "currency": document.currency or "",
            "organisation_name": customer.name,
            **({} if cover.note is None else {"note": cover.note}),
        },
        secrets={} if cover.link is None else {"link": cover.link},
        attachments=attachments,
        is_reported=True,
    )
