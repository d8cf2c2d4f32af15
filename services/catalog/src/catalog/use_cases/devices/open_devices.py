"""Open the rows that somebody's sight of devices is about."""

from contextlib import AbstractContextManager

from catalog.domain.devices import DeviceSight
from catalog.store.records import RecordRoom, Records


def open_devices(sight: DeviceSight, room: RecordRoom) -> AbstractContextManager[Records]:
    """Return the records of the organisation that looks; the vendor's people look at all."""
    if sight.organisation_id is None:
        return room.of_everybody()
    return room.of(sight.organisation_id)
