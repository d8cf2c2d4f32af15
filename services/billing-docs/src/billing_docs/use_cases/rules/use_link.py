"""Use the links in mails to recipients: confirm an address, or unsubscribe it."""

from datetime import datetime

from billing_docs.domain.delivery_rules import Recipient
from billing_docs.domain.links import token_sha256
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from chassis.audit import AuditTrail
from contracts.delivery_rules import RecipientLink
from contracts.errors import NotFound


def preview_confirmation(
    token: str, *, now: datetime, recipients: DeliveryRecipientStore, customers: CustomerStore
) -> RecipientLink:
    """Return what the link would confirm; looking uses nothing up (SE-38).

    Raises:
        NotFound: no such link was ever mailed.
        LinkNotUsable: it was used, is not wanted any more, or has expired.
    """
    recipient = _open_recipient(token, now, recipients)
    customer = customers.by_id(recipient.organisation_id)
    return RecipientLink(
        email=recipient.email,
        organisation_name=customer.name if customer else "",
        document_type=recipient.document_type,
        expires_at=recipient.link_expires_at,
    )


def confirm_recipient(
    token: str, *, now: datetime, recipients: DeliveryRecipientStore, audit: AuditTrail
) -> None:
    """Let documents go to the address from the next one on; the link is used up.

    Raises:
        NotFound, LinkNotUsable: as for `preview_confirmation`.
    """
    recipient = _open_recipient(token, now, recipients)
    recipients.confirm(recipient.id, now)
    audit.record(
        organisation_id=recipient.organisation_id,
        actor=f"delivery_recipient:{recipient.id}",
        action="delivery_recipient.confirmed",
        subject=f"delivery_recipient:{recipient.id}",
    )


def preview_unsubscription(
    token: str, *, deliveries: DeliveryStore, customers: CustomerStore
) -> RecipientLink:
    """Return which address the link would end.

    Raises:
        NotFound: no such link was ever mailed.
    """
    delivery = deliveries.of_unsubscription(token_sha256(token))
    if delivery is None:
        raise NotFound("link")
    customer = customers.by_id(delivery.organisation_id)
    return RecipientLink(
        email=delivery.recipient,
        organisation_name=customer.name if customer else "",
        document_type=None,
        expires_at=None,
    )


def unsubscribe(
    token: str,
    *,
    now: datetime,
    deliveries: DeliveryStore,
    recipients: DeliveryRecipientStore,
    audit: AuditTrail,
) -> None:
    """Send the address nothing more of this customer's, under no type; safe to repeat.

    Raises:
        NotFound: no such link was ever mailed.
    """
    delivery = deliveries.of_unsubscription(token_sha256(token))
    if delivery is None:
        raise NotFound("link")
    ended = recipients.end_address(delivery.organisation_id, delivery.recipient_key, at=now)
    for recipient_id in ended:
        audit.record(
            organisation_id=delivery.organisation_id,
            actor=f"delivery_recipient:{recipient_id}",
            action="delivery_recipient.unsubscribed",
            subject=f"delivery_recipient:{recipient_id}",
        )


def _open_recipient(token: str, now: datetime, recipients: DeliveryRecipientStore) -> Recipient:
    recipient = recipients.by_link(token_sha256(token))
    if recipient is None:
        raise NotFound("link")
    recipient.require_open_link(now)
    return recipient
