"""Let an organisation try a package."""

from uuid import UUID

from catalog.domain.bookings import last_day
from catalog.domain.self_services import require_staff
from catalog.store.records import Records
from catalog.use_cases.entitlements.tell_entitlements import tell_entitlements
from catalog.use_cases.packages.find_booking import find_booking
from catalog.use_cases.packages.package_tools import PackageTools
from catalog.use_cases.packages.tell_people import tell_settled
from chassis.service import actor_of
from contracts.errors import AlreadyExists, NotFound
from contracts.ordering_errors import TrialUsed
from contracts.packages import Booking, GrantTrial
from contracts.principal import Principal


def grant_trial(caller: Principal, grant: GrantTrial, tools: PackageTools) -> Booking:
    """Open the package from today on for a limited time, for the vendor's people (SE-16).

    It ends by itself after its last day, and whoever asked for it is told three days before. An
    open request for a trial of it is settled with this.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such organisation or package.
        AlreadyExists: the package is booked.
        TrialUsed: the organisation has tried it before, or it cannot be tried.
    """
    require_staff(caller)
    organisation_id = grant.organisation_id
    administrator = tools.people.find_administrator(organisation_id)
    with tools.room.of(organisation_id) as records:
        kind = records.organisations.lock_kind(organisation_id)
        if kind is None:
            raise NotFound("organisation")
        package = records.packages.find_wanted(grant.package_key)
        if package is None:
            raise NotFound("package")
        if records.bookings.is_booked(organisation_id, package.id, records.today):
            raise AlreadyExists("package_key")
        days = grant.days or package.trial_days
        if days == 0:
            raise TrialUsed(package.key)
        request = records.package_requests.open_for(organisation_id, package.id)
        booking_id = records.bookings.add(
            organisation_id,
            package.id,
            source="trial",
            since=records.today,
            until=last_day(records.today, days),
            contact=request.requester if request else administrator,
        )
        if booking_id is None:
            raise TrialUsed(package.key)
        if request is not None and request.intent == "trial":
            records.package_requests.settle(request, "in_trial")
            tell_settled(request, "in_trial", records)
        _record(caller, organisation_id, booking_id, grant, records, days=days)
        tell_entitlements(organisation_id, kind, records)
        return find_booking(organisation_id, booking_id, records, language=caller.language)


def _record(
    caller: Principal,
    organisation_id: UUID,
    booking_id: UUID,
    grant: GrantTrial,
    records: Records,
    *,
    days: int,
) -> None:
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="package.trial_granted",
        subject=f"package_booking:{booking_id}",
        details={"package": grant.package_key, "days": str(days)},
    )
