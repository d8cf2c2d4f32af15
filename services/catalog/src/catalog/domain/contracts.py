"""Contracts as the ERP sends them, and what no contract can say."""

from chassis.errors import Refused
from contracts.inbound import ContractUpserted

# What an event waits for whose customer is not known yet; the number follows.
AWAITED_CUSTOMER = "customer:"


def require_sound(contract: ContractUpserted) -> None:
    """Return when the contract does not contradict itself.

    Raises:
        Refused: it ends before it starts, or a text is blank or holds control characters.
    """
    if contract.ends_on is not None and contract.ends_on < contract.starts_on:
        raise Refused("invalid_data", "data.ends_on: the contract ends before it starts")
    texts = {"contract_number": contract.contract_number, "title": contract.title}
    for field, text in texts.items():
        if text is not None and not (text.strip() and text.isprintable()):
            raise Refused("invalid_data", f"data.{field}: blank, or with control characters")
