"""Let a booking begin."""

from datetime import date
from uuid import UUID

from catalog.store.records import Records
from catalog.use_cases.entitlements.tell_entitlements import tell_entitlements
from contracts.errors import AlreadyExists, NotFound
from contracts.packages import BookingSource


def start_booking(
    organisation_id: UUID,
    package_id: UUID,
    records: Records,
    *,
    source: BookingSource,
    since: date,
    until: date | None,
) -> UUID:
    """Store what is booked, end a trial that it takes over from, and tell everybody.

    Raises:
        NotFound: there is no such organisation.
        AlreadyExists: the package is booked without end already.
    """
    kind = records.organisations.lock_kind(organisation_id)
    if kind is None:
        raise NotFound("organisation")
    booking_id = records.bookings.add(
        organisation_id, package_id, source=source, since=since, until=until
    )
    if booking_id is None:
        raise AlreadyExists("package_key")
    records.bookings.end_trial(organisation_id, package_id, before=since)
    tell_entitlements(organisation_id, kind, records)
    return booking_id
