"""Show people what they have asked for, and what was shared with them."""

from uuid import UUID

from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.tickets import RequestPage, RequestQuery
from tickets.domain.request_lists import ListFilter, ListKey, cursor_after, read_cursor, read_filter
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import Viewer, viewer_of
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.describe_request import describe_shown
from tickets.use_cases.requests.reach_request import look_at_request, require_reader


def list_requests(caller: Principal, query: RequestQuery, room: RecordRoom) -> RequestPage:
    """Return one page of the caller's own requests (FD-14), or of those shared with him (FD-15).

    A cursor continues without gaps or repeats, whatever is opened meanwhile.

    Raises:
        NotPermitted: the caller is no person, or an account for documents alone.
        InvalidInput: no page gave this cursor, or a filter cannot be read.
    """
    own = require_reader(caller)
    narrowed = read_filter(query)
    after = read_cursor(query.cursor, query.sort)
    if query.scope == "customers":
        return _of_customers(caller, own, query, narrowed, after, room)
    viewer = viewer_of(caller, own)
    with room.reading(own) as readings:
        lists = readings.request_lists
        find = lists.mine if query.scope == "mine" else lists.shared
        # One more than asked for tells whether there is a next page.
        found = find(viewer, narrowed, query.sort, after, query.limit + 1)
    shown = found[: query.limit]
    has_more = len(found) > len(shown)
    return RequestPage(
        items=tuple(describe_shown(each, viewer) for each in shown),
        next_cursor=cursor_after(_key_of(shown[-1].request, viewer, query)) if has_more else None,
    )


def _of_customers(
    caller: Principal,
    partner_id: UUID,
    query: RequestQuery,
    narrowed: ListFilter,
    after: ListKey | None,
    room: RecordRoom,
) -> RequestPage:
    """Return requests of customers that are shared with the caller's partner, newest first."""
    if narrowed != ListFilter() or query.sort != "opened":
        raise InvalidInput("query.scope", "not_allowed")
    if not caller.is_of_partner:
        return RequestPage(items=(), next_cursor=None)
    with room.reading(partner_id) as readings:
        found = readings.shares.page_for_partner(
            partner_id,
            older_than=None if after is None else after.request_id,
            limit=query.limit + 1,
        )
    shown = found[: query.limit]
    looks = [look_at_request(caller, request_id, room) for request_id, _ in shown]
    return RequestPage(
        items=tuple(describe_shown(look.shown, look.viewer) for look in looks),
        next_cursor=str(shown[-1][0]) if len(found) > len(shown) else None,
    )


def _key_of(request: CustomerRequest, viewer: Viewer, query: RequestQuery) -> ListKey:
    at = request.active_at[viewer.side] if query.sort == "activity" else None
    return ListKey(request_id=request.id, at=at)
