"""Let a request for a package wait for the customer to whom it is offered."""

from chassis.entrypoints import Incoming
from contracts.packages import PackageOffered
from tickets.domain.due_times import due_in_state
from tickets.domain.entries import NewEntry
from tickets.domain.working_hours import WorkingHours
from tickets.store.records import RecordRoom
from tickets.use_cases.packages.lock_opened import lock_opened


def wait_for_decision(
    event: Incoming[PackageOffered], hours: WorkingHours, room: RecordRoom
) -> None:
    """Let the request wait for the customer, as for any other answer of his; once for each offer.

    That there is an offer stands in its course; what it says is read where it is decided. Nobody is
    told by mail: catalog does that. A closed request stays closed.

    Raises:
        NotOpenedYetError: nothing was heard of the wish so far.
    """
    offered = event.data
    with room.of(offered.organisation_id) as records:
        request = lock_opened(offered.organisation_id, offered.request_id, records)
        if records.inbox.claim(event.source, event.id, event.body_sha256) != "new":
            return
        if request is None or request.state == "closed":
            return
        due = due_in_state(
            request.due, "waiting_for_customer", request.priority, hours, records.now
        )
        records.desk.set_state(request, "waiting_for_customer", due)
        details = {"from": request.state, "to": "waiting_for_customer", "outcome": "offered"}
        records.entries.add(
            request,
            NewEntry(
                kind="change",
                change="state_changed",
                audience="public",
                author_id=None,
                side="system",
                details=details,
            ),
        )
        records.audit.record(
            organisation_id=offered.organisation_id,
            actor="system:catalog",
            action="request.state_changed",
            subject=f"request:{request.id}",
            details=details,
        )
