"""Whom a call lets in, besides what the method itself decides."""

from dataclasses import dataclass

from contracts.errors import (
    ContractEnded,
    CustomerMustAgree,
    NotPermitted,
    SecondFactorRequired,
    WireError,
)
from contracts.principal import Bar, Principal

_REFUSALS: dict[Bar, type[WireError]] = {
    "contract_ended": ContractEnded,
    "second_factor_required": SecondFactorRequired,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """What a method says about itself; whoever forgets to say it lets in fewer, not more."""

    reads: bool = False
    even_barred: bool = False
    even_in_support: bool = False

    def require(self, caller: Principal) -> None:
        """Return when the method may be called.

        Raises:
            ContractEnded, SecondFactorRequired: the caller is barred, and this mends nothing.
            CustomerMustAgree: the caller only looks, and this method changes something (MB-14).
            NotPermitted: the caller is a machine account, and this method changes something.
        """
        if caller.barred_by is not None and not self.even_barred:
            raise _REFUSALS[caller.barred_by]
        if caller.support_session_id is not None and not (self.reads or self.even_in_support):
            raise CustomerMustAgree
        if caller.reads_only and not self.reads:
            raise NotPermitted("reads_only")


FEWEST = Admission()
