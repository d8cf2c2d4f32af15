"""Open one request for the vendor's people to work on, and keep what they did."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from chassis.service import actor_of
from contracts.conversations import Audience, Change
from contracts.principal import Principal
from contracts.tickets import Request
from tickets.domain.entries import NewEntry
from tickets.domain.request_types import require_staff
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.describe_request import describe_requests
from tickets.use_cases.requests.reach_request import Reached, reach_request


@contextmanager
def work_on_request(caller: Principal, request_id: UUID, room: RecordRoom) -> Iterator[Reached]:
    """Yield the request, locked: whoever else works on it waits, and sees what became of it.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
    """
    require_staff(caller)
    with reach_request(caller, request_id, room, to_change=True) as reached:
        yield reached


def keep_change(
    caller: Principal,
    reached: Reached,
    change: Change,
    details: Mapping[str, str],
    *,
    audience: Audience = "public",
) -> None:
    """Write what was done into the request's course, for these readers, and into the trail."""
    request, records = reached.request, reached.records
    records.entries.add(
        request,
        NewEntry(
            kind="change",
            change=change,
            audience=audience,
            author_id=caller.subject,
            side=reached.viewer.writes_as,
            details=details,
        ),
        shares=reached.shares,
    )
    records.audit.record(
        organisation_id=request.requester.organisation_id,
        actor=actor_of(caller),
        action=f"request.{change}",
        subject=f"request:{request.id}",
        details=dict(details),
    )


def as_it_is_now(reached: Reached) -> Request:
    """Return the request as it is stored now, as the viewer sees it."""
    request, records = reached.request, reached.records
    stored = records.requests.find(request.requester.organisation_id, request.id)
    (described,) = describe_requests([stored or request], reached.viewer, records)
    return described
