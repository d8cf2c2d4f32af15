"""List requests for packages."""

from uuid import UUID

from catalog.domain.self_services import require_self_services
from catalog.store.records import RecordRoom
from catalog.use_cases.packages.describe_request import describe_request
from contracts.errors import InvalidInput, NotFound
from contracts.packages import PackageRequestPage, PackageRequestQuery
from contracts.principal import Principal


def list_package_requests(
    caller: Principal, query: PackageRequestQuery, room: RecordRoom
) -> PackageRequestPage:
    """Return one page, the newest first: the caller's organisation's, to the vendor's people all.

    Raises:
        NotPermitted: the caller is no admin (SE-19).
        NotFound: he named an organisation that is not his.
        InvalidInput: no page gave this cursor.
    """
    own = require_self_services(caller)
    if not caller.is_staff and query.organisation_id not in {None, own}:
        raise NotFound("organisation")
    older_than = _read_cursor(query.cursor)
    with room.of_everybody() if caller.is_staff else room.of(own) as records:
        found = records.package_requests.page(
            organisation_id=query.organisation_id if caller.is_staff else own,
            is_open=query.open,
            older_than=older_than,
            limit=query.limit + 1,
        )
    items = found[: query.limit]
    return PackageRequestPage(
        items=tuple(describe_request(each, caller.language) for each in items),
        next_cursor=str(items[-1].id) if len(found) > query.limit else None,
    )


def _read_cursor(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError:
        raise InvalidInput("query.cursor", "malformed") from None
