"""Note that a mail could not be delivered, and let the next one in turn have the document."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.delivery_rules import PRINTED_AFTER, next_turn
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.rules.deliver_by_rule import deliver_to
from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from contracts.events import NoticeFailed

ACTOR = "system:billing_docs"


def note_bounced(
    failed: NoticeFailed, session: Session, *, outbox: Outbox, now: datetime, portal_url: str
) -> None:
    """Mark the delivery, and go on: to the next fallback, else to vendor administration (B17).

    A sending by hand goes nowhere else: whoever sent it sees what became of it. Safe to repeat:
    what is marked already changes nothing.
    """
    deliveries = DeliveryStore(session)
    bounced = deliveries.settle(failed.idempotency_key, "bounced", failed.at)
    if bounced is None or bounced.way == "manual":
        return
    organisation_id = bounced.organisation_id
    document = DocumentStore(session).of_organisation(organisation_id, bounced.document_id)
    customer = CustomerStore(session).by_id(organisation_id)
    if document is None or customer is None:
        return
    if bounced.way == "rule":
        recipients = DeliveryRecipientStore(session).live(organisation_id)
        tried = deliveries.keys_tried_by_rule(document.id)
        while following := next_turn(recipients, document.document_type, tried=tried):
            if deliver_to(
                following,
                document,
                customer,
                store=deliveries,
                outbox=outbox,
                now=now,
                portal_url=portal_url,
            ):
                return
            tried.add(following.email_key)
    opened = DeliveryFailureStore(session).open(
        document.id, organisation_id, failed_at=now, print_after=now + PRINTED_AFTER
    )
    if opened:
        AuditTrail(session, now).record(
            organisation_id=organisation_id,
            actor=ACTOR,
            action="document.undelivered",
            subject=f"document:{document.id}",
            details={"delivery": str(bounced.id), "way": bounced.way},
        )
