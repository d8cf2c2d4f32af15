"""Close the request for a package once it is settled."""

from contracts.packages import PackageRequestSettled
from tickets.domain.due_times import Due
from tickets.domain.entries import NewEntry
from tickets.domain.requests import Requester
from tickets.store.records import RecordRoom
from tickets.use_cases.packages.open_for_package import key_of


class NotOpenedYetError(Exception):
    """The word of the wish is still on its way; this one is tried again after it."""


def close_for_package(settled: PackageRequestSettled, room: RecordRoom) -> None:
    """Close the request that was opened for it; safe to repeat.

    What has come of it stands in its course. Nobody is told by mail: catalog does that.

    Raises:
        NotOpenedYetError: nothing was heard of the wish so far.
    """
    asker = Requester(organisation_id=settled.organisation_id, person_id=settled.person_id)
    with room.of(settled.organisation_id) as records:
        known = records.requests.of_key(asker, key_of(settled.request_id))
        if known is None:
            raise NotOpenedYetError
        request = records.requests.lock(asker.organisation_id, known.id)
        if request is None or request.state == "closed":
            return
        records.desk.set_state(request, "closed", Due())
        details = {"from": request.state, "to": "closed", "outcome": settled.state}
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
