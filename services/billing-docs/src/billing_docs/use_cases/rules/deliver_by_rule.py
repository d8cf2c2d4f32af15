"""Let a new document go to those who get each of them."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.delivery_rules import Recipient, first_turn
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.links import UNSUBSCRIPTION, new_token, token_sha256
from billing_docs.domain.sending import (
    SENT_BY_RULE,
    Cover,
    Delivery,
    file_sent,
    mail_with,
)
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.use_cases.rules.attach_files import MailRoom, attach_files
from chassis.ids import new_id
from chassis.log import get_logger
from chassis.outbox import Outbox
from contracts.errors import TooLargeToMail
from contracts.events import NOTICE_REQUESTED

_log = get_logger(__name__)
ACTOR = "system:delivery_rule"


def deliver_by_rule(
    document: BillingDocument,
    customer: Customer,
    *,
    session: Session,
    outbox: Outbox,
    room: MailRoom,
    now: datetime,
) -> int:
    """Return to how many confirmed recipients the document goes now, each once (SE-43, SE-48).

    A file that no usual mail server takes goes to nobody: the notice leads to it.
    """
    recipients = DeliveryRecipientStore(session).live(document.organisation_id)
    store = DeliveryStore(session)
    return sum(
        deliver_to(
            recipient,
            document,
            customer,
            store=store,
            outbox=outbox,
            room=room,
            now=now,
        )
        for recipient in first_turn(recipients, document.document_type)
    )


def deliver_to(
    recipient: Recipient,
    document: BillingDocument,
    customer: Customer,
    *,
    store: DeliveryStore,
    outbox: Outbox,
    room: MailRoom,
    now: datetime,
) -> bool:
    """Have one recipient mailed the document; False if he was already, or no mail carries it."""
    try:
        attachments = attach_files(recipient, document, room)
    except TooLargeToMail:
        _log.warning("document too large to mail", document_id=str(document.id))
        return False
    delivery_id, token = new_id(), new_token(UNSUBSCRIPTION)
    delivery = Delivery(
        id=delivery_id,
        organisation_id=document.organisation_id,
        document_id=document.id,
        way="rule",
        recipient=recipient.email,
        recipient_key=recipient.email_key,
        message_key=f"{SENT_BY_RULE}:{delivery_id}",
        files=tuple(file_sent(each) for each in attachments),
        state="queued",
        requested_at=now,
        requested_by=ACTOR,
        recipient_id=recipient.id,
        unsubscribe_sha256=token_sha256(token),
    )
    if not store.add_if_new(delivery):
        return False
    mail = mail_with(
        document,
        customer,
        delivery,
        attachments,
        Cover(
            kind=SENT_BY_RULE,
            language=recipient.language,
            link=f"{room.portal_url.rstrip('/')}/document-subscriptions/{token}",
        ),
    )
    outbox.announce(NOTICE_REQUESTED, mail)
    return True
