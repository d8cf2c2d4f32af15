"""Contracts as the ERP sends them, and what no contract can say."""

from collections.abc import Iterator

from catalog.domain.coverage import NO_END
from chassis.errors import Refused
from contracts.inbound import ContractUpserted

# What an event waits for whose customer is not known yet; the number follows.
AWAITED_CUSTOMER = "customer:"


def require_sound(contract: ContractUpserted) -> None:
    """Return when the contract does not contradict itself.

    Raises:
        Refused: its days contradict each other, or a text is blank or holds control characters.
    """
    fault = next(_faults(contract), None)
    if fault is not None:
        raise Refused("invalid_data", fault)


def _faults(contract: ContractUpserted) -> Iterator[str]:
    """Yield what is wrong, each as a sentence for the publisher's developer."""
    yield from _faulty_days(contract)
    for field, text in _texts(contract):
        if not (text.strip() and text.isprintable()):
            yield f"data.{field}: blank, or with control characters"
    fee = contract.reactivation_fee
    if fee is not None and fee.minor_units < 0:
        yield "data.reactivation_fee: less than nothing"


def _faulty_days(contract: ContractUpserted) -> Iterator[str]:
    starts, ends, notice = contract.starts_on, contract.ends_on, contract.notice_given_on
    period, has_end = contract.period_ends_on, ends is not None and ends < NO_END
    if starts >= NO_END:
        yield "data.starts_on: the contract never starts"
    if ends is not None and ends < starts:
        yield "data.ends_on: the contract ends before it starts"
    if notice is not None and not has_end:
        yield "data.ends_on: notice was given, so the contract has a last day"
    if notice is not None and ends is not None and notice > ends:
        yield "data.notice_given_on: notice was given after the contract ended"
    if contract.auto_renews and has_end and notice is None:
        yield "data.auto_renews: a contract that ends without notice does not renew itself"
    if period is not None and period < starts:
        yield "data.period_ends_on: the period ends before the contract starts"
    if period is not None and ends is not None and period > ends:
        yield "data.period_ends_on: the period ends after the contract"


def _texts(contract: ContractUpserted) -> Iterator[tuple[str, str]]:
    yield "contract_number", contract.contract_number
    if contract.title is not None:
        yield "title", contract.title
    for product in contract.products or ():
        yield "products.name", product.name
    if contract.system is not None:
        yield "system.name", contract.system.name
        if contract.system.region is not None:
            yield "system.region", contract.system.region
