"""What ordering packages needs besides the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from catalog.adapters.people_desk import PeopleDesk
from catalog.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageTools:
    """The records, whom else to ask, and which days are holidays."""

    room: RecordRoom
    people: PeopleDesk
    is_holiday: Callable[[date], bool]
