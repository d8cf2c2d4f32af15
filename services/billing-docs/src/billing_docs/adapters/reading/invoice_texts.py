"""The texts an invoice XML holds, alike for every syntax, and their way into typed fields."""

import re
from dataclasses import dataclass
from datetime import date

from billing_docs.domain.faults import Fault, FaultCode
from billing_docs.domain.invoice_fields import (
    AmountRefusedError,
    InvoiceFields,
    contradictions,
    is_currency,
    minor_units,
)

# Far above any real number or name, and below what a database index row can hold (2,704 bytes).
MAX_TEXT_LENGTH = 300

# UBL writes 2026-03-05, sometimes with a time zone; CII 20260305 (format 102), or with a time
# behind it (203, 204).
_DATE = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?:Z|[+-]\d{2}:\d{2}|\d{4}|\d{6})?", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)

_MISSING = {
    "number": FaultCode.NUMBER_MISSING,
    "issued_on": FaultCode.ISSUE_DATE_MISSING,
    "currency": FaultCode.CURRENCY_MISSING,
    "total": FaultCode.TOTAL_MISSING,
}
_AMOUNT_FAULTS = {
    FaultCode.AMOUNT_UNREADABLE: "is not a decimal number as XML writes it",
    FaultCode.AMOUNT_HAS_FRACTION: "has more decimals than its currency",
    FaultCode.AMOUNT_IN_OTHER_CURRENCY: "is only given in another currency than the invoice's",
}


@dataclass(frozen=True, slots=True)
class AmountText:
    """An amount as written, and the currency written beside it, if one is."""

    text: str
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTexts:
    """What stands in the XML, untrusted and unparsed. An absent element is None or ()."""

    profile: str | None
    number: str | None
    issued_on: str | None
    due_on: str | None
    type_code: str | None
    currency: str | None
    net: tuple[AmountText, ...]
    tax: tuple[AmountText, ...]
    total: tuple[AmountText, ...]
    payable: tuple[AmountText, ...]
    seller_name: str | None
    buyer_name: str | None
    buyer_reference: str | None
    order_reference: str | None
    preceding_invoice_number: str | None
    account: str | None


def typed_fields(texts: InvoiceTexts) -> tuple[InvoiceFields, tuple[Fault, ...]]:
    """Return the fields that can be read with certainty, and a fault for each that cannot."""
    reader = _Reader()
    currency = reader.currency(texts.currency)
    fields = InvoiceFields(
        number=reader.text("number", texts.number),
        issued_on=reader.day("issued_on", texts.issued_on),
        due_on=reader.day("due_on", texts.due_on),
        type_code=reader.text("type_code", texts.type_code),
        currency=currency,
        net_cents=reader.amount("net", texts.net, currency),
        tax_cents=reader.amount("tax", texts.tax, currency),
        total_cents=reader.amount("total", texts.total, currency),
        payable_cents=reader.amount("payable", texts.payable, currency),
        seller_name=reader.text("seller_name", texts.seller_name),
        buyer_name=reader.text("buyer_name", texts.buyer_name),
        buyer_reference=reader.text("buyer_reference", texts.buyer_reference),
        order_reference=reader.text("order_reference", texts.order_reference),
        preceding_invoice_number=reader.text(
            "preceding_invoice_number", texts.preceding_invoice_number
        ),
        iban=_iban(texts.account),
    )
    return fields, (*reader.faults, *contradictions(fields))


class _Reader:
    """Collects the faults of one invoice while its fields are read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def text(self, field: str, text: str | None) -> str | None:
        words = " ".join((text or "").split())
        if not words:
            self._report_missing(field)
            return None
        if len(words) > MAX_TEXT_LENGTH:
            self._report(FaultCode.TEXT_TOO_LONG, field, f"is longer than {MAX_TEXT_LENGTH}")
            return None
        return words

    def day(self, field: str, text: str | None) -> date | None:
        words = (text or "").strip()
        if not words:
            self._report_missing(field)
            return None
        parts = _DATE.fullmatch(words)
        try:
            if parts:
                return date(int(parts[1]), int(parts[3]), int(parts[4]))
        except ValueError:
            pass  # 31 February: reported below like every other text that is no day
        self._report(FaultCode.DATE_UNREADABLE, field, "is not a date as its format writes it")
        return None

    def currency(self, text: str | None) -> str | None:
        words = (text or "").strip()
        if not words:
            self._report_missing("currency")
            return None
        if not is_currency(words):
            self._report(FaultCode.CURRENCY_UNREADABLE, "currency", "is not an ISO 4217 code")
            return None
        return words

    def amount(
        self, field: str, amounts: tuple[AmountText, ...], currency: str | None
    ) -> int | None:
        if not amounts:
            self._report_missing(field)
            return None
        if currency is None:
            return None  # without its currency a number is no amount, and that is reported
        # The tax may stand there twice: in the invoice's currency and in the tax office's.
        ours = [amount for amount in amounts if amount.currency in {None, currency}]
        if not ours:
            self._report_amount(FaultCode.AMOUNT_IN_OTHER_CURRENCY, field)
            return None
        try:
            return minor_units(ours[0].text.strip(), currency)
        except AmountRefusedError as error:
            self._report_amount(error.code, field)
            return None

    def _report_amount(self, code: FaultCode, field: str) -> None:
        self._report(code, field, _AMOUNT_FAULTS[code])

    def _report_missing(self, field: str) -> None:
        if field in _MISSING:
            self._report(_MISSING[field], field, "is missing")

    def _report(self, code: FaultCode, field: str, verdict: str) -> None:
        self.faults.append(Fault(code=code, explanation=f"The field {field} {verdict}."))


def _iban(account: str | None) -> str | None:
    """Return the account if it looks like an IBAN; other account numbers are no fault."""
    characters = "".join((account or "").split())
    return characters if _IBAN.fullmatch(characters) else None
