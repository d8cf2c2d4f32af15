"""What stands on the reading copy of an e-invoice: every value as its reader writes it.

Nothing is calculated; a value that is no number or no day stands as the XML has it.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from contracts.e_invoice import (
    AllowanceCharge,
    EInvoice,
    InvoiceLine,
    InvoiceParty,
    PaymentMeans,
)

_WORDS = Path(__file__).parent / "words"
_CENTS = 2
# More decimals than any price has; a number like 1E+9999 stands as it is.
_MOST_DIGITS = 30
Pair = tuple[str, str]


def reading_copy(
    invoice: EInvoice, *, language: str, file_name: str, sha256: str
) -> dict[str, Any]:
    """Return the content of the copy for its template."""
    words = words_in(language)
    show = _Shown(words, invoice.currency or "")
    kind = words["types"].get(invoice.type_code or "", words["invoice"])
    totals = invoice.totals
    return {
        "language": language,
        "words": {name: word for name, word in words.items() if isinstance(word, str)},
        "heading": f"{kind} {invoice.number or ''}".strip(),
        "file_name": file_name,
        "sha256": sha256,
        "facts": _facts(invoice, words, show),
        "parties": [
            _party(words[name], party, words)
            for name in ("seller", "buyer", "delivered_to", "payee", "tax_representative")
            if (party := getattr(invoice, name)) is not None
        ],
        "notes": list(invoice.notes),
        "lines": [_line(line, n, words, show) for n, line in enumerate(invoice.lines, 1)],
        "left_out": str(invoice.lines_left_out or ""),
        "sums": _pairs(
            [
                (words["total_lines"], show.amount(totals.lines)),
                *((_reason(each, words), show.signed(each)) for each in invoice.allowances),
                (words["total_allowances"], show.amount(totals.allowances)),
                (words["total_charges"], show.amount(totals.charges)),
                (words["total_net"], show.amount(totals.net)),
                (words["total_tax"], show.amount(totals.tax)),
                (words["total"], show.amount(totals.total)),
                (words["prepaid"], show.amount(totals.prepaid)),
                (words["rounding"], show.amount(totals.rounding)),
            ]
        ),
        "payable": show.amount(totals.payable),
        "taxes": [
            (
                " ".join(
                    filter(None, (show.percent(tax.rate), tax.category, tax.exemption_reason))
                ),
                show.amount(tax.base),
                show.amount(tax.amount),
            )
            for tax in invoice.taxes
        ],
        "payment": _payment(invoice, words, show),
        "terms": invoice.payment_terms or "",
        "supporting": [
            " · ".join(filter(None, (one.number, one.description, one.file_name, one.address)))
            for one in invoice.supporting_documents
        ],
    }


@cache
def words_in(language: str) -> dict[str, Any]:
    """Return the words of a language; German where there is none."""
    path = _WORDS / f"{language}.toml"
    if language not in {"de", "en"}:
        path = _WORDS / "de.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


class _Shown:
    """Numbers and days as the language writes them."""

    def __init__(self, words: dict[str, Any], currency: str) -> None:
        self._words = words
        self._currency = currency

    def amount(self, value: str | None) -> str:
        number = self._number(value, decimals=_CENTS)
        return f"{number} {self._currency}".strip() if number else ""

    def signed(self, one: AllowanceCharge) -> str:
        amount = self.amount(one.amount)
        return amount if one.is_charge or not amount else f"\N{MINUS SIGN}{amount}"

    def plain(self, value: str | None) -> str:
        return self._number(value, decimals=0)

    def percent(self, value: str | None) -> str:
        number = self.plain(value)
        return f"{number} %" if number else ""

    def day(self, value: str | None) -> str:
        try:
            return date.fromisoformat(value or "").strftime(self._words["day"])
        except ValueError:
            return value or ""

    def days(self, begins: str | None, ends: str | None) -> str:
        return f"{self.day(begins)} \N{EN DASH} {self.day(ends)}" if begins or ends else ""

    def _number(self, value: str | None, *, decimals: int) -> str:
        try:
            number = Decimal(value or "")
        except InvalidOperation:
            return value or ""
        if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
            return value or ""
        plain = format(number.normalize(), "f")
        whole, _, part = plain.partition(".")
        grouped = f"{int(whole):,}".replace(",", self._words["thousands"])
        sign = "-" if whole.startswith("-") and int(whole) == 0 else ""
        part = part.ljust(decimals, "0")
        return f"{sign}{grouped}{self._words['decimal_point']}{part}" if part else sign + grouped


def _facts(invoice: EInvoice, words: dict[str, Any], show: _Shown) -> list[Pair]:
    return _pairs(
        [
            (words["number"], invoice.number),
            (words["issued_on"], show.day(invoice.issued_on)),
            (words["due_on"], show.day(invoice.due_on)),
            (words["delivered_on"], show.day(invoice.delivered_on)),
            (words["period"], show.days(invoice.period_from, invoice.period_until)),
            (words["tax_point_on"], show.day(invoice.tax_point_on)),
            (words["currency"], invoice.currency),
            *(
                (
                    words["references"].get(each.kind, each.kind),
                    " ".join(filter(None, (each.number, show.day(each.issued_on)))),
                )
                for each in invoice.references
            ),
            (words["profile"], invoice.profile),
        ]
    )


def _party(title: str, party: InvoiceParty, words: dict[str, Any]) -> dict[str, Any]:
    address = party.address
    lines = [party.name, party.trading_name]
    if address is not None:
        place = " ".join(filter(None, (address.post_code, address.city)))
        lines += [*address.lines, place, address.subdivision, address.country]
    return {
        "title": title,
        "lines": [line for line in lines if line],
        "facts": _pairs(
            [
                (words["vat_id"], party.vat_id),
                (words["tax_number"], party.tax_number),
                (words["registration"], party.registration),
                (words["identifier"], ", ".join(party.identifiers)),
                (words["electronic_address"], party.electronic_address),
                (words["contact"], party.contact_name),
                (words["phone"], party.phone),
                (words["email"], party.email),
                ("", party.legal_information),
            ]
        ),
    }


def _line(line: InvoiceLine, place: int, words: dict[str, Any], show: _Shown) -> dict[str, Any]:
    unit = words["units"].get(line.unit or "", line.unit)
    price = show.amount(line.unit_price)
    if price and line.price_quantity and show.plain(line.price_quantity) != "1":
        price = f"{price} {words['per']} {show.plain(line.price_quantity)}"
    said = [
        line.description if line.name and line.description != line.name else None,
        line.note,
        show.days(line.period_from, line.period_until),
        *_labelled(
            (words["seller_item"], line.seller_item),
            (words["buyer_item"], line.buyer_item),
            (words["standard_item"], line.standard_item),
            (words["order_line"], line.order_line),
            (words["references"]["accounting"], line.accounting_reference),
            *line.attributes,
            *((_reason(each, words), show.signed(each)) for each in line.allowances),
        ),
    ]
    return {
        "place": line.id or str(place),
        "name": line.name or line.description or "",
        "words": [each for each in said if each],
        "quantity": " ".join(filter(None, (show.plain(line.quantity), unit))),
        "price": price,
        "tax": show.percent(line.tax_rate) or line.tax_category or "",
        "amount": show.amount(line.amount),
    }


def _payment(invoice: EInvoice, words: dict[str, Any], show: _Shown) -> list[Pair]:
    said: list[tuple[str, str | None]] = []
    for means in invoice.payment_means:
        said += _means(means, words)
    said += [
        (words["creditor_id"], invoice.creditor_id),
        (words["due_on"], show.day(invoice.due_on)),
    ]
    return _pairs(said)


def _means(means: PaymentMeans, words: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [
        (words["means"], words["means_by_code"].get(means.code or "", means.text or means.code)),
        (words["account"], means.account),
        (words["account_name"], means.account_name),
        (words["bank"], means.bank),
        (words["remittance"], means.remittance),
        (words["card"], means.card),
        (words["mandate"], means.mandate),
        (words["debited_account"], means.debited_account),
    ]


def _reason(one: AllowanceCharge, words: dict[str, Any]) -> str:
    reason: str = one.reason or words["charge" if one.is_charge else "allowance"]
    return reason


def _labelled(*pairs: tuple[str, str | None]) -> list[str]:
    return [f"{label}: {value}" for label, value in pairs if value]


def _pairs(pairs: Iterable[tuple[str, str | None]]) -> list[Pair]:
    return [(label, value) for label, value in pairs if value]
