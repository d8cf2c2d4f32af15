"""Show the caller where he has a place."""

from catalog.store.records import RecordRoom, Records
from catalog.store.seminar_places import StoredPlace
from catalog.use_cases.seminars.describe_date import describe_date
from contracts.events import Language
from contracts.principal import Principal
from contracts.trainings import OwnPlace, OwnPlaces


def list_own_places(caller: Principal, language: Language, room: RecordRoom) -> OwnPlaces:
    """Return the caller's places at seminars that are not over, the next one first."""
    if caller.organisation_id is None:
        return OwnPlaces(items=())
    with room.of(caller.organisation_id) as records:
        places = records.seminar_places.coming_of(caller.organisation_id, caller.subject)
        return OwnPlaces(items=tuple(_own_place(place, language, records) for place in places))


def _own_place(place: StoredPlace, language: Language, records: Records) -> OwnPlace:
    date = records.seminar_dates.find(place.date_id)
    if date is None:
        raise LookupError(place.date_id)  # a foreign key says that there is one
    return OwnPlace(
        title=records.contents.title_of(date.content_id, language),
        date=describe_date(date, records.now, has_place=True),
        booked_at=place.booked_at,
    )
