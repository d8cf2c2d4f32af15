"""Show the vendor's people what is to be done."""

from contracts.principal import Principal
from contracts.request_desk import DeskQuery
from contracts.tickets import RequestPage
from tickets.domain.attached import SEES_EVERYTHING
from tickets.domain.desk_queries import read_desk_filter
from tickets.domain.request_lists import cursor_after, read_cursor
from tickets.domain.visibility import Viewer
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.describe_request import describe_shown


def list_desk_requests(caller: Principal, query: DeskQuery, room: RecordRoom) -> RequestPage:
    """Return one page of all customers' requests, as one of the vendor's people sees them.

    A page may hold fewer than there are, also none, and go on: what no index knows is looked for
    among 5,000 requests at a time.

    Raises:
        InvalidInput: no page gave this cursor, or a filter cannot be read.
    """
    wanted = read_desk_filter(query, caller.subject)
    after = read_cursor(query.cursor, query.sort)
    viewer = Viewer(
        person_id=caller.subject,
        organisation_id=caller.organisation_id,
        role=caller.role,
        side="vendor",
        attached=SEES_EVERYTHING,
    )
    with room.reading_everybody() as readings:
        found = readings.desk_lists.page(viewer, wanted, query.sort, after, query.limit)
    return RequestPage(
        items=tuple(describe_shown(each, viewer) for each in found.requests),
        next_cursor=None if found.ends_at is None else cursor_after(found.ends_at),
    )
