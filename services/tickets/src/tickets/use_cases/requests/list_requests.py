"""Show people what they have asked for."""

from uuid import UUID

from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.tickets import RequestPage, RequestQuery
from tickets.domain.requests import requester_of
from tickets.store.records import Records
from tickets.use_cases.requests.describe_request import describe_request


def list_requests(caller: Principal, query: RequestQuery, records: Records) -> RequestPage:
    """Return one page of the caller's own requests, newest first (FD-14).

    A cursor continues without gaps or repeats, whatever is opened meanwhile.

    Raises:
        NotPermitted: the caller is no person, or an account for documents alone.
        InvalidInput: no page gave this cursor.
    """
    requester = requester_of(caller)
    older_than = None if query.cursor is None else _id_in(query.cursor)

    # One more than asked for tells whether there is a next page.
    found = records.requests.page_of(requester, older_than=older_than, limit=query.limit + 1)
    shown = found[: query.limit]
    return RequestPage(
        items=tuple(describe_request(request) for request in shown),
        next_cursor=str(shown[-1].id) if len(found) > len(shown) else None,
    )


def _id_in(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise InvalidInput("query.cursor", "malformed") from None
