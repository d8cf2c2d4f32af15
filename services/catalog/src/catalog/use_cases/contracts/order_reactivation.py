"""Order that a contract that ends or has ended is taken up again."""

from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.after_the_end import reactivation_of
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.reach_contract import reach_contract
from chassis.service import actor_of
from contracts.contract_list import ReactivationOrder
from contracts.errors import AlreadyExists, InvalidInput, NotPermitted
from contracts.outbound import CONTRACT_REACTIVATION_ORDERED, ContractReactivationOrdered
from contracts.principal import Principal


def order_reactivation(
    caller: Principal, contract_id: UUID, room: RecordRoom, desk: SiteDesk
) -> ReactivationOrder:
    """Return the order, which the ERP hears of; free through the 60th day of notice (DW-40, DW-43).

    Each end of a contract is ordered away once: repeating returns the first order.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller, or he
            may not order: the vendor's people and documents accounts do not.
        NotFound: there is none, or he does not see it; the two look the same.
        InvalidInput: it needs no reactivation, or the time for it is over.
        AlreadyExists: somebody of another organisation has ordered it.
        ServiceUnavailable, DeadlinePassed: it is at no site here, and identity does not answer.
    """
    with reach_contract(caller, contract_id, room, desk) as reached:
        row, sight, records = reached.row, reached.sight, reached.records
        if sight.standing == "vendor" or caller.role == "documents":
            raise NotPermitted("order")
        terms = terms_in(row)
        offer = reactivation_of(terms, records.today)
        if offer is None or terms.ends_on is None:
            raise InvalidInput("contract_id", "not_to_be_reactivated")
        order = records.reactivations.place(
            row.id,
            terms.ends_on,
            offer,
            organisation_id=sight.organisation_id,
            person_id=caller.subject,
        )
        if order is None:
            known = records.reactivations.find(row.id, terms.ends_on)
            if known is None:
                raise AlreadyExists("reactivation")
            return known
        records.audit.record(
            organisation_id=sight.organisation_id,
            actor=actor_of(caller),
            action="contract.reactivation_ordered",
            subject=f"contract:{row.id}",
            details={"ends_on": terms.ends_on.isoformat(), "is_free": str(offer.is_free).lower()},
        )
        ordered = ContractReactivationOrdered(
            order_id=order.id,
            contract_number=row.number,
            contract_source=row.source,
            customer_number=row.customer_number,
            ends_on=terms.ends_on,
            is_free=order.is_free,
            fee=order.fee,
            ordered_for=sight.organisation_id,
            ordered_by=caller.subject,
            ordered_at=order.ordered_at,
        )
        records.outbox.publish(CONTRACT_REACTIVATION_ORDERED, ordered, subject=row.number)
        return order
