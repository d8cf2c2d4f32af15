"""The XML is compared with the pages: what they contradict is named, what they leave out is not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from billing_docs.domain.invoice_fields import InvoiceFields
from billing_docs.domain.pdf_comparison import differences

INVOICE = InvoiceFields(
    number="RE-2026-0042",
    issued_on=date(2026, 3, 2),
    currency="EUR",
    net_cents=1000_00,
    tax_cents=190_00,
    total_cents=1190_00,
    payable_cents=1190_00,
    iban="DE89370400440532013000",
)
GERMAN = """Musterfabrik GmbH
Rechnung Nr. RE-2026-0042
Rechnungsdatum: 02.03.2026  Lieferdatum: 27.02.2026
Wartung 10 Std. 100,00 1.000,00
Nettobetrag 1.000,00
zzgl. 19 % USt. 190,00
Gesamtbetrag 1.190,00 EUR
Bitte zahlen Sie auf IBAN DE89 3704 0044 0532 0130 00 bis 16.03.2026.
"""
ENGLISH = """Invoice number: RE-2026-0042
Invoice date: 2 March 2026
Maintenance 10 h 100.00 1,000.00
Net 1,000.00
VAT 19% 190.00
Total amount EUR 1,190.00
IBAN DE89370400440532013000
"""


def changed(page: str, **other: Any) -> dict[str, tuple[str, ...]]:
    found = differences(replace(INVOICE, **other), page)
    return {difference.field: difference.in_pdf for difference in found}


@pytest.mark.parametrize("page", [GERMAN, ENGLISH])
def test_pages_that_say_the_same_differ_in_nothing(page: str) -> None:
    assert differences(INVOICE, page) == ()


@pytest.mark.req("B15")
@pytest.mark.parametrize("page", [GERMAN, ENGLISH])
@pytest.mark.parametrize(
    ("field", "value", "name", "in_pdf"),
    [
        ("number", "RE-2026-0099", "number", "RE-2026-0042"),
        ("issued_on", date(2026, 4, 1), "issued_on", "2026-03-02"),
        ("total_cents", 1071_00, "total", "1190.00"),
        ("tax_cents", 71_00, "tax", "190.00"),
        ("iban", "DE02120300000000202051", "account", "DE89370400440532013000"),
    ],
)
def test_each_field_that_differs_is_named_with_what_the_pages_say(
    page: str, field: str, value: object, name: str, in_pdf: str
) -> None:
    # What is still to be paid follows the total.
    also = {"payable_cents": value} if field == "total_cents" else {}

    found = changed(page, **{field: value, **also})

    assert list(found) == [name]
    assert in_pdf in found[name]


@pytest.mark.parametrize("page", ["", "Sehr geehrte Damen und Herren,", "\ufffd\ufffd\ufffd"])
def test_pages_that_say_nothing_contradict_nothing(page: str) -> None:
    assert differences(INVOICE, page) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RE-2026-0042", "2026-0042"),  # without its prefix
        ("RE-2026-0042", "RE 2026 / 0042"),
        ("1.190,00 EUR", "1190,00"),
        ("1.190,00 EUR", "-1.190,00"),  # a credit note's sign is the printer's choice
        ("02.03.2026 ", "2.3.26 "),
        ("zzgl. 19 % USt. 190,00", "USt. 7 % 40,00\nUSt. 19 % 150,00"),  # never summed up
        ("IBAN DE89 3704 0044 0532 0130 00", "unser Konto bei der Musterbank"),
    ],
)
def test_another_way_to_print_the_same_is_no_difference(before: str, after: str) -> None:
    assert before in GERMAN

    assert differences(INVOICE, GERMAN.replace(before, after)) == ()


def test_an_amount_already_paid_explains_another_sum() -> None:
    partly_paid = replace(INVOICE, total_cents=1190_00, payable_cents=190_00)

    assert differences(partly_paid, GERMAN + "Zahlbetrag 190,00\n") == ()


def test_a_currency_without_cents_is_not_compared_by_amount() -> None:
    yen = replace(INVOICE, currency="JPY", total_cents=99, tax_cents=9)

    assert differences(yen, GERMAN) == ()


def test_an_invoice_that_says_little_differs_in_little() -> None:
    assert differences(InvoiceFields(), GERMAN) == ()


def test_columns_printed_one_after_the_other_are_still_read() -> None:
    columns = "Nettobetrag\nUSt.\nGesamtbetrag\n1.000,00\n190,00\n1.190,00\n5,00\n"

    assert changed(columns, number=None, issued_on=None, iban=None) == {}
    assert changed(columns, number=None, issued_on=None, iban=None, total_cents=777_77) == {
        "total": ()
    }
