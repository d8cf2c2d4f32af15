"""Lists that people send in: CSV however it was saved, workbooks, and what pretends to be one."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it comes without types

from contracts.errors import InvalidInput
from gateway.sheets.csv_lists import read_csv
from gateway.sheets.limits import NotATable
from gateway.sheets.reading import SheetReader
from gateway.sheets.workbooks import read_workbook

HEADING = ["Gerätenummer", "Zähler", "Zählerstand"]


def a_workbook(*rows: list[Any], heading: list[str] | None = None) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate([heading or HEADING, *rows]):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return content.getvalue()


def a_bomb(size_bytes: int, name: str = "xl/more.xml") -> bytes:
    """Return a workbook with a part that unpacks to so much."""
    content = io.BytesIO(a_workbook(["G-1", "Schwarz", 5]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b" " * size_bytes)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "Gerätenummer;Zähler;Zählerstand\r\nG-1;Schwarz;12.345\r\n".encode("utf-8-sig"),
        "Gerätenummer;Zähler;Zählerstand\nG-1;Schwarz;12.345;;\n".encode("cp1252"),
        "Gerätenummer\tZähler\tZählerstand\nG-1\tSchwarz\t12.345".encode("utf-16"),
        'Gerätenummer,Zähler,Zählerstand\n"G-1",Schwarz,12.345\n'.encode(),
    ],
    ids=["semicolons", "cp1252", "tabs", "commas"],
)
def test_a_csv_is_read_however_it_was_saved(content: bytes) -> None:
    assert read_csv(content) == [HEADING, ["G-1", "Schwarz", "12.345"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a;b\n" + b"1;2\n" * 2001, "too_many_rows"),
        (b"a;b\n" + b"x" * 501, "not_a_table"),
        (b";".join([b"a"] * 51), "not_a_table"),
        (b'a;b\n"1;2', "not_a_table"),
        (b"a;b\n\x00;2\n", "not_a_table"),
        (bytes(range(128, 256)) * 3, "not_a_table"),
    ],
    ids=["rows", "long-cell", "columns", "open-quote", "nul", "no-text"],
)
def test_what_is_no_list_of_readings_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(NotATable) as refused:
        read_csv(content)

    assert refused.value.reason == reason


def test_cells_of_a_workbook_are_read_as_somebody_would_have_written_them() -> None:
    content = a_workbook(
        ["G-1", "Schwarz", 12345.0], ["G-2", "Farbe", 12.345], [4711, None, "1.234"],
        [date(2026, 11, 3), True, 0],
    )  # fmt: skip

    assert read_workbook(content) == [
        HEADING,
        ["G-1", "Schwarz", "12345"],
        ["G-2", "Farbe", "12.345000"],
        ["4711", "", "1.234"],
        ["2026-11-03 00:00:00", "True", "0"],
    ]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: a_bomb(41 * 1024 * 1024), "too_costly_to_read"),
        (lambda: a_workbook(*[["G", "Schwarz", 1]] * 2001), "too_many_rows"),
        (lambda: a_workbook(["G"], heading=["x"] * 51), "not_a_table"),
        (lambda: b"PK\x03\x04 and nothing more", "not_a_table"),
        (lambda: a_workbook(["G-1"])[:-200], "not_a_table"),
    ],
    ids=["bomb", "rows", "columns", "no-zip", "cut"],
)
def test_a_workbook_that_is_none_or_too_much_is_refused(
    make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(NotATable) as refused:
        read_workbook(make())

    assert refused.value.reason == reason


@pytest.mark.asyncio
async def test_workbooks_are_opened_in_a_process_of_their_own() -> None:
    sheets = SheetReader()

    table = await sheets.read(a_workbook(["G-1", "Schwarz", 7]))
    with pytest.raises(InvalidInput) as bomb:
        await sheets.read(a_bomb(41 * 1024 * 1024))
    with pytest.raises(InvalidInput) as old:
        await sheets.read(b"\xd0\xcf\x11\xe0\xa1\xb1")
    with pytest.raises(InvalidInput) as empty:
        await sheets.read(b"")

    assert table.columns == tuple(HEADING)
    assert table.rows == (("G-1", "Schwarz", "7"),)
    assert bomb.value.arguments == ("file", "too_costly_to_read")
    assert old.value.arguments == ("file", "old_workbook")
    assert empty.value.arguments == ("file", "empty")
