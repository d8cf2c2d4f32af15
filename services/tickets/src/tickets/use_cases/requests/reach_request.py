"""Open the records around one request, for somebody who sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from contracts.errors import NoMembership, NotFound, NotPermitted
from contracts.principal import Principal
from tickets.domain.requests import CustomerRequest, ShownRequest
from tickets.domain.visibility import SharedWith, Viewer, is_own, may_edit, sees, viewer_of
from tickets.store.records import RecordRoom, Records

REQUESTS = "requests"
"""The area of machine accounts that are shown what is shared with their whole organisation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """A request in an open transaction, and who looks at it."""

    request: CustomerRequest
    shares: tuple[SharedWith, ...]
    viewer: Viewer
    records: Records

    @property
    def may_edit(self) -> bool:
        """Whether the viewer may change its words."""
        return may_edit(self.viewer, self.request, self.shares, self.records.now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A request as somebody sees it, and whether he may change its words."""

    shown: ShownRequest
    viewer: Viewer
    may_edit: bool


@contextmanager
def reach_request(
    caller: Principal, request_id: UUID, room: RecordRoom, *, to_change: bool = False
) -> Iterator[Reached]:
    """Yield the request with the records of its organisation; commits at the end.

    `to_change` locks it: whoever else changes it meanwhile waits, and then sees what became of it.

    Raises:
        NoMembership: the caller belongs to no organisation.
        NotPermitted: the caller is no person, or an account for documents alone.
        NotFound: there is no such request, or he does not see it.
    """
    organisation_id = _owner_of(caller, request_id, room)
    with room.of(organisation_id) as records:
        requests = records.requests
        find = requests.lock if to_change else requests.find
        request = find(organisation_id, request_id)
        shares = records.shares.of_request(organisation_id, request_id)
        viewer = viewer_of(caller, organisation_id)
        if request is None or not sees(viewer, request, shares, records.now):
            raise NotFound("request")
        yield Reached(request=request, shares=shares, viewer=viewer, records=records)


def look_at_request(caller: Principal, request_id: UUID, room: RecordRoom) -> Look:
    """Return the request as the caller sees it, of whom nothing is changed by that.

    Raises:
        NoMembership, NotPermitted, NotFound: as `reach_request`.
    """
    organisation_id = _owner_of(caller, request_id, room)
    viewer = viewer_of(caller, organisation_id)
    with room.reading(organisation_id) as readings:
        shown = readings.shown_requests.find(organisation_id, request_id, viewer)
        if shown is None:
            raise NotFound("request")
        # Nobody needs to have shared with him what is his own.
        shares = (
            ()
            if is_own(viewer, shown.request)
            else readings.shares.of_request(organisation_id, request_id)
        )
    if not sees(viewer, shown.request, shares, readings.now):
        raise NotFound("request")
    return Look(
        shown=shown,
        viewer=viewer,
        may_edit=may_edit(viewer, shown.request, shares, readings.now),
    )


def _owner_of(caller: Principal, request_id: UUID, room: RecordRoom) -> UUID:
    """Return whose the request is, as far as the caller may ask."""
    own = require_reader(caller)
    if caller.is_staff:
        with room.reading_everybody() as readings:
            return readings.requests.owner_of(request_id) or own
    if caller.is_of_partner:
        with room.reading(own) as readings:
            return readings.shares.owner_for_partner(own, request_id) or own
    return own


def require_reader(caller: Principal) -> UUID:
    """Return the organisation for which the caller may read requests.

    Raises:
        NoMembership: the caller belongs to no organisation.
        NotPermitted: the caller is neither a person nor a machine account for requests, or is an
            account for documents alone (SE-28).
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.kind != "person" and not (caller.reads_only and REQUESTS in caller.areas):
        raise NotPermitted("session")
    if caller.role == "documents":
        raise NotPermitted("role_sees_documents_only")
    return caller.organisation_id
