"""Say on which day a booking ends."""

from datetime import timedelta

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.entitlements.tell_entitlements import tell_entitlements
from catalog.use_cases.packages.find_booking import find_booking
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.packages import Booking, EndBooking
from contracts.principal import Principal


def end_booking(caller: Principal, end: EndBooking, room: RecordRoom) -> Booking:
    """Set the last day of a booking, or extend a trial, for the vendor's people.

    A day in the past is none any more: what was used was used. Yesterday ends it at once.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: the organisation has no such booking.
        InvalidInput: the day is before yesterday, or before the booking begins.
    """
    require_staff(caller)
    organisation_id = end.organisation_id
    with room.of(organisation_id) as records:
        kind = records.organisations.lock_kind(organisation_id)
        booking = records.bookings.find(organisation_id, end.booking_id)
        if kind is None or booking is None:
            raise NotFound("package_booking")
        yesterday = records.today - timedelta(days=1)
        if end.until < max(yesterday, booking.since - timedelta(days=1)):
            raise InvalidInput("until", "in_the_past")
        if end.until != booking.until:
            records.bookings.end_on(organisation_id, booking.id, end.until)
            records.audit.record(
                organisation_id=organisation_id,
                actor=actor_of(caller),
                action="package.booking_end_set",
                subject=f"package_booking:{booking.id}",
                details={
                    "package": booking.package_key,
                    "before": booking.until.isoformat() if booking.until else "",
                    "after": end.until.isoformat(),
                },
            )
            tell_entitlements(organisation_id, kind, records)
        return find_booking(organisation_id, booking.id, records, language=caller.language)
