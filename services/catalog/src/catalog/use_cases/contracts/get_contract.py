"""Show one contract."""

from uuid import UUID

import msgspec

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.after_the_end import is_ftp_open
from catalog.store.contracts import terms_in
from catalog.store.licences import licence_in
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.describe_contract import describe_contract
from catalog.use_cases.contracts.reach_contract import reach_contract
from contracts.contract_list import ContractDetail
from contracts.inbound import ContractProduct, CustomerSystem
from contracts.principal import Principal


def get_contract(
    caller: Principal, contract_id: UUID, room: RecordRoom, desk: SiteDesk
) -> ContractDetail:
    """Return the contract with all that is known of it (DW-46).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
        ServiceUnavailable, DeadlinePassed: it is at no site here, and identity does not answer.
    """
    with reach_contract(caller, contract_id, room, desk) as reached:
        row, records = reached.row, reached.records
        marks = records.acknowledgements.marks_of(reached.sight.organisation_id, caller.subject)
        order = records.reactivations.find(row.id, row.ends_on)
        today = records.today
    system = None
    if row.system_name is not None:
        system = CustomerSystem(name=row.system_name, region=row.system_region)
    return ContractDetail(
        contract=describe_contract(row, today),
        products=tuple(msgspec.convert(row.products, list[ContractProduct])),
        system=system,
        acknowledged=tuple(sorted(marks.get(row.id, ()))),
        order=order,
        is_ftp_open=is_ftp_open(terms_in(row), today),
        licence_file=licence_in(row),
    )
