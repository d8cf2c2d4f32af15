"""List who gets each new document by mail."""

from collections.abc import Iterable
from uuid import UUID

from billing_docs.domain import delivery_rules
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from contracts.delivery_rules import Recipient, Rules


def list_rules(organisation_id: UUID, store: DeliveryRecipientStore) -> Rules:
    """Return every recipient, in the order in which fallbacks come in."""
    return describe_rules(store.live(organisation_id))


def describe_rules(recipients: Iterable[delivery_rules.Recipient]) -> Rules:
    """Return recipients in the words of the contract."""
    return Rules(
        items=tuple(
            Recipient(
                id=each.id,
                document_type=each.document_type,
                email=each.email,
                form=each.form,
                turn=each.turn,
                language=each.language,
                state="invited" if each.confirmed_at is None else "confirmed",
                invited_until=each.link_expires_at if each.confirmed_at is None else None,
                confirmed_at=each.confirmed_at,
            )
            for each in recipients
        )
    )
