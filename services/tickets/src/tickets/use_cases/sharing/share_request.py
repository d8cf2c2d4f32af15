"""Let others see a request."""

from chassis.service import actor_of
from contracts.conversations import ShareRequest, Shares, ShareWith
from contracts.errors import InvalidInput, NotPermitted
from contracts.principal import Principal
from tickets.domain.entries import NewEntry
from tickets.domain.visibility import grantee_in, may_share
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import Reached, reach_request
from tickets.use_cases.sharing.list_shares import shares_of


def share_request(caller: Principal, request: ShareRequest, room: RecordRoom) -> Shares:
    """Return with whom the request is shared from now on; nobody else's requests are opened by it.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: it is not his to share, or partners are not.
        InvalidInput: nobody is named, it is the requester, or the end is past.
    """
    require_named(request.share_with)
    with reach_request(caller, request.request_id, room, to_change=True) as reached:
        require_may_share(reached, request.share_with)
        records, known = reached.records, reached.request
        if request.share_with.person_id == known.requester.person_id:
            raise InvalidInput("share_with.person_id", "not_allowed")
        if request.ends_at is not None and request.ends_at <= records.now:
            raise InvalidInput("ends_at", "past")
        if request.share_with.kind == "partner" and request.may_edit:
            raise InvalidInput("may_edit", "not_allowed")
        records.shares.put(
            known,
            request.share_with,
            may_edit=request.may_edit,
            ends_at=request.ends_at,
            shared_by=caller.subject,
        )
        note_share(caller, reached, request.share_with, is_shared=True)
        return shares_of(reached)


def require_named(share_with: ShareWith) -> None:
    """Return when exactly those are named that the kind of share is for.

    Raises:
        InvalidInput: somebody is missing, or one too many is there.
    """
    named = {
        "person": share_with.person_id,
        "role": share_with.role,
        "partner": share_with.partner_id,
    }
    for kind, name in named.items():
        is_wanted = kind == share_with.kind
        if is_wanted != (name is not None):
            field = "role" if kind == "role" else f"{kind}_id"
            raise InvalidInput(f"share_with.{field}", "missing" if is_wanted else "not_allowed")


def require_may_share(reached: Reached, share_with: ShareWith) -> None:
    """Return when the viewer may say whether these see the request.

    Raises:
        NotPermitted: he may not.
    """
    if not may_share(reached.viewer, reached.request, share_with):
        raise NotPermitted("request_share")


def note_share(
    caller: Principal, reached: Reached, share_with: ShareWith, *, is_shared: bool
) -> None:
    """Write into the course and the trail who may see the request from now on, or no more.

    With whom of his own people a customer shares is not the vendor's business; that a partner
    sees a request is everybody's.
    """
    details = {"grantee": grantee_in(share_with)}
    reached.records.entries.add(
        reached.request,
        NewEntry(
            kind="change",
            change="shared" if is_shared else "unshared",
            audience="public" if share_with.kind == "partner" else "customer",
            author_id=caller.subject,
            side=reached.viewer.writes_as,
            details=details,
        ),
    )
    reached.records.audit.record(
        organisation_id=reached.request.requester.organisation_id,
        actor=actor_of(caller),
        action="request.shared" if is_shared else "request.unshared",
        subject=f"request:{reached.request.id}",
        details=details,
    )
