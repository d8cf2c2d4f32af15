"""Show one booking as it stands."""

from uuid import UUID

from catalog.store.records import Records
from contracts.errors import NotFound
from contracts.packages import Booking


def find_booking(
    organisation_id: UUID, booking_id: UUID, records: Records, *, language: str
) -> Booking:
    """Return the booking as people read it.

    Raises:
        NotFound: the organisation has no such booking.
    """
    bookings = records.bookings.described(organisation_id, today=records.today, language=language)
    for booking in bookings:
        if booking.id == booking_id:
            return booking
    raise NotFound("package_booking")
