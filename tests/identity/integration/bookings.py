"""What catalog announces of organisations, as identity hears it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.clock import BERLIN
from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.events import ContractCoverageChanged
from contracts.principal import Principal

GRACE = timedelta(days=42)


def told(
    organisation_id: UUID, *, version: int = 1, ends_on: date | None = None
) -> Incoming[ContractCoverageChanged]:
    """Return what catalog announces of an organisation whose last contract ends that day."""
    until = None
    if ends_on is not None:
        until = datetime.combine(ends_on + GRACE + timedelta(days=1), datetime.min.time(), BERLIN)
    return Incoming(
        id=str(new_id()),
        source="catalog",
        type="contract_coverage_changed",
        time=None,
        body_sha256="a" * 64,
        data=ContractCoverageChanged(
            organisation_id=organisation_id, version=version, ends_on=ends_on, access_until=until
        ),
    )


def organisation_of(principal: Principal) -> UUID:
    assert principal.organisation_id is not None
    return principal.organisation_id
