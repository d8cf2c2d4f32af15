"""Hold a document, or all of a customer's, because of a case."""

from datetime import datetime

from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.holds import HoldStore
from billing_docs.use_cases.retention.put_on_record import put_on_record
from chassis.audit import AuditTrail
from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound
from contracts.retention import Hold, PlaceHold


def place_hold(
    request: PlaceHold,
    *,
    by: str,
    now: datetime,
    customers: CustomerStore,
    documents: DocumentStore,
    holds: HoldStore,
    audit: AuditTrail,
) -> Hold:
    """Return the hold that is in force from now on; the same case again gives the first one.

    Several cases hold a document beside each other; it is free when the last one has let go.

    Raises:
        InvalidInput: the case has no name, or an unreadable one.
        NotFound: no such customer or document, or its bytes are destroyed already.
    """
    if not request.case_id.strip() or not request.case_id.isprintable():
        raise InvalidInput("request.case_id", "unreadable")
    if not customers.is_known(request.organisation_id):
        raise NotFound("organisation")
    # Before the look at the document: what is being destroyed this moment is gone afterwards.
    holds.wait_for_turn(request.organisation_id)
    if request.document_id is not None and not documents.kept(
        request.organisation_id, request.document_id
    ):
        raise NotFound("document")
    wanted = Hold(
        id=new_id(),
        organisation_id=request.organisation_id,
        document_id=request.document_id,
        case_id=request.case_id.strip(),
        reason=request.reason,
        placed_at=now,
        placed_by=by,
    )
    placed = holds.place(wanted)
    if placed.id == wanted.id:
        put_on_record(audit, "hold.placed", placed, by=by)
    return placed
