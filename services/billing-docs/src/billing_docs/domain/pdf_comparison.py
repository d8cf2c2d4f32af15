"""Compare what an invoice XML says with what its PDF shows a reader (§ 14 UStG: one invoice).

The two differ when the PDF says something else, not when it says nothing: pages may be pictures,
and programs print in any order. So a field differs only if its value stands nowhere on the pages
and another value stands where it should.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from billing_docs.domain.invoice_fields import InvoiceFields
from billing_docs.domain.pdf_figures import accounts_in, amounts_in, dates_in, squeezed

ComparedField = Literal["number", "issued_on", "total", "tax", "account"]

_NUMBER_LABEL = re.compile(
    r"\b(?:rechnungs?[- ]?(?:nummer|nr\.?|no\.?)|rechnung\s+nr\.?|beleg[- ]?(?:nummer|nr\.?)"
    r"|gutschrifts?[- ]?(?:nummer|nr\.?)|gutschrift\s+nr\.?|invoice\s*(?:no\.?|number|\#)"
    r"|credit\s+note\s*(?:no\.?|number))\s*[:.#]*\s*([A-Za-z0-9][\w./\-]{1,40})",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"\b(?:rechnungs-?datum|beleg-?datum|ausstellungs-?datum|gutschrifts-?datum"
    r"|invoice\s+date|date\s+of\s+(?:issue|invoice)|issue\s+date)\b\W{0,12}([^\n]{0,40})",
    re.IGNORECASE,
)
_TOTAL_LABEL = re.compile(
    r"gesamt-?(?:betrag|summe)|rechnungs-?(?:betrag|summe)|brutto|end-?betrag|zahl-?betrag"
    r"|zu zahlen|zahlbar|grand total|total amount|amount due|invoice total|total due|total gross",
    re.IGNORECASE,
)
_NET_LABEL = re.compile(r"netto|\bnet\b|ohne (?:mwst|ust|steuer)|excl", re.IGNORECASE)
_TAX_LABEL = re.compile(
    r"\b(?:ust|mwst|mehrwertsteuer|umsatzsteuer|steuerbetrag|vat|tva)\b", re.IGNORECASE
)
# Fewer figures than an invoice has: a cover letter, or pages that are pictures.
_FEWEST_AMOUNTS = 4
_MOST_PARTS = 8
_SHORTEST_CORE = 4
_MOST_SHOWN = 5
_HUNDREDTHS = frozenset({"EUR", "CHF", "GBP", "USD", "DKK", "SEK", "NOK", "PLN", "CZK"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A field whose value in the XML the PDF contradicts.

    `in_pdf` holds what stands there instead, at most five values; empty where many figures stand
    and none of them is the XML's.
    """

    field: ComparedField
    in_xml: str
    in_pdf: tuple[str, ...]


def differences(invoice: InvoiceFields, pdf_text: str) -> tuple[Difference, ...]:
    """Return what the PDF's text contradicts; nothing for a PDF without readable text."""
    found = (
        _number(invoice, pdf_text),
        _issued_on(invoice, pdf_text),
        _total(invoice, pdf_text),
        _tax(invoice, pdf_text),
        _account(invoice, pdf_text),
    )
    return tuple(difference for difference in found if difference is not None)


def _number(invoice: InvoiceFields, text: str) -> Difference | None:
    number, letters = invoice.number, squeezed(text)
    if number is None or squeezed(number) in letters:
        return None
    # "2026-0042" may be printed for "RE-2026-0042", and "Nr. 0042" for both.
    core = (re.findall(r"\d+", number) or [""])[-1]
    if len(core) >= _SHORTEST_CORE and core in letters:
        return None
    labelled = [each.rstrip(".") for each in _NUMBER_LABEL.findall(text) if _has_digit(each)]
    if not labelled and not _is_this_invoice(invoice, text):
        return None
    return Difference(field="number", in_xml=number, in_pdf=_shown(labelled))


def _issued_on(invoice: InvoiceFields, text: str) -> Difference | None:
    days = dates_in(text)
    if invoice.issued_on is None or invoice.issued_on in days:
        return None
    labelled = {day for label in _DATE_LABEL.findall(text) for day in dates_in(label)}
    # Every invoice bears its date (§ 14 (4) no. 3 UStG); pages without any date are pictures.
    if not days or not (labelled or _is_this_invoice(invoice, text)):
        return None
    instead = [day.isoformat() for day in sorted(labelled or days)]
    return Difference(
        field="issued_on", in_xml=invoice.issued_on.isoformat(), in_pdf=_shown(instead)
    )


def _is_this_invoice(invoice: InvoiceFields, text: str) -> bool:
    """Tell whether the text can be read and is of this invoice: its total stands in it."""
    return bool(invoice.total_cents) and abs(invoice.total_cents or 0) in amounts_in(text)


def _total(invoice: InvoiceFields, text: str) -> Difference | None:
    if invoice.total_cents is None or invoice.currency not in _HUNDREDTHS:
        return None
    amounts = amounts_in(text)
    total = abs(invoice.total_cents)
    if total in amounts or total == 0:
        return None
    labelled = {
        amount
        for line in _labelled_lines(text, _TOTAL_LABEL)
        if not _NET_LABEL.search(line)
        for amount in amounts_in(line)
    }
    known = {abs(each) for each in (invoice.net_cents, invoice.payable_cents) if each is not None}
    instead = labelled - known
    if instead:
        shown = _shown(map(_written, sorted(instead)))
        return Difference(field="total", in_xml=_written(total), in_pdf=shown)
    if len(amounts) < _FEWEST_AMOUNTS or str(total) in squeezed(text):
        return None
    return Difference(field="total", in_xml=_written(total), in_pdf=())


def _tax(invoice: InvoiceFields, text: str) -> Difference | None:
    tax = abs(invoice.tax_cents or 0)
    if tax == 0 or invoice.currency not in _HUNDREDTHS or tax in amounts_in(text):
        return None
    known = {abs(each) for each in (invoice.net_cents, invoice.total_cents) if each is not None}
    labelled = {
        amount
        for line in _labelled_lines(text, _TAX_LABEL)
        for amount in amounts_in(line)
        if amount not in known
    }
    # Several rates are often printed each by itself and never summed up.
    if not labelled or tax in _sums(labelled) or str(tax) in squeezed(text):
        return None
    shown = _shown(map(_written, sorted(labelled)))
    return Difference(field="tax", in_xml=_written(tax), in_pdf=shown)


def _account(invoice: InvoiceFields, text: str) -> Difference | None:
    if invoice.iban is None or squeezed(invoice.iban) in squeezed(text):
        return None
    found = accounts_in(text)
    if not found:
        return None
    return Difference(field="account", in_xml=invoice.iban, in_pdf=_shown(found))


def _shown(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:_MOST_SHOWN]


def _labelled_lines(text: str, label: re.Pattern[str]) -> Iterator[str]:
    return (line for line in text.splitlines() if label.search(line))


def _sums(amounts: set[int]) -> set[int]:
    parts = sorted(amounts)[:_MOST_PARTS]
    return {sum(some) for count in range(1, len(parts) + 1) for some in combinations(parts, count)}


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _written(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
