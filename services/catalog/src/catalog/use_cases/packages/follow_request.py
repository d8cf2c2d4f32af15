"""Take over how the request stands in which a wish for a package is talked about."""

from catalog.domain.package_requests import StoredRequest
from catalog.store.records import Records
from contracts.packages import PackageRequestState, PackageRequestWorkedOn


def follow_request(told: PackageRequestWorkedOn, records: Records) -> None:
    """Show who takes care of it and how it stands (SE-20); what is older changes nothing.

    Closed without an offer, the wish is settled and one may ask again. Opened again, it waits
    again, unless another one is open by then or the package is booked.
    """
    # The organisation first, as whoever books does.
    if records.organisations.lock_kind(told.organisation_id) is None:
        return
    request = records.package_requests.lock(
        told.package_request_id, organisation_id=told.organisation_id
    )
    if request is None or told.version <= request.answering_version:
        return
    records.package_requests.follow(request, told)
    state = request.state_after(told.state)
    if state == "closed":
        records.package_requests.settle(request, state)
    elif state is not None and _may_wait_again(request, records):
        records.package_requests.reopen(request)
    else:
        return
    _record(request, state, records)


def _may_wait_again(request: StoredRequest, records: Records) -> bool:
    owner, package = request.organisation_id, request.package_id
    return records.package_requests.open_for(
        owner, package
    ) is None and not records.bookings.is_booked(owner, package, records.today)


def _record(request: StoredRequest, state: PackageRequestState, records: Records) -> None:
    records.audit.record(
        organisation_id=request.organisation_id,
        actor="system:tickets",
        action="package.request_closed" if state == "closed" else "package.request_reopened",
        subject=f"package_request:{request.id}",
        details={"package": request.package_key, "before": request.state, "after": state},
    )
