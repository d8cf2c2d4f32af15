"""What billing-docs and notifications announce of e-billing addresses, as identity hears it."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.events import EBillingAddressNamed, NoticeFailed, RecipientReached

ADDRESS, ANOTHER = "a" * 64, "b" * 64
T = TypeVar("T", bound=msgspec.Struct)


def failed(
    organisation_id: UUID | None, at: datetime, *, recipient: str = ADDRESS, **changes: str
) -> Incoming[NoticeFailed]:
    """Return the word that a message about a document was given up."""
    data = NoticeFailed(
        idempotency_key=changes.get("idempotency_key", "document_arrived:1"),
        kind=changes.get("kind", "document_arrived"),
        organisation_id=organisation_id,
        recipient_sha256=recipient,
        at=at,
    )
    return _incoming("notifications", "notice_failed", data)


def reached(
    organisation_id: UUID, at: datetime, *, recipient: str = ADDRESS
) -> Incoming[RecipientReached]:
    """Return the word that one went out again."""
    data = RecipientReached(
        kind="document_arrived",
        organisation_id=organisation_id,
        recipient_sha256=recipient,
        at=at,
    )
    return _incoming("notifications", "recipient_reached", data)


def named(
    organisation_id: UUID, at: datetime, *, recipient: str = ADDRESS
) -> Incoming[EBillingAddressNamed]:
    """Return the word that there is another address."""
    data = EBillingAddressNamed(organisation_id=organisation_id, recipient_sha256=recipient, at=at)
    return _incoming("billing_docs", "e_billing_address_named", data)


def _incoming(source: str, event_type: str, data: T) -> Incoming[T]:
    return Incoming(
        id=str(new_id()), source=source, type=event_type, time=None, body_sha256="a" * 64, data=data
    )
