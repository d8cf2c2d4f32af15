"""What an e-invoice says of itself: the fields we list, their money, and the form they came in."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from billing_docs.domain.faults import Fault, FaultCode

_AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{0,14})(?:\.(?P<fraction>\d{0,15}))?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")

# ISO 4217 list one (2026-01-01): every currency whose minor unit is not a hundredth.
_WITHOUT_MINOR_UNIT = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"}
    | {"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_EXPONENTS = (
    dict.fromkeys(_WITHOUT_MINOR_UNIT, 0)
    | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
    | dict.fromkeys(("CLF", "UYW"), 4)
)


class DocumentFormat(StrEnum):
    """Name the forms a document comes in. The values are promises."""

    PLAIN_PDF = "plain_pdf"
    HYBRID_PDF = "hybrid_pdf"
    UBL = "ubl"
    CII = "cii"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFields:
    """What an invoice XML says. None: it does not say so, or not readably (then a fault does).

    Amounts are integer minor units of `currency`; a credit note's are positive in UBL and most
    CII files, a correction's (type 384) negative: the sign is the sender's, not ours.
    """

    number: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    type_code: str | None = None  # UNTDID 1001: 380 invoice, 381 credit note, 384 correction
    currency: str | None = None  # ISO 4217
    net_cents: int | None = None
    tax_cents: int | None = None
    total_cents: int | None = None  # tax included
    payable_cents: int | None = None  # what is left after prepayments
    seller_name: str | None = None
    buyer_name: str | None = None
    buyer_reference: str | None = None  # for authorities their Leitweg-ID
    order_reference: str | None = None
    preceding_invoice_number: str | None = None
    iban: str | None = None  # without blanks


class AmountRefusedError(ValueError):
    """Say why a text is no amount of money in its currency."""

    def __init__(self, code: FaultCode) -> None:
        super().__init__(code.value)
        self.code = code


def is_currency(text: str) -> bool:
    """Tell whether `text` has the form of an ISO 4217 code."""
    return _CURRENCY.fullmatch(text) is not None


def minor_units(amount: str, currency: str) -> int:
    """Return the decimal `amount` ("-1234.50") in minor units of `currency`, exactly.

    Up to 14 digits before the point, so the answer fits a database's bigint in every currency.
    Digits are moved, never calculated with: no rounding can happen.

    Raises:
        AmountRefusedError: not a decimal number as XML Schema writes it (no comma, no
            exponent), or it has a fraction of a minor unit other than zero.
    """
    parts = _AMOUNT.fullmatch(amount)
    if parts is None or not (parts["whole"] or parts["fraction"]):
        raise AmountRefusedError(FaultCode.AMOUNT_UNREADABLE)

    exponent = _EXPONENTS.get(currency, 2)
    fraction = (parts["fraction"] or "").rstrip("0")
    if len(fraction) > exponent:
        raise AmountRefusedError(FaultCode.AMOUNT_HAS_FRACTION)
    return int(parts["sign"] + (parts["whole"] or "0") + fraction.ljust(exponent, "0"))


def decimal_text(amount: int, currency: str) -> str:
    """Return minor units of `currency` as a decimal number ("-1234.50"), exactly."""
    exponent = _EXPONENTS.get(currency, 2)
    digits = str(abs(amount)).zfill(exponent + 1)
    whole, fraction = digits[: len(digits) - exponent], digits[len(digits) - exponent :]
    return ("-" if amount < 0 else "") + whole + (f".{fraction}" if fraction else "")


def contradictions(invoice: InvoiceFields) -> tuple[Fault, ...]:
    """Return a fault if net plus tax is not the total (EN 16931 rule BR-CO-15), else nothing."""
    net, tax, total = invoice.net_cents, invoice.tax_cents, invoice.total_cents
    if net is None or tax is None or total is None or net + tax == total:
        return ()
    return (
        Fault(
            code=FaultCode.TOTALS_CONTRADICT,
            explanation="The total without tax and the tax do not add up to the total (BR-CO-15).",
        ),
    )
