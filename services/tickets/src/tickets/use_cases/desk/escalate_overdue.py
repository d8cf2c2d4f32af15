"""Tell that requests were not answered in time."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.outbound import REQUEST_ESCALATED, RequestEscalated
from tickets.domain.entries import NewEntry
from tickets.domain.requests import CustomerRequest
from tickets.store.records import RecordRoom, Records

_AT_ONCE = 100


def escalate_overdue(room: RecordRoom) -> int:
    """Tell of each request that is overdue, once, and return of how many (C13).

    Two who look at the same time tell of different ones. A new due time may be missed anew.
    """
    with room.of_everybody() as records:
        overdue = records.desk.claim_overdue(_AT_ONCE)
        for request in overdue:
            _escalate(request, records)
    return len(overdue)


def _escalate(request: CustomerRequest, records: Records) -> None:
    due_at = request.due.at
    if due_at is None:
        return
    records.entries.add(
        request,
        NewEntry(
            kind="change",
            change="escalated",
            audience="vendor",
            author_id=None,
            side="system",
            details={"due_at": due_at.isoformat()},
        ),
    )
    records.outbox.publish(
        REQUEST_ESCALATED,
        RequestEscalated(
            request_id=request.id,
            number=request.number,
            organisation_id=request.requester.organisation_id,
            kind=request.kind,
            department=request.department,
            priority=request.priority,
            assignee_id=request.assignee_id,
            due_at=due_at,
        ),
        subject=str(request.id),
    )
    if request.assignee_id is None:
        return
    assignee = records.participants.find(request.requester.organisation_id, request.assignee_id)
    if assignee is None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"request-overdue-{request.id}-{due_at.isoformat()}",
            kind="request_overdue",
            recipient=assignee.email,
            language=assignee.language,
            organisation_id=request.requester.organisation_id,
            parameters={
                "number": str(request.number),
                "title": request.title,
                "due_at": due_at.isoformat(),
            },
        ),
    )
