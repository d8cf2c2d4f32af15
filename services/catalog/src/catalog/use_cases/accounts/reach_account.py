"""Find a customer or prospect as one of its partner's people sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.sight import Sight, sight_of_business
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.partners.find_sites import find_sites
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachedAccount:
    """A row that somebody sees, by which sight, and the transaction that shows it."""

    row: Row[Any]
    sight: Sight
    records: Records


@contextmanager
def reach_account(
    caller: Principal, account_id: UUID, room: RecordRoom, desk: SiteDesk, *, lock: bool = False
) -> Iterator[ReachedAccount]:
    """Yield the customer or prospect, locked if wished; commits at the end.

    It is looked for where the caller acts first, and then at his other sites.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    sight = find_sight_of(caller, account_id, room, desk)
    with room.of(sight.organisation_id) as records:
        row = records.partner_account_lists.find(sight, account_id, lock=lock)
        if row is None:
            raise NotFound("customer")
        yield ReachedAccount(row=row, sight=sight, records=records)


def find_sight_of(caller: Principal, account_id: UUID, room: RecordRoom, desk: SiteDesk) -> Sight:
    """Return by which sight the caller sees a customer or prospect.

    Raises:
        as `reach_account`.
    """
    present = sight_of_business(caller)
    if present.standing == "vendor":
        with room.of_everybody() as records:
            partner_id = records.partner_accounts.partner_of(account_id)
        if partner_id is None:
            raise NotFound("customer")
        return Sight(standing="partner", organisation_id=partner_id)
    if _shows(present, account_id, room):
        return present
    for sight in find_sites(caller, (), desk).sights:
        if sight != present and _shows(sight, account_id, room):
            return sight
    raise NotFound("customer")


def _shows(sight: Sight, account_id: UUID, room: RecordRoom) -> bool:
    with room.of(sight.organisation_id) as records:
        return records.partner_account_lists.find(sight, account_id) is not None
