"""Let others see a request no more."""

from contracts.conversations import Shares, UnshareRequest
from contracts.principal import Principal
from tickets.domain.visibility import grantee_in
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import reach_request
from tickets.use_cases.sharing.list_shares import shares_of
from tickets.use_cases.sharing.share_request import note_share, require_may_share, require_named


def unshare_request(caller: Principal, request: UnshareRequest, room: RecordRoom) -> Shares:
    """Return with whom it is still shared; for the others it is gone with this call (FD-15).

    Repeating changes nothing.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: it is not his to share.
        InvalidInput: nobody is named.
    """
    require_named(request.share_with)
    with reach_request(caller, request.request_id, room, to_change=True) as reached:
        require_may_share(reached, request.share_with)
        grantee = grantee_in(request.share_with)
        ended = [
            each
            for each in reached.shares
            if grantee_in(each.share_with) == grantee and not each.is_over(reached.records.now)
        ]
        if reached.records.shares.remove(reached.request, request.share_with):
            for share in ended:
                reached.records.news.tell_shut_out(reached.request, share)
            note_share(caller, reached, request.share_with, is_shared=False)
        return shares_of(reached)
