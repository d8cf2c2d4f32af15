"""Open the rows that somebody's sight is about."""

from contextlib import AbstractContextManager

from catalog.domain.sight import Sight
from catalog.store.records import RecordRoom, Records


def open_sight(sight: Sight, room: RecordRoom) -> AbstractContextManager[Records]:
    """Return the records of the organisation that looks; the vendor's people look at all."""
    if sight.standing == "vendor":
        return room.of_everybody()
    return room.of(sight.organisation_id)
