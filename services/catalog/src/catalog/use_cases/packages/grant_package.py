"""Book a package for an organisation."""

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.packages.find_booking import find_booking
from catalog.use_cases.packages.start_booking import start_booking
from catalog.use_cases.packages.tell_people import tell_settled
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.packages import Booking, GrantPackage
from contracts.principal import Principal


def grant_package(caller: Principal, grant: GrantPackage, room: RecordRoom) -> Booking:
    """Book it from a day on, for the vendor's people: ordered on paper, or part of a contract.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such organisation or package.
        AlreadyExists: it is booked without end already.
        InvalidInput: it would end before it begins.
    """
    require_staff(caller)
    organisation_id = grant.organisation_id
    with room.of(organisation_id) as records:
        since = grant.since or records.today
        if grant.until is not None and grant.until < since:
            raise InvalidInput("until", "before_start")
        package = records.packages.find(grant.package_key)
        if package is None or package.key == "base":
            raise NotFound("package")
        booking_id = start_booking(
            organisation_id,
            package.id,
            records,
            source=grant.source,
            since=since,
            until=grant.until,
        )
        request = records.package_requests.open_for(organisation_id, package.id)
        if request is not None:
            records.package_requests.settle(request, "booked")
            tell_settled(request, "booked", records)
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="package.booked",
            subject=f"package_booking:{booking_id}",
            details={"package": package.key, "source": grant.source, "since": since.isoformat()},
        )
        return find_booking(organisation_id, booking_id, records, language=caller.language)
