"""Show the course of a request."""

from uuid import UUID

from contracts.conversations import EntryPage, EntryQuery
from contracts.errors import InvalidInput
from contracts.principal import Principal
from tickets.store.records import RecordRoom
from tickets.use_cases.conversations.describe_entry import describe_entry
from tickets.use_cases.requests.reach_request import reach_request


def list_entries(caller: Principal, query: EntryQuery, room: RecordRoom) -> EntryPage:
    """Return one page of what the caller may read of a request's course (FD-02).

    Raises:
        NotFound: there is no such request, or he does not see it.
        InvalidInput: no page gave this cursor.
    """
    after = None if query.cursor is None else _id_in(query.cursor)
    with reach_request(caller, query.request_id, room) as reached:
        found = reached.records.entries.page(
            reached.request,
            reached.viewer.audiences,
            kind=query.kind,
            after=after,
            latest=query.latest,
            limit=query.limit + 1,
        )
        shown = found[: query.limit]
        files = reached.records.attachments.of_entries(
            reached.request.requester.organisation_id, [entry.id for entry in shown]
        )
    return EntryPage(
        items=tuple(describe_entry(entry, files=files.get(entry.id, ())) for entry in shown),
        next_cursor=str(shown[-1].id) if len(found) > len(shown) else None,
    )


def _id_in(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise InvalidInput("query.cursor", "malformed") from None
