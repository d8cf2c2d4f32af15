"""For how long each type of document is shown and kept: what the law asks, and what we promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, get_args

from contracts.inbound import DocumentType

# Documents stay retrievable for at least twelve months after their provision (SE-61).
FEWEST_PORTAL_MONTHS = 12
MOST_PORTAL_MONTHS = 120
# The longest that German law asks of anybody (§ 257 HGB, § 147 AO): ten years for books.
MOST_YEARS = 10
_TYPES: tuple[DocumentType, ...] = get_args(DocumentType)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionRule:
    """The two clocks of one type of document.

    `portal_months` count from the day of provision, `years` from the end of the year of issue;
    with 0 years no law asks for more than the portal promises.
    """

    portal_months: int
    years: int


class NumberByType:
    """Numbers for some types of document, read from `letter=6,contract=10`.

    Raises:
        ValueError: a type that does not exist, or a number outside what may be set.
    """

    fewest: ClassVar[Mapping[str, int]]
    most: ClassVar[int]

    def __init__(self, text: str) -> None:
        self.numbers: dict[str, int] = {}
        for part in filter(None, (each.strip() for each in text.split(","))):
            name, _, number = part.partition("=")
            if name not in _TYPES or not number.isdecimal():
                raise ValueError(f"{part!r}: write such as {_TYPES[0]}=10")
            if not self.fewest.get(name, self.fewest[""]) <= int(number) <= self.most:
                fewest = self.fewest.get(name, self.fewest[""])
                raise ValueError(f"{part!r}: from {fewest} to {self.most}")
            self.numbers[name] = int(number)


class PortalMonths(NumberByType):
    """Months in the portal; fewer than twelve are promised to nobody (SE-61)."""

    fewest = MappingProxyType({"": FEWEST_PORTAL_MONTHS})
    most = MOST_PORTAL_MONTHS


class StatutoryYears(NumberByType):
    """Years from the end of the year of issue; the law lets nobody set fewer for invoices."""

    fewest = MappingProxyType({"": 0, "invoice": 8, "credit_note": 8})
    most = MOST_YEARS


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """The rule of each type of document."""

    by_type: Mapping[DocumentType, RetentionRule]

    def of(self, document_type: DocumentType) -> RetentionRule:
        """Return the rule of one type."""
        return self.by_type[document_type]


# What applies where the operator sets nothing else. Each period begins with the end of the
# calendar year in which the document came into being (§ 147 (4) AO, § 257 (5) HGB).
USUAL_YEARS: Mapping[DocumentType, int] = {
    # § 14b (1) UStG, § 147 (1) no. 4 and (3) AO: vouchers, eight years since 2025 (BEG IV).
    "invoice": 8,
    "credit_note": 8,
    # § 147 (1) no. 2, 3 and (3) AO, § 257 (1) no. 2, 3 and (4) HGB: business letters.
    "reminder": 6,
    "letter": 6,
    # A contract that amounts are booked on is a voucher (§ 147 (1) no. 4 AO). The period begins
    # when it ends: one that runs on needs a hold, or a later `retain_until` from its publisher.
    "contract": 8,
    # By itself it may go once the invoice is sent (§ 147 (3) sentence 4 AO). As the invoice's list
    # of goods it is a part of it (§ 31 (1) UStDV), and from outside nobody can tell.
    "delivery_note": 8,
}


def retention_rules(
    portal_months: Mapping[str, int] | None = None, years: Mapping[str, int] | None = None
) -> RetentionRules:
    """Return the rules with what the operator has set for single types."""
    months, set_years = portal_months or {}, years or {}
    return RetentionRules(
        {
            each: RetentionRule(
                portal_months=months.get(each, FEWEST_PORTAL_MONTHS),
                years=set_years.get(each, USUAL_YEARS[each]),
            )
            for each in _TYPES
        }
    )


USUAL_RULES = retention_rules()
