"""Open the rows of those whose orders somebody sees."""

from contextlib import AbstractContextManager
from uuid import UUID

from catalog.store.records import RecordRoom, Records


def open_orders(organisation_id: UUID | None, room: RecordRoom) -> AbstractContextManager[Records]:
    """Return the records of the organisation; without one, those of all."""
    return room.of_everybody() if organisation_id is None else room.of(organisation_id)
