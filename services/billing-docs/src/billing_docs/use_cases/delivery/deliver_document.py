"""Have a document that has just been listed brought to its customer."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.addresses import address_key
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.notice import arrival_notice
from billing_docs.domain.sending import Delivery
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.use_cases.delivery.plan_delivery import DeliveryPlan
from billing_docs.use_cases.printing.order_print import order_print
from billing_docs.use_cases.rules.deliver_by_rule import deliver_by_rule
from chassis.ids import new_id
from chassis.outbox import Outbox
from contracts.events import NOTICE_REQUESTED, NoticeRequested

ACTOR = "system:billing_docs"


def deliver_document(
    document: BillingDocument,
    customer: Customer,
    plan: DeliveryPlan,
    *,
    session: Session,
    outbox: Outbox,
    portal_url: str,
    now: datetime,
) -> None:
    """Ask for what the plan says, once: whoever calls has just inserted the document's row.

    Standing rules rest while the customer wants paper: one way at a time.
    """
    if plan.is_postal:
        order_print(document, customer, "postal_mode", session=session, outbox=outbox, now=now)
        return
    if plan.recipient is not None:
        notice = arrival_notice(document, customer, recipient=plan.recipient, portal_url=portal_url)
        DeliveryStore(session).add_if_new(_of_notice(notice, document, now))
        outbox.announce(NOTICE_REQUESTED, notice)
    deliver_by_rule(
        document,
        customer,
        session=session,
        outbox=outbox,
        portal_url=portal_url,
        now=now,
    )


def _of_notice(notice: NoticeRequested, document: BillingDocument, now: datetime) -> Delivery:
    return Delivery(
        id=new_id(),
        organisation_id=document.organisation_id,
        document_id=document.id,
        way="notice",
        recipient=notice.recipient,
        recipient_key=address_key(notice.recipient),
        message_key=notice.idempotency_key,
        files=(),
        state="queued",
        requested_at=now,
        requested_by=ACTOR,
    )
