"""Show a customer or prospect with its contracts."""

from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.contract_lists import sections_of
from catalog.domain.list_pages import COUNTED_AT_MOST
from catalog.store.contract_lists import Shown
from catalog.store.partner_account_lists import account_of
from catalog.store.prospects import particulars_in
from catalog.store.records import RecordRoom
from catalog.use_cases.accounts.reach_account import reach_account
from catalog.use_cases.contracts.describe_contract import describe_contract
from contracts.contract_list import ContractQuery
from contracts.partner_accounts import AccountDetail
from contracts.principal import Principal

_CONTRACTS_AT_MOST = 200


def get_account(
    caller: Principal, account_id: UUID, room: RecordRoom, desk: SiteDesk
) -> AccountDetail:
    """Return the customer or prospect as the caller sees it, with its contracts (DW-08).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    with reach_account(caller, account_id, room, desk) as reached:
        row, records = reached.row, reached.records
        shown = Shown(sight=reached.sight, customer_id=account_id)
        (section,) = sections_of(ContractQuery(), records.today)
        lists = records.contract_lists
        contracts = lists.page(shown, section, after=None, limit=_CONTRACTS_AT_MOST)
        is_prospect = row.kind == "prospect"
        return AccountDetail(
            account=account_of(row),
            contracts=tuple(describe_contract(each, records.today) for each in contracts),
            contract_total=min(lists.count(shown, section), COUNTED_AT_MOST),
            particulars=particulars_in(row) if is_prospect else None,
            version=row.version if is_prospect else None,
        )
