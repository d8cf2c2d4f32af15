"""Take care of a document whose mails have reached nobody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing_docs.store.customers import CustomerStore
from billing_docs.store.delivery_failures import DeliveryFailureStore, Settlement
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.printing.order_print import order_print
from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from contracts.delivery_rules import FailureSettlement
from contracts.errors import NotFound


def settle_delivery_failure(
    document_id: UUID,
    how: FailureSettlement,
    *,
    by: str,
    now: datetime,
    session: Session,
    outbox: Outbox,
) -> None:
    """Close the failure; with `print` the document goes into the print batch of the day.

    Raises:
        NotFound: there is no open failure of this document.
    """
    settlement: Settlement = "printed" if how == "print" else "settled"
    organisation_id = DeliveryFailureStore(session).settle(document_id, settlement, by=by, at=now)
    if organisation_id is None:
        raise NotFound("delivery_failure")
    if settlement == "printed":
        print_undelivered(document_id, organisation_id, session=session, outbox=outbox, now=now)
    AuditTrail(session, now).record(
        organisation_id=organisation_id,
        actor=by,
        action="document.undelivered_settled",
        subject=f"document:{document_id}",
        details={"how": settlement},
    )


def print_undelivered(
    document_id: UUID, organisation_id: UUID, *, session: Session, outbox: Outbox, now: datetime
) -> None:
    """Order a document on paper because nobody could be reached by mail."""
    document = DocumentStore(session).of_organisation(organisation_id, document_id)
    customer = CustomerStore(session).by_id(organisation_id)
    if document is not None and customer is not None:
        order_print(document, customer, "nobody_reached", session=session, outbox=outbox, now=now)
