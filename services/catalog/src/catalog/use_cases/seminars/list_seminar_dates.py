"""Show when a seminar is held."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.seminars.describe_date import describe_date
from catalog.use_cases.seminars.find_seminar import find_seminar
from chassis.service import require_area
from contracts.principal import Principal
from contracts.trainings import SeminarDates


def list_seminar_dates(caller: Principal, content_id: UUID, room: RecordRoom) -> SeminarDates:
    """Return the dates that are not over, the next one first.

    Raises:
        EntitlementMissing, AreaNotVisible, NoMembership: seminars are not open to the caller.
        NotFound: there is no such seminar for him.
    """
    organisation_id = require_area(caller, "seminars")
    with room.of(organisation_id) as records:
        # The vendor's people set dates before they publish.
        if not caller.is_staff:
            find_seminar(caller, content_id, "de", records)
        dates = records.seminar_dates.coming(content_id)
        held = records.seminar_places.held_by(
            organisation_id, caller.subject, [date.id for date in dates]
        )
        return SeminarDates(
            items=tuple(
                describe_date(date, records.now, has_place=date.id in held) for date in dates
            )
        )
