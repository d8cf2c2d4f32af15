"""Open the rows of whoever's meters are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from catalog.domain.devices import require_may_read_meters
from catalog.store.records import RecordRoom, Records
from contracts.errors import InvalidInput, NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenReadings:
    """Whose meters, and the records of that organisation."""

    organisation_id: UUID
    records: Records


@contextmanager
def open_readings(
    caller: Principal, customer_id: UUID | None, room: RecordRoom
) -> Iterator[OpenReadings]:
    """Yield the records of the caller's organisation; the vendor's people name a customer.

    Raises:
        NoMembership, AreaNotVisible: the caller reads no meters.
        InvalidInput: one of the vendor's people names no customer.
        NotFound: there is no such customer.
    """
    sight = require_may_read_meters(caller)
    organisation_id = sight.organisation_id
    if organisation_id is None:
        if customer_id is None:
            raise InvalidInput("customer_id", "required")
        organisation_id = customer_id
    with room.of(organisation_id) as records:
        if records.organisations.kind_of(organisation_id) is None:
            raise NotFound("organisation")
        yield OpenReadings(organisation_id=organisation_id, records=records)
