"""A field that cannot be read with certainty is left empty and named; the others stay."""

from datetime import date

import pytest

from billing_docs.adapters.reading.profile import profile_name
from billing_docs.adapters.reading.reading import read_document
from billing_docs.domain.invoice_fields import InvoiceFields
from billing_docs.domain.read_document import ReadDocument


def read_changed(xml: bytes, old: str, new: str) -> ReadDocument:
    assert old.encode() in xml
    return read_document(xml.replace(old.encode(), new.encode()), "application/xml")


def invoice_of(document: ReadDocument) -> InvoiceFields:
    assert document.invoice is not None
    return document.invoice


def fault_codes(document: ReadDocument) -> list[str]:
    # Most of these break the schema, too; that is another test's subject.
    return [fault.code for fault in document.faults if fault.code != "xml_breaks_schema"]


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("<cbc:ID>RE-2026-0042</cbc:ID>", "<cbc:ID> </cbc:ID>", "number", "number_missing"),
        ("<cbc:ID>RE-2026-0042<", f"<cbc:ID>{'9' * 301}<", "number", "text_too_long"),
        ("IssueDate>2026-03-05<", "IssueDate><", "issued_on", "issue_date_missing"),
        ("IssueDate>2026-03-05<", "IssueDate>05.03.2026<", "issued_on", "date_unreadable"),
        ("IssueDate>2026-03-05<", "IssueDate>2026-02-31<", "issued_on", "date_unreadable"),
        ("DueDate>2026-04-04<", "DueDate>soon<", "due_on", "date_unreadable"),
        (">1640.90</cbc:TaxInclusive", ">1640,90</cbc:TaxInclusive", "total_cents",
         "amount_unreadable"),
        (">1640.90</cbc:PayableAmount", ">1640.905</cbc:PayableAmount", "payable_cents",
         "amount_has_fraction"),
        ('TaxInclusiveAmount currencyID="EUR"', 'TaxInclusiveAmount currencyID="USD"',
         "total_cents", "amount_in_other_currency"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_read_is_left_empty_and_named(
    ubl: bytes, old: str, new: str, field: str, code: str
) -> None:
    document = read_changed(ubl, old, new)

    assert getattr(document.invoice, field) is None
    assert fault_codes(document) == [code]
    assert invoice_of(document).seller_name == "Musterfabrik GmbH (Demo)"


def test_a_missing_total_is_named(cii: bytes) -> None:
    document = read_changed(cii, "<ram:GrandTotalAmount>1640.90</ram:GrandTotalAmount>", "")

    assert fault_codes(document) == ["total_missing"]
    assert invoice_of(document).net_cents == 1_387_95


@pytest.mark.parametrize("currency", ["Euro", "eur", "€"])
def test_without_a_currency_no_amount_is_believed(cii: bytes, currency: str) -> None:
    document = read_changed(cii, "CurrencyCode>EUR<", f"CurrencyCode>{currency}<")

    assert fault_codes(document) == ["currency_unreadable"]
    assert invoice_of(document).total_cents is None


def test_totals_that_contradict_each_other_are_named_and_kept(cii: bytes) -> None:
    document = read_changed(cii, "TotalAmount>1640.90<", "TotalAmount>1640.91<")

    assert fault_codes(document) == ["totals_contradict"]
    assert invoice_of(document).total_cents == 1_640_91


def test_the_tax_in_the_currency_of_the_tax_office_is_passed_over(cii: bytes) -> None:
    ours = '<ram:TaxTotalAmount currencyID="EUR">252.95</ram:TaxTotalAmount>'
    theirs = '<ram:TaxTotalAmount currencyID="CHF">240.00</ram:TaxTotalAmount>'

    document = read_changed(cii, ours, theirs + ours)

    assert invoice_of(document).tax_cents == 252_95
    assert document.faults == ()


def test_a_currency_on_other_amounts_than_tax_totals_is_named(cii: bytes) -> None:
    document = read_changed(
        cii, "<ram:GrandTotalAmount>", '<ram:GrandTotalAmount currencyID="EUR">'
    )

    assert fault_codes(document) == ["amounts_carry_currency"]
    assert invoice_of(document).total_cents == 1_640_90


@pytest.mark.parametrize("day", ["2026-03-05Z", "2026-03-05+01:00", " 2026-03-05\n"])
def test_a_date_with_a_time_zone_is_that_day(ubl: bytes, day: str) -> None:
    document = read_changed(ubl, "IssueDate>2026-03-05<", f"IssueDate>{day}<")

    assert invoice_of(document).issued_on == date(2026, 3, 5)


@pytest.mark.parametrize("moment", ["202603051200", "20260305120000"])
def test_a_date_with_a_time_is_that_day(cii: bytes, moment: str) -> None:
    document = read_changed(cii, '"102">20260305<', f'"203">{moment}<')

    assert invoice_of(document).issued_on == date(2026, 3, 5)


def test_blanks_in_a_text_are_put_right(ubl: bytes) -> None:
    document = read_changed(ubl, "<cbc:ID>RE-2026-0042", "<cbc:ID>\n  RE-2026 \t 0042 ")

    assert invoice_of(document).number == "RE-2026 0042"


def test_an_iban_is_read_without_its_blanks(ubl: bytes) -> None:
    document = read_changed(ubl, "DE02120300000000202051", "DE02 1203 0000 0000 2020 51")

    assert invoice_of(document).iban == "DE02120300000000202051"


def test_an_account_number_that_is_no_iban_is_no_fault(ubl: bytes) -> None:
    document = read_changed(ubl, "DE02120300000000202051", "4711")

    assert invoice_of(document).iban is None
    assert document.faults == ()


@pytest.mark.parametrize("profile", ["minimum", "basicwl"])
def test_a_profile_that_is_no_invoice_in_germany_is_named(cii: bytes, profile: str) -> None:
    document = read_changed(
        cii,
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
        f"urn:factur-x.eu:1p0:{profile}",
    )

    assert fault_codes(document) == ["profile_not_an_invoice"]
    assert invoice_of(document).total_cents == 1_640_90


EN_16931 = "urn:cen.eu:en16931:2017"
XRECHNUNG_3_0 = f"{EN_16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        (EN_16931, "EN 16931"),
        (XRECHNUNG_3_0, "XRechnung 3.0"),
        (f"{EN_16931}#compliant#urn:xoev-de:kosit:standard:xrechnung_2.1", "XRechnung 2.1"),
        (
            f"{XRECHNUNG_3_0}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0",
            "XRechnung 3.0 Extension",
        ),
        (f"{XRECHNUNG_3_0}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9", "XRechnung 3.0 CVD"),
        (f"{EN_16931}#compliant#urn:factur-x.eu:1p0:basic", "BASIC"),
        (f"{EN_16931}#conformant#urn:factur-x.eu:1p0:extended", "EXTENDED"),
        ("urn:factur-x.eu:1p0:basicwl", "BASIC WL"),
        ("urn:zugferd.de:2p0:minimum", "MINIMUM"),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:extended", "ZUGFeRD 1.0 EXTENDED"),
        (
            f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
            "Peppol BIS Billing 3.0",
        ),
        ("urn:example:own", "urn:example:own"),
        ("x" * 500, "x" * 200),
        (" ", None),
        (None, None),
    ],
)
def test_a_profile_is_called_what_people_call_it(identifier: str | None, name: str | None) -> None:
    assert profile_name(identifier) == name
