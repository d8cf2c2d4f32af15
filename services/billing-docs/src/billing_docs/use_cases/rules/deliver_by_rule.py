"""Let a new document go to those who get each of them."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.delivery_rules import Recipient, files_for, first_turn
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.links import UNSUBSCRIPTION, new_token, token_sha256
from billing_docs.domain.sending import (
    SENT_BY_RULE,
    Cover,
    Delivery,
    RuleMail,
    attachment_of,
    file_sent,
    mail_with,
)
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.mail_preparations import MailPreparations
from chassis.ids import new_id
from chassis.log import get_logger
from chassis.outbox import Outbox
from contracts.errors import TooLargeToMail
from contracts.events import NOTICE_REQUESTED, Attachment

_log = get_logger(__name__)
ACTOR = "system:delivery_rule"


def deliver_by_rule(
    document: BillingDocument,
    customer: Customer,
    *,
    session: Session,
    outbox: Outbox,
    portal_url: str,
    now: datetime,
) -> int:
    """Return to how many confirmed recipients the document goes now, each once (SE-43, SE-48).

    A file that no usual mail server takes goes to nobody: the notice leads to it.
    """
    recipients = DeliveryRecipientStore(session).live(document.organisation_id)
    return sum(
        deliver_to(
            recipient,
            document,
            customer,
            session=session,
            outbox=outbox,
            portal_url=portal_url,
            now=now,
        )
        for recipient in first_turn(recipients, document.document_type)
    )


def deliver_to(
    recipient: Recipient,
    document: BillingDocument,
    customer: Customer,
    *,
    session: Session,
    outbox: Outbox,
    portal_url: str,
    now: datetime,
) -> bool:
    """Have one recipient mailed the document; False if he was already, or no mail carries it.

    Files that have to be made first are made later, outside of this transaction.
    """
    try:
        original = attachment_of(document)
    except TooLargeToMail:
        _log.warning("document too large to mail", document_id=str(document.id))
        return False
    delivery = _new_delivery(recipient, document, now)
    if not DeliveryStore(session).add_if_new(delivery):
        return False
    if files_for(recipient.form, document.format) == ("original",):
        mail = RuleMail(
            delivery=delivery, recipient=recipient, document=document, customer=customer
        )
        ask_for_mail(mail, (original,), session=session, outbox=outbox, portal_url=portal_url)
    else:
        MailPreparations(session).want(delivery, now)
    return True


def ask_for_mail(
    mail: RuleMail,
    attachments: tuple[Attachment, ...],
    *,
    session: Session,
    outbox: Outbox,
    portal_url: str,
) -> None:
    """Have the document mailed with these files, once: the caller holds what decides that."""
    token = new_token(UNSUBSCRIPTION)
    DeliveryStore(session).attach(
        mail.delivery.id,
        tuple(file_sent(each) for each in attachments),
        unsubscribe_sha256=token_sha256(token),
    )
    notice = mail_with(
        mail.document,
        mail.customer,
        mail.delivery,
        attachments,
        Cover(
            kind=SENT_BY_RULE,
            language=mail.recipient.language,
            link=f"{portal_url.rstrip('/')}/document-subscriptions/{token}",
        ),
    )
    outbox.announce(NOTICE_REQUESTED, notice)


def _new_delivery(recipient: Recipient, document: BillingDocument, now: datetime) -> Delivery:
    delivery_id = new_id()
    return Delivery(
        id=delivery_id,
        organisation_id=document.organisation_id,
        document_id=document.id,
        way="rule",
        recipient=recipient.email,
        recipient_key=recipient.email_key,
        message_key=f"{SENT_BY_RULE}:{delivery_id}",
        files=(),
        state="queued",
        requested_at=now,
        requested_by=ACTOR,
        recipient_id=recipient.id,
    )
