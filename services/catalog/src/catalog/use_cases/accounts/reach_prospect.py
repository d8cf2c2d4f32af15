"""Find a prospect as somebody who may change it sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.store.records import RecordRoom
from catalog.use_cases.accounts.reach_account import ReachedAccount, reach_account
from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal


@contextmanager
def reach_prospect(
    caller: Principal, prospect_id: UUID, room: RecordRoom, desk: SiteDesk
) -> Iterator[ReachedAccount]:
    """Yield the prospect, locked; commits at the end. Customers are kept by the vendor.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller, or
            he is of the vendor, who looks and changes nothing.
        NotFound: there is none, it is a customer, or he does not see it.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    with reach_account(caller, prospect_id, room, desk, lock=True) as reached:
        if reached.row.kind != "prospect":
            raise NotFound("prospect")
        if caller.is_staff:
            raise NotPermitted("partner")
        yield reached
