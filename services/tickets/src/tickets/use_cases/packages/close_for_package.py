"""Close the request for a package once it is settled."""

from contracts.packages import PackageRequestSettled
from tickets.domain.due_times import Due
from tickets.domain.entries import NewEntry
from tickets.store.records import RecordRoom
from tickets.use_cases.packages.lock_opened import lock_opened


def close_for_package(settled: PackageRequestSettled, room: RecordRoom) -> None:
    """Close the request that was opened for it; safe to repeat.

    What has come of it stands in its course. Nobody is told by mail: catalog does that.

    Raises:
        NotOpenedYetError: nothing was heard of the wish so far.
    """
    with room.of(settled.organisation_id) as records:
        request = lock_opened(settled.organisation_id, settled.request_id, records)
        if request is None or request.state == "closed":
            return
        records.desk.set_state(request, "closed", Due())
        details: dict[str, str] = {"from": request.state, "to": "closed", "outcome": settled.state}
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
            organisation_id=settled.organisation_id,
            actor="system:catalog",
            action="request.state_changed",
            subject=f"request:{request.id}",
            details=details,
        )
