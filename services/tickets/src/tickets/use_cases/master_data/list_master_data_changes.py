"""List changes of master data."""

from uuid import UUID

from contracts.errors import InvalidInput, NotFound
from contracts.master_data_changes import MasterDataChangePage, MasterDataChangeQuery
from contracts.principal import Principal
from tickets.store.records import RecordRoom
from tickets.use_cases.master_data.describe_change import describe_change
from tickets.use_cases.master_data.reach_change import require_administrator


def list_master_data_changes(
    caller: Principal, query: MasterDataChangeQuery, room: RecordRoom
) -> MasterDataChangePage:
    """Return one page, the newest first: the caller's organisation's, to the vendor's people all.

    Raises:
        NotPermitted: the caller administers nothing.
        NotFound: he named an organisation that is not his.
        InvalidInput: no page gave this cursor.
    """
    own = require_administrator(caller)
    if not caller.is_staff and query.organisation_id not in {None, own}:
        raise NotFound("organisation")
    shown = query.organisation_id if caller.is_staff else own
    older_than = _read_cursor(query.cursor)
    with room.of_everybody() if caller.is_staff else room.of(own) as records:
        found = records.master_data.page(
            organisation_id=shown,
            state=query.state,
            request_id=query.request_id,
            older_than=older_than,
            limit=query.limit + 1,
        )
    items = found[: query.limit]
    return MasterDataChangePage(
        items=tuple(describe_change(each) for each in items),
        next_cursor=str(items[-1].id) if len(found) > query.limit else None,
    )


def _read_cursor(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError:
        raise InvalidInput("query.cursor", "malformed") from None
