"""Tables as files for spreadsheets, in which no text is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]  # it comes without types
from anyio import to_thread
from starlette.responses import Response

from gateway.api.file_headers import saved_as

TableForm = Literal["csv", "xlsx"]
Cell: TypeAlias = str | date | None
MEDIA_TYPES: dict[TableForm, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet may read as the beginning of a formula (OWASP, "CSV Injection"), with the
# blanks before it that some of them pass over, and the wide forms of the same characters.
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST_CELL = 32_767  # Excel's own limit
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


async def saved_table(
    form: TableForm,
    title: str,
    name: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> Response:
    """Return the table as a file that is saved under a name, to which its form is added.

    It is made beside the event loop, for it takes a while.
    """
    if form == "csv":
        content = await to_thread.run_sync(as_csv, heading, rows)
    else:
        content = await to_thread.run_sync(as_xlsx, title, heading, rows)
    return saved_as(content, MEDIA_TYPES[form], f"{name}.{form}")


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as German and English spreadsheets open it: semicolons, UTF-8 with a mark.

    A text that could begin a formula gets an apostrophe before it, which shows it as it is.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([plain_text(each) for each in heading])
    writer.writerows([plain_text(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(title: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as a workbook with one sheet; texts are texts, dates are dates."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(title.translate(_NOT_IN_SHEET_NAMES)[:_LONGEST_SHEET_NAME])
    bold = book.add_format({"bold": True})
    for column, word in enumerate(heading):
        sheet.write_string(0, column, word, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell[:_LONGEST_CELL])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(heading) - 1), 22)
    book.close()
    return content.getvalue()


def plain_text(cell: Cell) -> str:
    """Return the cell as text that no spreadsheet calculates with."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    is_formula = cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA_BEGINS)
    return f"'{cell}" if is_formula else cell
