"""Take down what a customer wants."""

from datetime import datetime

from chassis.audit import AuditTrail
from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.tickets import OpenRequest, Request
from tickets.domain.request import CustomerRequest, requester_of, written
from tickets.store.requests import RequestStore
from tickets.use_cases.describe_request import describe_request


def open_request(
    caller: Principal,
    request: OpenRequest,
    *,
    store: RequestStore,
    audit: AuditTrail,
    now: datetime,
) -> Request:
    """Return the opened request; the same key with the same words returns the same one (FD-12).

    A key belongs to one person in one organisation.

    Raises:
        NotPermitted: the caller is no person, or an account for documents alone.
        InvalidInput: title or description is empty, or the key was used for another request.
    """
    wanted = CustomerRequest(
        id=new_id(),
        requester=requester_of(caller),
        idempotency_key=written("idempotency_key", request.idempotency_key),
        kind=request.kind,
        title=written("title", request.title),
        description=written("description", request.description),
        state="waiting_for_vendor",
        opened_at=now,
    )
    if store.add_if_new(wanted):
        audit.record(
            organisation_id=wanted.requester.organisation_id,
            actor=actor_of(caller),
            action="request.opened",
            subject=f"request:{wanted.id}",
            details={"kind": wanted.kind},
        )
        return describe_request(wanted)

    known = store.of_key(wanted.requester, wanted.idempotency_key)
    if known is None or not known.asks_the_same_as(wanted):
        raise InvalidInput("idempotency_key", "used_for_another_request")
    return describe_request(known)
