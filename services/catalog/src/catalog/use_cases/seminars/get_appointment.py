"""Show a date of a seminar as a calendar takes it in."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.seminars.describe_date import describe_date
from catalog.use_cases.seminars.find_seminar import find_seminar
from chassis.service import require_area
from contracts.errors import NoMembership, NotFound
from contracts.events import Language
from contracts.principal import Principal
from contracts.trainings import Appointment


def get_appointment(
    caller: Principal, date_id: UUID, language: Language, room: RecordRoom
) -> Appointment:
    """Return the date with the title of its seminar; whoever has a place gets it in any case.

    Raises:
        EntitlementMissing, AreaNotVisible, NoMembership: seminars are not open to the caller.
        NotFound: there is no such date for him.
    """
    if caller.organisation_id is None:
        raise NoMembership
    with room.of(caller.organisation_id) as records:
        date = records.seminar_dates.find(date_id)
        held = records.seminar_places.held_by(caller.organisation_id, caller.subject, [date_id])
        if date is None:
            raise NotFound("seminar_date")
        if not held:
            require_area(caller, "seminars")
            find_seminar(caller, date.content_id, language, records)
        return Appointment(
            title=records.contents.title_of(date.content_id, language),
            date=describe_date(date, records.now, has_place=bool(held)),
        )
