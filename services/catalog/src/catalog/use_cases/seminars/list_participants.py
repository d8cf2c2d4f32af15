"""Show the vendor's people who comes."""

from uuid import UUID

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.seminars.describe_date import describe_date
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.trainings import Participant, Participants


def list_participants(caller: Principal, date_id: UUID, room: RecordRoom) -> Participants:
    """Return everybody who has a place at a date, in the order of booking.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such date.
    """
    require_staff(caller)
    with room.of_everybody() as records:
        date = records.seminar_dates.find(date_id)
        if date is None:
            raise NotFound("seminar_date")
        return Participants(
            date=describe_date(date, records.now, has_place=False),
            items=tuple(
                Participant(
                    person_id=place.person.id,
                    organisation_id=place.organisation_id,
                    name=place.person.name,
                    email=place.person.email,
                    booked_at=place.booked_at,
                )
                for place in records.seminar_places.at(date_id)
            ),
        )
