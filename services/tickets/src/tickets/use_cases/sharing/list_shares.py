"""Show who sees a request besides its requester."""

from uuid import UUID

from contracts.conversations import Share, Shares
from contracts.principal import Principal
from tickets.domain.visibility import SharedWith
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import Reached, reach_request


def list_shares(caller: Principal, request_id: UUID, room: RecordRoom) -> Shares:
    """Return with whom the request is shared just now.

    The organisation's people see all of it; everybody else sees the partners alone.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
    """
    with reach_request(caller, request_id, room) as reached:
        return shares_of(reached)


def shares_of(reached: Reached) -> Shares:
    """Return the shares of a request as they are stored now, as far as the viewer may know."""
    request, records = reached.request, reached.records
    stored = records.shares.of_request(request.requester.organisation_id, request.id)
    return Shares(
        items=tuple(
            _describe(share)
            for share in stored
            if not share.is_over(records.now)
            and (reached.viewer.side == "customer" or share.share_with.kind == "partner")
        )
    )


def _describe(share: SharedWith) -> Share:
    return Share(
        share_with=share.share_with,
        may_edit=share.may_edit,
        ends_at=share.ends_at,
        shared_at=share.shared_at,
    )
