"""What of a contract its days depend on, and in which period it is on one of them."""

from dataclasses import dataclass
from datetime import date

from catalog.domain.coverage import NO_END
from catalog.domain.periods import ONE_DAY, period_around
from contracts.inbound import ContractKind, ContractUpserted
from contracts.money import Money

NEVER = date(9999, 12, 31)


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """The days and rules of one contract; without an end it runs until further notice."""

    starts_on: date
    ends_on: date | None = None
    kind: ContractKind | None = None
    notice_given_on: date | None = None
    auto_renews: bool = False
    period_months: int | None = None
    period_ends_on: date | None = None
    """As the ERP names it, for the period that it knew."""
    grace_days: int | None = None
    reactivation_fee: Money | None = None


def terms_of(contract: ContractUpserted) -> Terms:
    """Return what counts of a contract from the ERP; the end of time is none."""
    return Terms(
        starts_on=contract.starts_on,
        ends_on=_end(contract.ends_on),
        kind=contract.kind,
        notice_given_on=contract.notice_given_on,
        auto_renews=bool(contract.auto_renews),
        period_months=contract.period_months,
        period_ends_on=_end(contract.period_ends_on),
        grace_days=contract.grace_days,
        reactivation_fee=contract.reactivation_fee,
    )


def has_ended(terms: Terms, day: date) -> bool:
    """Whether the contract's last day has passed: it runs to the end of that day."""
    return terms.ends_on is not None and terms.ends_on < day


def period_end(terms: Terms, day: date) -> date | None:
    """Return the last day of the period in which the contract is on `day`.

    None once it has ended, and where neither the ERP nor the rules say one. A contract with an end
    and no periods has one single period.
    """
    if has_ended(terms, day):
        return None
    end = _regular_end(terms, day)
    if terms.ends_on is not None and (end is None or end > terms.ends_on):
        return terms.ends_on
    return end


def renewal(terms: Terms, day: date) -> date | None:
    """Return the first day of the period that begins by itself after the present one (DW-45).

    None where the contract does not renew itself, or ends with the present period.
    """
    end = period_end(terms, day)
    if end is None or not terms.auto_renews:
        return None
    if terms.ends_on is not None and end >= terms.ends_on:
        return None
    return end + ONE_DAY


def due_on(terms: Terms, day: date) -> date:
    """Return under which day lists find the contract: the last of its period, or of all.

    `NEVER` where nothing ends.
    """
    return period_end(terms, day) or terms.ends_on or NEVER


def _regular_end(terms: Terms, day: date) -> date | None:
    """Return when the period ends if nothing ends the contract before."""
    known, months = terms.period_ends_on, terms.period_months
    if known is not None and (day <= known or not (terms.auto_renews and months)):
        return known if day <= known else None
    if months is None:
        return None
    end = period_around(known + ONE_DAY if known else terms.starts_on, months, day)
    is_first = known is None and end == period_around(terms.starts_on, months, terms.starts_on)
    return end if terms.auto_renews or is_first else None


def _end(day: date | None) -> date | None:
    return None if day is None or day >= NO_END else day
