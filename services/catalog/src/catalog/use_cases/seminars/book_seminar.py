"""Book a place at a seminar."""

from uuid import UUID

from catalog.store.records import Records
from catalog.store.seminar_dates import StoredDate
from catalog.use_cases.seminars.describe_date import describe_date
from catalog.use_cases.seminars.find_seminar import find_seminar
from catalog.use_cases.seminars.seminar_tools import SeminarTools
from catalog.use_cases.seminars.tell_participants import tell_booked
from chassis.service import actor_of, require_area
from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from contracts.trainings import FullyBooked, NotBookable, SeminarDate


def book_seminar(caller: Principal, date_id: UUID, tools: SeminarTools) -> SeminarDate:
    """Give the caller a place; asking again changes nothing.

    However many ask at once, no more get a place than there are seats.

    Raises:
        EntitlementMissing, AreaNotVisible, NoMembership: seminars are not open to the caller.
        NotPermitted: he is a system, or one of the vendor's people.
        NotFound: there is no such date for him.
        NotBookable: it has begun or was called off.
        FullyBooked: no seat is left.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    organisation_id = require_area(caller, "seminars")
    if caller.kind != "person" or caller.is_staff:
        raise NotPermitted("customer")
    with tools.room.of_nobody() as records:
        _date_for(caller, date_id, records)
    person = tools.people.find_caller()
    with tools.room.of(organisation_id) as records:
        title = find_seminar(
            caller, _date_for(caller, date_id, records).content_id, person.language, records
        ).title
        if records.seminar_places.add_if_none(organisation_id, date_id, person):
            if not records.seminar_dates.take_seat(date_id):
                # What was inserted goes with the transaction.
                date = _date_for(caller, date_id, records)
                raise FullyBooked if date.is_bookable(records.now) else NotBookable
            records.audit.record(
                organisation_id=organisation_id,
                actor=actor_of(caller),
                action="seminar.booked",
                subject=f"seminar_date:{date_id}",
            )
            booked = _date_for(caller, date_id, records)
            tell_booked(organisation_id, person, title, booked, records)
        date = _date_for(caller, date_id, records)
        return describe_date(date, records.now, has_place=True)


def _date_for(caller: Principal, date_id: UUID, records: Records) -> StoredDate:
    date = records.seminar_dates.find(date_id)
    if date is None:
        raise NotFound("seminar_date")
    find_seminar(caller, date.content_id, "de", records)
    return date
