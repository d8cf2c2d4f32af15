"""Show what happens with a contract, as it is seen from any day."""

from datetime import date
from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.timeline import day_of, timeline_of
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.reach_contract import reach_contract
from contracts.contract_timeline import ContractTimeline
from contracts.errors import InvalidInput
from contracts.principal import Principal

# Beyond these years a calendar is no help, and sums of days leave what a date can hold.
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def get_timeline(
    caller: Principal,
    contract_id: UUID,
    as_of: date | None,
    room: RecordRoom,
    desk: SiteDesk,
    *,
    grace_days: int,
) -> ContractTimeline:
    """Return the contract's timeline and how it stands on `as_of`, today if that is None.

    It follows from what is known now: what the ERP changes later is not foreseen.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
        InvalidInput: the day lies before 1970 or after 2200.
        ServiceUnavailable, DeadlinePassed: it is at no site here, and identity does not answer.
    """
    if as_of is not None and not _FIRST_YEAR <= as_of.year <= _LAST_YEAR:
        raise InvalidInput("as_of", "out_of_range")
    with reach_contract(caller, contract_id, room, desk) as reached:
        day = as_of or reached.records.today
        terms = terms_in(reached.row)
    return ContractTimeline(
        contract_id=contract_id,
        as_of=day,
        entries=timeline_of(terms, day, grace_days=grace_days),
        day=day_of(terms, day, grace_days=grace_days),
    )
