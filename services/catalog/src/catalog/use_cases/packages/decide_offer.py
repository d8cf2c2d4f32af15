"""Accept an offer, or decline it."""

from dataclasses import replace
from uuid import UUID

from catalog.domain.package_requests import StoredRequest
from catalog.domain.self_services import require_customer_admin
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.packages.describe_request import describe_request
from catalog.use_cases.packages.reach_request import reach_open_request
from catalog.use_cases.packages.start_booking import start_booking
from catalog.use_cases.packages.tell_people import tell_settled
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile
from contracts.packages import PackageRequest
from contracts.principal import Principal


def decide_offer(
    caller: Principal, request_id: UUID, room: RecordRoom, *, accepts: bool
) -> PackageRequest:
    """Book the package from today on, or let the offer go (SE-17); of two at once one decides.

    Raises:
        NotPermitted: the caller is no admin of the organisation.
        NotFound: it is no request of his.
        ChangedMeanwhile: there is no offer, or it holds no more, or it is decided.
    """
    organisation_id = require_customer_admin(caller)
    with room.of(organisation_id) as records:
        request = reach_open_request(request_id, records, organisation_id=organisation_id)
        if request.state != "offered":
            raise ChangedMeanwhile("state", request.state)
        if accepts and not request.may_be_accepted_on(records.today):
            raise ChangedMeanwhile("state", "offer_expired")
        if accepts:
            _book(request, records)
        state = "booked" if accepts else "declined"
        records.package_requests.settle(request, "booked" if accepts else "declined")
        tell_settled(request, "booked" if accepts else "declined", records)
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action=f"package.offer_{'accepted' if accepts else 'declined'}",
            subject=f"package_request:{request.id}",
            details={"package": request.package_key, "before": request.state, "after": state},
        )
        settled = replace(
            request, state="booked" if accepts else "declined", settled_at=records.now
        )
        return describe_request(settled, caller.language)


def _book(request: StoredRequest, records: Records) -> None:
    start_booking(
        request.organisation_id,
        request.package_id,
        records,
        source="booked",
        since=records.today,
        until=None,
    )
