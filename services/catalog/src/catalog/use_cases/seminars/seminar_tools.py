"""What booking places needs besides the database."""

from dataclasses import dataclass

from catalog.adapters.people_desk import PeopleDesk
from catalog.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class SeminarTools:
    """The records, and whom else to ask."""

    room: RecordRoom
    people: PeopleDesk
