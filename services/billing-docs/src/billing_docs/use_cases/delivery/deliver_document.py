"""Have a document that has just been listed brought to its customer."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.notice import arrival_notice
from billing_docs.use_cases.delivery.plan_delivery import DeliveryPlan
from billing_docs.use_cases.printing.order_print import order_print
from chassis.outbox import Outbox
from contracts.events import NOTICE_REQUESTED


def deliver_document(
    document: BillingDocument,
    customer: Customer,
    plan: DeliveryPlan,
    *,
    session: Session,
    outbox: Outbox,
    now: datetime,
    portal_url: str,
) -> None:
    """Ask for what the plan says, once: whoever calls has just inserted the document's row."""
    if plan.is_postal:
        order_print(document, customer, "postal_mode", session=session, outbox=outbox, now=now)
    if plan.recipient is not None:
        notice = arrival_notice(document, customer, recipient=plan.recipient, portal_url=portal_url)
        outbox.announce(NOTICE_REQUESTED, notice)
