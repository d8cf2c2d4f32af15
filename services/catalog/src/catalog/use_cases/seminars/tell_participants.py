"""Have people told by mail what becomes of their place at a seminar."""

from typing import Literal
from uuid import UUID

from catalog.domain.people import Person
from catalog.store.records import Records
from catalog.store.seminar_dates import StoredDate
from contracts.events import NOTICE_REQUESTED, NoticeRequested

_Kind = Literal["seminar_booked", "seminar_changed", "seminar_called_off"]


def tell_booked(
    organisation_id: UUID, person: Person, title: str, date: StoredDate, records: Records
) -> None:
    """Confirm a place to whoever has booked it."""
    # Who gives a place back and books anew is told anew.
    occasion = f"{date.id}-{person.id}-{records.now.isoformat()}"
    _tell("seminar_booked", occasion, organisation_id, person, title, date, records)


def tell_changed(date: StoredDate, records: Records) -> None:
    """Tell everybody who has a place of another time or place; the caller has locked the date."""
    _tell_all("seminar_changed", date, records)


def tell_called_off(date: StoredDate, records: Records) -> None:
    """Tell everybody who had a place that the date is not held; the caller has locked it."""
    _tell_all("seminar_called_off", date, records)


def _tell_all(kind: _Kind, date: StoredDate, records: Records) -> None:
    for place in records.seminar_places.at(date.id):
        title = records.contents.title_of(date.content_id, place.person.language)
        occasion = f"{place.id}-{date.version}"
        _tell(kind, occasion, place.organisation_id, place.person, title, date, records)


def _tell(
    kind: _Kind,
    occasion: str,
    organisation_id: UUID,
    person: Person,
    title: str,
    date: StoredDate,
    records: Records,
) -> None:
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"{kind.replace('_', '-')}-{occasion}",
            kind=kind,
            recipient=person.email,
            language=person.language,
            organisation_id=organisation_id,
            parameters={
                "title": title,
                "starts_at": date.starts_at.isoformat(),
                "ends_at": date.ends_at.isoformat(),
                "place": date.place,
            },
        ),
    )
