"""What a demo invoice says, and what follows from it: line amounts, tax and totals."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class InvoiceType(StrEnum):
    """Name the kinds of invoice we make, by their UNTDID 1001 code."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class Unit(StrEnum):
    """Name units of measure by their UN/ECE Recommendation 20 code."""

    PIECE = "C62"
    HOUR = "HUR"
    MONTH = "MON"
    YEAR = "ANN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A company on a letter. Bank and tax details matter for the seller alone."""

    name: str
    street: str
    postcode: str
    city: str
    email: str
    phone: str = ""
    contact: str = ""  # a department, never a person
    vat_id: str | None = None
    tax_number: str | None = None
    iban: str | None = None  # without blanks
    bic: str | None = None
    bank: str | None = None
    register: str | None = None  # court and number, as the footer of a letter must name them


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One line; `unit_price_cents` is before tax."""

    text: str
    quantity: Decimal
    unit_price_cents: int
    vat_percent: int = 19
    unit: Unit = Unit.PIECE
    article_number: str = ""

    @property
    def net_cents(self) -> int:
        """Return quantity times price, rounded half up to whole cents."""
        return _whole(self.quantity * self.unit_price_cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatGroup:
    """All that is taxed at one rate."""

    vat_percent: int
    net_cents: int
    tax_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSketch:
    """A demo invoice or credit note in euros. Amounts are positive in both, as EN 16931 has it.

    Without `service_from` the day of performance is the day of issue.
    """

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    customer_number: str
    lines: tuple[InvoiceLine, ...]
    due_on: date | None = None
    type_code: InvoiceType = InvoiceType.INVOICE
    preceding_invoice_number: str | None = None
    preceding_issued_on: date | None = None
    buyer_reference: str | None = None  # for an authority its Leitweg-ID
    order_reference: str | None = None
    service_from: date | None = None
    service_through: date | None = None

    @property
    def is_credit_note(self) -> bool:
        """Tell whether the seller owes the buyer."""
        return self.type_code == InvoiceType.CREDIT_NOTE

    @property
    def vat_groups(self) -> tuple[VatGroup, ...]:
        """Return the tax by rate, highest first; the tax is rounded once for each rate."""
        groups = []
        for rate in sorted({line.vat_percent for line in self.lines}, reverse=True):
            net_cents = sum(line.net_cents for line in self.lines if line.vat_percent == rate)
            tax_cents = _whole(Decimal(net_cents * rate) / 100)
            groups.append(VatGroup(vat_percent=rate, net_cents=net_cents, tax_cents=tax_cents))
        return tuple(groups)

    @property
    def net_cents(self) -> int:
        """Return the sum of all lines."""
        return sum(line.net_cents for line in self.lines)

    @property
    def tax_cents(self) -> int:
        """Return the sum of the tax of all rates."""
        return sum(group.tax_cents for group in self.vat_groups)

    @property
    def total_cents(self) -> int:
        """Return what is to be paid."""
        return self.net_cents + self.tax_cents


def _whole(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))
