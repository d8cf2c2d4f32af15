"""Order a document on paper."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.printing import OrderReason
from billing_docs.store.print_orders import PrintOrderStore
from chassis.audit import AuditTrail
from chassis.clock import BERLIN
from chassis.outbox import Outbox
from contracts.outbound import PRINT_REQUESTED, PrintRequested

ACTOR = "system:billing_docs"


def order_print(
    document: BillingDocument,
    customer: Customer,
    reason: OrderReason,
    *,
    session: Session,
    outbox: Outbox,
    now: datetime,
) -> bool:
    """Put the document into the print batch of its business day; False if it was ordered before.

    Ordered once, whatever the reasons and however often this is done; `print.requested.v1` says so
    once (SE-58).
    """
    ordered_on = now.astimezone(BERLIN).date()
    if not PrintOrderStore(session).order(
        document_id=document.id,
        organisation_id=document.organisation_id,
        reason=reason,
        ordered_on=ordered_on,
        ordered_at=now,
    ):
        return False
    requested = PrintRequested(
        document_id=document.id,
        customer_number=customer.customer_number,
        customer_name=customer.name,
        document_type=document.document_type,
        number=document.number,
        issued_on=document.issued_on,
        sha256=document.sha256,
        reason=reason,
        ordered_on=ordered_on,
        ordered_at=now,
    )
    outbox.publish(PRINT_REQUESTED, requested, subject=str(document.id))
    AuditTrail(session, now).record(
        organisation_id=document.organisation_id,
        actor=ACTOR,
        action="document.print_ordered",
        subject=f"document:{document.id}",
        details={"reason": reason, "ordered_on": ordered_on.isoformat()},
    )
    return True
