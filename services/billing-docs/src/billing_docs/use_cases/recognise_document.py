"""Recognise what an event is about: its customer, and its document where that is known already."""

from billing_docs.domain.document import AWAITED_CUSTOMER, BillingDocument, Customer
from billing_docs.domain.faults import DocumentRefused, RefusalCode
from billing_docs.domain.intake import check_conflicts
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from chassis.database import Database
from chassis.entrypoints import Incoming
from contracts.inbound import DocumentIssued


def recognise_document(
    event: Incoming[DocumentIssued], database: Database
) -> tuple[Customer, BillingDocument | None]:
    """Return the customer, and the document where it is known already.

    A look beforehand keeps contradicting files out of the archive, where nobody could delete them
    for a year; the unique keys decide all the same when the document is recorded.

    Raises:
        DocumentRefused: the publisher may not speak for the customer, nobody knows the customer,
            or the event contradicts what is known.
    """
    issued = event.data
    number = issued.customer_number
    if event.publisher is not None and not event.publisher.may_speak_for(number):
        raise DocumentRefused(
            RefusalCode.CUSTOMER_NOT_ALLOWED,
            "data.customer_number: this publisher may not speak for that customer.",
        )
    with database.transaction(every_organisation=True) as session:
        customer = CustomerStore(session).by_number(number)
        if customer is None:
            raise DocumentRefused(
                RefusalCode.UNKNOWN_CUSTOMER,
                "data.customer_number: no customer has this number (yet); the event is taken up "
                "by itself when one appears.",
                waits_for=f"{AWAITED_CUSTOMER}{number}",
            )
        store = DocumentStore(session)
        known = store.by_number(event.source, issued.document_type, issued.number)
        check_conflicts(
            issued, customer, of_event=store.by_event(event.source, event.id), of_number=known
        )
    return customer, known
