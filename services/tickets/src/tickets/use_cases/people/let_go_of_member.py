"""Let somebody who has left an organisation see its requests no more."""

from uuid import UUID

from contracts.conversations import ShareWith
from contracts.people_news import MemberLeft
from tickets.domain.entries import NewEntry
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import grantee_in
from tickets.store.records import RecordRoom, Records

_SYSTEM = "system:identity"


def let_go_of_member(left: MemberLeft, room: RecordRoom) -> None:
    """End what was shared with the person himself; safe to repeat (FD-15).

    What is shared with him after he has come back stays. When he was one of the vendor's people,
    nobody takes care of his open requests from now on, so that the others see them waiting.
    """
    with room.of(left.organisation_id) as records:
        for request_id in records.shares.of_person(left.organisation_id, left.person_id, left.at):
            request = records.requests.lock(left.organisation_id, request_id)
            if request is not None:
                _end_share(request, left.person_id, records)
    if left.organisation_kind == "vendor":
        with room.of_everybody() as records:
            records.departments.leave(left.person_id)
            for owner, request_id in records.desk.assigned_to(left.person_id):
                request = records.requests.lock(owner, request_id)
                if request is not None and request.assignee_id == left.person_id:
                    _unassign(request, records)


def _end_share(request: CustomerRequest, person_id: UUID, records: Records) -> None:
    owner = request.requester.organisation_id
    share_with = ShareWith(kind="person", person_id=person_id)
    grantee = grantee_in(share_with)
    ended = [
        share
        for share in records.shares.of_request(owner, request.id)
        if grantee_in(share.share_with) == grantee
    ]
    if not records.shares.remove(request, share_with):
        return
    for share in ended:
        records.news.tell_shut_out(request, share)
    _note(request, "unshared", {"grantee": grantee}, records)


def _unassign(request: CustomerRequest, records: Records) -> None:
    records.desk.assign(request, None)
    _note(request, "assigned", {"to": ""}, records)


def _note(request: CustomerRequest, change: str, details: dict[str, str], records: Records) -> None:
    """Write what was done into the course and the trail; nobody of them all did it."""
    is_share = change == "unshared"
    records.entries.add(
        request,
        NewEntry(
            kind="change",
            change="unshared" if is_share else "assigned",
            audience="customer" if is_share else "public",
            author_id=None,
            side="system",
            details=details,
        ),
    )
    records.audit.record(
        organisation_id=request.requester.organisation_id,
        actor=_SYSTEM,
        action=f"request.{change}",
        subject=f"request:{request.id}",
        details=details,
    )
