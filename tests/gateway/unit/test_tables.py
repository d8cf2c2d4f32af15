"""Tables for spreadsheets: nothing that somebody typed is ever calculated."""

import csv
import io
import zipfile
from datetime import date

import pytest

from gateway.api.tables import as_csv, as_xlsx, plain_text

FORMULAS = (
    '=HYPERLINK("https://example.com")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\uff1d1",
)


@pytest.mark.req("DW-10")
@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_be_a_formula_is_shown_as_text(text: str) -> None:
    assert plain_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["V-2025-1", "Muster & Söhne", "1=1", "", "a\n=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert plain_text(text) == text


def test_a_csv_opens_with_umlauts_semicolons_and_quoted_breaks() -> None:
    text = 'Söhne;\nund "Töchter"'

    content = as_csv(["Nummer", "Kunde"], [["V-1", text], [date(2027, 1, 31), None]])

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content[3:].decode(), newline=""), delimiter=";"))
    assert rows == [["Nummer", "Kunde"], ["V-1", text], ["2027-01-31", ""]]


def test_a_workbook_has_no_formula_and_no_link_whatever_is_in_it() -> None:
    rows = [[text] for text in (*FORMULAS, "https://x.example")]

    content = as_xlsx("Verträge [1/2]", ["Nummer"], rows)

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert "HYPERLINK" in strings
        assert 'name="Verträge  1 2 "' in book.read("xl/workbook.xml").decode()


def test_an_empty_table_is_a_heading_alone() -> None:
    assert as_csv(["Nummer"], []) == b"\xef\xbb\xbfNummer\r\n"
    assert as_xlsx("x", [], []).startswith(b"PK")
