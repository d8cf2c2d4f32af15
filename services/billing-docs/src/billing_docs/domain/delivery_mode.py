"""How a customer's documents reach him: digitally, or on paper for a while."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.delivery import Mode, SetDeliveryMode
from contracts.errors import InvalidInput

MOST_ADDRESS_LINES = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenMode:
    """One choice of a customer's; it holds from the next document on (SE-59)."""

    mode: Mode
    until: date | None
    until_contract_end: bool
    postal_address: str | None
    chosen_at: datetime
    chosen_by: str

    def ends_on(self, contract_ends_on: date | None) -> date | None:
        """Return the last day of postal delivery, None while it is open (SE-69)."""
        return contract_ends_on if self.until_contract_end else self.until

    def is_postal_on(self, today: date, contract_ends_on: date | None) -> bool:
        """Return whether a document of `today` goes by post; after the last day it is digital."""
        if self.mode != "postal":
            return False
        ends_on = self.ends_on(contract_ends_on)
        return ends_on is None or today <= ends_on

    def says_the_same_as(self, other: "ChosenMode | None") -> bool:
        """Return whether choosing this after `other` would change nothing."""
        return other is not None and _terms(self) == _terms(other)


def choose(request: SetDeliveryMode, *, by: str, now: datetime, today: date) -> ChosenMode:
    """Return the choice that a request asks for.

    Raises:
        InvalidInput: an end or an address without postal delivery, two ends, an end that is over,
            or an address that no envelope carries.
    """
    if request.mode == "digital":
        for field, value in (
            ("until", request.until),
            ("until_contract_end", request.until_contract_end),
            ("postal_address", request.postal_address),
        ):
            if value:
                raise InvalidInput(f"request.{field}", "only_for_postal_delivery")
    if request.until is not None and request.until_contract_end:
        raise InvalidInput("request.until", "only_one_end")
    if request.until is not None and request.until < today:
        raise InvalidInput("request.until", "in_the_past")
    return ChosenMode(
        mode=request.mode,
        until=request.until,
        until_contract_end=request.until_contract_end,
        postal_address=_address(request.postal_address),
        chosen_at=now,
        chosen_by=by,
    )


def _terms(chosen: ChosenMode) -> tuple[object, ...]:
    return chosen.mode, chosen.until, chosen.until_contract_end, chosen.postal_address


def _address(given: str | None) -> str | None:
    lines = [line.strip() for line in (given or "").splitlines()]
    kept = [line for line in lines if line]
    if len(kept) > MOST_ADDRESS_LINES:
        raise InvalidInput("request.postal_address", "too_many_lines")
    if not all(line.isprintable() for line in kept):
        raise InvalidInput("request.postal_address", "unreadable_character")
    return "\n".join(kept) or None
