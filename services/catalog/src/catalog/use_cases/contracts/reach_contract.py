"""Find a contract as the caller sees it, where he acts or at another of his sites."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.sight import Sight, sight_of_contracts
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.contracts.open_sight import open_sight
from catalog.use_cases.partners.find_sites import find_sites
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachedContract:
    """A row that somebody sees, by which sight, and the transaction that shows it."""

    row: Row[Any]
    sight: Sight
    records: Records


@contextmanager
def reach_contract(
    caller: Principal, contract_id: UUID, room: RecordRoom, desk: SiteDesk
) -> Iterator[ReachedContract]:
    """Yield the contract; commits at the end. Other sites are asked for only if it is not here.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    sight = _sight_of(caller, contract_id, room, desk)
    with open_sight(sight, room) as records:
        row = records.contract_lists.find(sight, contract_id)
        if row is None:
            raise NotFound("contract")
        yield ReachedContract(row=row, sight=sight, records=records)


def _sight_of(caller: Principal, contract_id: UUID, room: RecordRoom, desk: SiteDesk) -> Sight:
    present = sight_of_contracts(caller)
    if present.standing != "partner" or _shows(present, contract_id, room):
        return present
    for sight in find_sites(caller, (), desk).sights:
        if sight != present and _shows(sight, contract_id, room):
            return sight
    raise NotFound("contract")


def _shows(sight: Sight, contract_id: UUID, room: RecordRoom) -> bool:
    with open_sight(sight, room) as records:
        return records.contract_lists.find(sight, contract_id) is not None
