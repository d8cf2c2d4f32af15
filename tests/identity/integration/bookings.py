"""What catalog announces of organisations, as identity hears it."""

from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from chassis.clock import BERLIN
from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.events import ContractCoverageChanged, EntitlementsChanged
from contracts.principal import Principal

T = TypeVar("T")

GRACE = timedelta(days=42)


def told(
    organisation_id: UUID, *, version: int = 1, ends_on: date | None = None
) -> Incoming[ContractCoverageChanged]:
    """Return what catalog announces of an organisation whose last contract ends that day."""
    until = None
    if ends_on is not None:
        until = datetime.combine(ends_on + GRACE + timedelta(days=1), datetime.min.time(), BERLIN)
    return _announced(
        ContractCoverageChanged(
            organisation_id=organisation_id, version=version, ends_on=ends_on, access_until=until
        )
    )


def booked(
    organisation_id: UUID, *entitlements: str, version: int = 1
) -> Incoming[EntitlementsChanged]:
    """Return what catalog announces of an organisation that may use these."""
    return _announced(
        EntitlementsChanged(
            organisation_id=organisation_id, version=version, entitlements=entitlements
        )
    )


def organisation_of(principal: Principal) -> UUID:
    assert principal.organisation_id is not None
    return principal.organisation_id


def _announced(data: T) -> Incoming[T]:
    return Incoming(
        id=str(new_id()),
        source="catalog",
        type=type(data).__name__,
        time=None,
        body_sha256="a" * 64,
        data=data,
    )
