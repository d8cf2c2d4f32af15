"""List the mails about a document, and what became of each."""

from uuid import UUID

from billing_docs.domain.sending import Delivery
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.print_orders import PrintOrderStore
from contracts.sending import DocumentDeliveries, DocumentDelivery

MOST_SHOWN = 100


def list_deliveries(
    organisation_id: UUID,
    document_id: UUID,
    *,
    requested_by: str | None,
    deliveries: DeliveryStore,
    failures: DeliveryFailureStore,
    orders: PrintOrderStore,
) -> DocumentDeliveries:
    """Return the last hundred, newest first; with `requested_by` only what that person sent."""
    found = deliveries.of_document(
        organisation_id, document_id, requested_by=requested_by, limit=MOST_SHOWN
    )
    return DocumentDeliveries(
        items=tuple(describe_delivery(delivery) for delivery in found),
        undelivered_since=failures.since(organisation_id, document_id),
        print_ordered_at=orders.ordered_at(organisation_id, document_id),
    )


def describe_delivery(delivery: Delivery) -> DocumentDelivery:
    """Return a delivery in the words of the contract."""
    return DocumentDelivery(
        id=delivery.id,
        document_id=delivery.document_id,
        way=delivery.way,
        recipient=delivery.recipient,
        files=delivery.files,
        state=delivery.state,
        requested_at=delivery.requested_at,
        requested_by=delivery.requested_by,
        settled_at=delivery.settled_at,
        bounce=delivery.bounce,
    )
