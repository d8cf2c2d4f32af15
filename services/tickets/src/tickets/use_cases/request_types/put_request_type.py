"""Change what a kind of request asks, or offer a new kind."""

from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile
from contracts.principal import Principal
from contracts.request_types import PutRequestType, RequestType
from tickets.domain.request_types import require_fit, version_of
from tickets.store.records import Records


def put_request_type(caller: Principal, request: PutRequestType, records: Records) -> RequestType:
    """Return the new version; requests that are open keep the one they were opened with.

    Repeating it returns the version that the first call made.

    Raises:
        InvalidInput: the kind does not fit; names every place.
        ChangedMeanwhile: the version it changes is not the newest any more, or not there.
    """
    require_fit(request, {department.key for department in records.departments.every()})
    wanted = version_of(request)
    newest = records.request_types.find(wanted.key)
    is_next = (newest.version if newest else 0) == request.base_version
    if is_next and records.request_types.add_if_new(wanted, actor=actor_of(caller)):
        records.audit.record(
            organisation_id=None,
            actor=actor_of(caller),
            action="request_type.changed",
            subject=f"request_type:{wanted.key}",
            details={"version": str(wanted.version), "is_offered": str(wanted.is_offered)},
        )
        return wanted
    known = records.request_types.find(wanted.key)
    if known != wanted:
        raise ChangedMeanwhile("version", str(known.version if known else 0))
    return wanted
