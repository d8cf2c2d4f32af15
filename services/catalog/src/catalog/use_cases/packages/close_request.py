"""Refuse a request for a package, or take it back."""

from dataclasses import replace
from uuid import UUID

from catalog.domain.self_services import require_customer_admin, require_staff
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.packages.describe_request import describe_request
from catalog.use_cases.packages.reach_request import reach_open_request
from catalog.use_cases.packages.tell_people import tell_settled
from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.packages import PackageRequest, RefusePackageRequest
from contracts.principal import Principal


def close_request(
    caller: Principal, request_id: UUID, refusal: RefusePackageRequest | None, room: RecordRoom
) -> PackageRequest:
    """Settle an open request: with a refusal the vendor's people, else the customer himself.

    Raises:
        NotPermitted: the caller is none of the vendor's people, or no admin.
        NotFound: there is none, or it is not his.
        ChangedMeanwhile: it is settled.
        InvalidInput: no reason is given.
    """
    if refusal is None:
        own = require_customer_admin(caller)
        with room.of(own) as records:
            return _close(caller, request_id, None, records, own=own)
    require_staff(caller)
    reason = refusal.reason.strip()
    if not reason:
        raise InvalidInput("reason", "missing")
    with room.of_everybody() as records:
        return _close(caller, request_id, reason, records, own=None)


def _close(
    caller: Principal, request_id: UUID, reason: str | None, records: Records, *, own: UUID | None
) -> PackageRequest:
    request = reach_open_request(request_id, records, organisation_id=own)
    settled = replace(
        request,
        state="refused" if reason else "withdrawn",
        reason=reason,
        settled_at=records.now,
    )
    records.package_requests.settle(request, settled.state, reason=reason)
    tell_settled(request, settled.state, records)
    records.audit.record(
        organisation_id=request.organisation_id,
        actor=actor_of(caller),
        action=f"package.request_{settled.state}",
        subject=f"package_request:{request.id}",
        details={"package": request.package_key, "before": request.state, "after": settled.state},
    )
    return describe_request(settled, caller.language)
