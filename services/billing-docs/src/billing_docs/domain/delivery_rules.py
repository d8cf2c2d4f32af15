"""Standing delivery: whose turn it is to get a document by mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from billing_docs.domain.invoice_fields import DocumentFormat
from contracts.delivery_rules import Form, RuleType, Turn
from contracts.errors import LinkNotUsable
from contracts.events import Language

CONFIRMATION_VALID = timedelta(days=7)
# Nobody's mailbox is filled through us: so many confirmation mails an hour for a customer.
CONFIRMATIONS_AN_HOUR = 30
# What nobody has settled by then goes by post.
PRINTED_AFTER = timedelta(days=2)
# Several failures at once become one mail; well within the hour (B17).
TOLD_AFTER = timedelta(minutes=5)
MOST_NAMED_FAILURES = 20


MailedFile = Literal["original", "invoice_xml", "reading_copy"]
"""The document as it was published; the XML out of a hybrid; a PDF made from an XML."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """One address of a rule. `position` orders the fallbacks."""

    id: UUID
    organisation_id: UUID
    document_type: RuleType
    email: str
    email_key: str
    form: Form
    turn: Turn
    position: int
    language: Language
    created_at: datetime
    created_by: str
    link_expires_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None

    def takes(self, document_type: str) -> bool:
        """Return whether documents of the type go to it: it is confirmed, and the type is its."""
        return self.confirmed_at is not None and self.document_type in {document_type, "all"}

    def require_open_link(self, now: datetime) -> None:
        """Return when the mailed link can still confirm the address.

        Raises:
            LinkNotUsable: it has, or the recipient is not wanted any more, or too late.
        """
        if self.confirmed_at is not None:
            raise LinkNotUsable("link_used")
        if self.ended_at is not None:
            raise LinkNotUsable("link_replaced")
        if now >= self.link_expires_at:
            raise LinkNotUsable("link_expired")


def files_for(form: Form, document_format: str) -> tuple[MailedFile, ...]:
    """Return which files a recipient of this form gets (SE-48), the published one first.

    Who asks for XML where there is none gets the PDF. A hybrid is PDF and XML in one file: who asks
    for both gets it alone, because a mailbox that books by itself would take two files for two
    invoices.
    """
    if document_format == DocumentFormat.PLAIN_PDF:
        return ("original",)
    if document_format == DocumentFormat.HYBRID_PDF:
        return ("invoice_xml",) if form == "xml" else ("original",)
    chosen: dict[Form, tuple[MailedFile, ...]] = {
        "pdf": ("reading_copy",),
        "xml": ("original",),
        "both": ("original", "reading_copy"),
    }
    return chosen[form]


def first_turn(recipients: Iterable[Recipient], document_type: str) -> list[Recipient]:
    """Return who gets a new document, each address once; the first fallback if nobody is first."""
    taking = [each for each in _in_order(recipients) if each.takes(document_type)]
    first = [each for each in taking if each.turn == "first"] or taking[:1]
    return list({each.email_key: each for each in reversed(first)}.values())[::-1]


def next_turn(
    recipients: Iterable[Recipient], document_type: str, *, tried: set[str]
) -> Recipient | None:
    """Return who gets a document whose mail has bounced, None if everybody was tried."""
    for each in _in_order(recipients):
        if each.turn == "fallback" and each.takes(document_type) and each.email_key not in tried:
            return each
    return None


def _in_order(recipients: Iterable[Recipient]) -> list[Recipient]:
    return sorted(recipients, key=lambda each: (each.position, each.created_at, each.id))
