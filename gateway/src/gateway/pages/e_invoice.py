"""The readable view of an e-invoice: its fields in the reader's language."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, format_decimal
from starlette.responses import Response

from gateway import formats
from gateway.call import Call
from gateway.edge.language import Language
from gateway.pages.page import page
from gateway.pages.path_ids import id_in
from gateway.texts import Texts

# As XML Schema writes it, and no longer than any real amount.
_CURRENCY = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


class InvoiceWords:
    """Writes what stands in an invoice as its reader writes it; what cannot be read stays as is."""

    def __init__(self, texts: Texts, currency: str | None) -> None:
        self._texts = texts
        self._language: Language = texts.language
        self._currency = currency

    def amount(self, value: str | None, currency: str | None = None) -> str:
        """Return an amount with at least two decimals and its currency; "" for none."""
        if value is None:
            return ""
        named = currency or self._currency or ""
        if not _CURRENCY.fullmatch(named) or not _NUMBER.fullmatch(value):
            return f"{self._decimal(value, '#,##0.00####')}\u00a0{named}".rstrip()
        # Where the language puts the currency, and more decimals where a price has them.
        locale = Locale.parse(formats.locale_of(self._language))
        pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0.00####")
        return format_currency(
            Decimal(value), named, format=pattern, locale=locale, currency_digits=False
        )

    def is_something(self, value: str | None) -> bool:
        """Whether an amount is there and other than nothing."""
        return value is not None and value.strip("+-0., ") != ""

    def number(self, value: str | None) -> str:
        """Return a quantity or a rate; "" for none."""
        return "" if value is None else self._decimal(value, "#,##0.######")

    def day(self, value: str | None) -> str:
        """Return a date; "" for none."""
        if value is None:
            return ""
        try:
            return formats.day(date.fromisoformat(value), self._language)
        except ValueError:
            return value

    def text(self, value: str) -> str:
        """Return a text as it is."""
        return value

    def unit(self, code: str | None) -> str:
        """Return the word for a unit; a rare one stands as its code."""
        return "" if code is None else self._texts.word("units", code)

    def country(self, code: str | None) -> str:
        """Return a country's name."""
        return "" if code is None else _countries(self._language).get(code.upper(), code)

    def account(self, value: str) -> str:
        """Return an IBAN in groups of four, as on paper."""
        letters = "".join(value.split())
        return "\u00a0".join(letters[at : at + 4] for at in range(0, len(letters), 4))

    def _decimal(self, value: str, pattern: str) -> str:
        if not _NUMBER.fullmatch(value):
            return value
        locale = formats.locale_of(self._language)
        return format_decimal(Decimal(value), format=pattern, locale=locale)


def rule_words(texts: Texts, rule: str) -> str:
    """Return what a broken rule means, by itself or by the group it belongs to."""
    if texts.has(f"rules.{rule}"):
        return texts(f"rules.{rule}")
    parts = rule.split("-")
    for length in range(len(parts), 0, -1):
        key = f"rule_groups.{'-'.join(parts[:length])}"
        if texts.has(key):
            return texts(key)
    return ""


async def show_e_invoice(call: Call) -> Response:
    """Show the readable view of an e-invoice on a page of its own."""
    document_id = id_in(call, "document_id", "document")
    invoice = await call.around.billing_docs.get_e_invoice(call.context, document_id)
    return page(
        call,
        "e_invoice_page.html",
        document_id=document_id,
        invoice=invoice,
        show=InvoiceWords(call.texts, invoice.currency),
    )


@cache
def _countries(language: Language) -> dict[str, str]:
    return dict(Locale(language).territories)
