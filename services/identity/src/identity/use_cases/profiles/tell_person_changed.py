"""Tell the other services what somebody is called now, and where he is told."""

from uuid import UUID

from contracts.people_news import PERSON_CHANGED, PersonChanged
from identity.store.records import Records


def tell_person_changed(person_id: UUID, records: Records) -> None:
    """Announce the person as he is stored now; the caller holds his row, so news are in order."""
    person = records.people.find(person_id)
    if person is None:
        return
    records.outbox.announce(
        PERSON_CHANGED,
        PersonChanged(
            person_id=person.id,
            name=person.name,
            email=person.email,
            language=person.language,
            at=records.now,
        ),
    )
