"""Tell whoever reads documents how far the notice of one has come."""

import hashlib
from uuid import UUID

from chassis.service import require_area
from contracts.errors import NotFound
from contracts.notices import Delivery, DeliveryQuery
from contracts.principal import Principal
from notifications.domain.progress import delivery_state
from notifications.store.progress import ProgressStore

POST_AREA = "post"
# Whoever reads documents may ask about these; every other message is its recipient's own affair.
_ABOUT_DOCUMENTS = frozenset({"document_arrived"})


def describe_delivery(
    caller: Principal, organisation_id: UUID, query: DeliveryQuery, store: ProgressStore
) -> Delivery:
    """Return how far a message about one of the organisation's documents has come.

    Its address is told to administrators and the vendor's people; everybody else gets its digest.

    Raises:
        NoMembership, AreaNotVisible: the caller does not read documents.
        NotFound: there is no such message (yet), it is another organisation's, or it is about
            something else; they look the same.
    """
    require_area(caller, POST_AREA)
    found = store.find(organisation_id, query.idempotency_key)
    if found is None or found.kind not in _ABOUT_DOCUMENTS:
        raise NotFound("message")
    return Delivery(
        state=delivery_state(found.state, found.outcomes),
        at=found.settled_at or found.last_tried_at or found.created_at,
        next_try_at=found.due_at if found.state == "deferred" else None,
        recipient_sha256=hashlib.sha256(found.recipient.casefold().encode()).hexdigest(),
        recipient=found.recipient if caller.is_admin or caller.is_staff else None,
    )
