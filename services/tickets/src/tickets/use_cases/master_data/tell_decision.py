"""Have the requester told what was decided about his master data."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from tickets.domain.master_data import StoredChange
from tickets.domain.requests import CustomerRequest
from tickets.store.records import Records


def tell_decision(request: CustomerRequest, change: StoredChange, records: Records) -> None:
    """Announce the mail: approved, from which day on; or refused, and why. Once for a change."""
    requester = records.participants.find(
        request.requester.organisation_id, request.requester.person_id
    )
    if requester is None:
        return
    kind = records.request_types.version(request.kind, request.type_version)
    label = None if kind is None else kind.label
    parameters = {
        "number": str(request.number),
        "kind": "" if label is None else (label.de if requester.language == "de" else label.en),
    }
    if change.state == "approved":
        later = None if change.applied_at is not None else change.effective_on
        parameters["effective_on"] = "" if later is None else later.isoformat()
    else:
        parameters["reason"] = change.reason or ""
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"master-data-{change.state}-{change.id}",
            kind=f"master_data_{change.state}",
            recipient=requester.email,
            language=requester.language,
            organisation_id=request.requester.organisation_id,
            parameters=parameters,
        ),
    )
