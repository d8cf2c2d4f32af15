"""Note that a mail could not be delivered, and let the next one in turn have the document."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.delivery_rules import PRINTED_AFTER, next_turn
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.sending import Delivery
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.rules.deliver_by_rule import deliver_to
from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from contracts.events import NoticeFailed
from contracts.outbound import MAIL_BOUNCED, MailBounced

ACTOR = "system:billing_docs"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Bounce:
    delivery: Delivery
    document: BillingDocument
    customer: Customer


def note_bounced(
    failed: NoticeFailed,
    session: Session,
    *,
    outbox: Outbox,
    portal_url: str,
    now: datetime,
) -> None:
    """Mark the delivery, and go on: to the next fallback, else to vendor administration (B17).

    The same whether the mail was refused at once or came back days after it was sent. A sending by
    hand goes nowhere else: whoever sent it sees what became of it. Safe to repeat: what is marked
    already changes nothing.
    """
    delivery = DeliveryStore(session).mark_bounced(failed.idempotency_key, failed.at, failed.bounce)
    if delivery is None or delivery.way == "manual":
        return
    document = DocumentStore(session).of_organisation(
        delivery.organisation_id, delivery.document_id
    )
    customer = CustomerStore(session).by_id(delivery.organisation_id)
    if document is None or customer is None:
        return
    bounce = _Bounce(delivery=delivery, document=document, customer=customer)
    _tell_publishers(bounce, failed, outbox)
    if not _goes_on(bounce, session, outbox=outbox, portal_url=portal_url, now=now):
        _leave_to_administration(bounce, session, now)


def _tell_publishers(bounce: _Bounce, failed: NoticeFailed, outbox: Outbox) -> None:
    told = MailBounced(
        document_id=bounce.document.id,
        customer_number=bounce.customer.customer_number,
        document_type=bounce.document.document_type,
        number=bounce.document.number,
        way="rule" if bounce.delivery.way == "rule" else "notice",
        recipient_sha256=failed.recipient_sha256,
        bounce=failed.bounce,
        bounced_at=failed.at,
    )
    outbox.publish(MAIL_BOUNCED, told, subject=str(bounce.document.id))


def _goes_on(
    bounce: _Bounce, session: Session, *, outbox: Outbox, portal_url: str, now: datetime
) -> bool:
    """Return whether somebody else gets the document instead."""
    if bounce.delivery.way != "rule":
        return False
    document = bounce.document
    recipients = DeliveryRecipientStore(session).live(document.organisation_id)
    tried = DeliveryStore(session).keys_tried_by_rule(document.id)
    while following := next_turn(recipients, document.document_type, tried=tried):
        if deliver_to(
            following,
            document,
            bounce.customer,
            session=session,
            outbox=outbox,
            portal_url=portal_url,
            now=now,
        ):
            return True
        tried.add(following.email_key)
    return False


def _leave_to_administration(bounce: _Bounce, session: Session, now: datetime) -> None:
    document, delivery = bounce.document, bounce.delivery
    opened = DeliveryFailureStore(session).open(
        document.id,
        document.organisation_id,
        failed_at=now,
        print_after=now + PRINTED_AFTER,
    )
    if opened:
        AuditTrail(session, now).record(
            organisation_id=document.organisation_id,
            actor=ACTOR,
            action="document.undelivered",
            subject=f"document:{document.id}",
            details={
                "delivery": str(delivery.id),
                "way": delivery.way,
                "reason": delivery.bounce.reason if delivery.bounce else "unknown",
            },
        )
