"""The first sheet of a workbook as rows of texts. Runs in a process of its own.

`python -m gateway.sheets.workbooks` reads a workbook from its input and writes JSON: the rows, or
the reason why there are none. The kernel bounds its memory and time (docs/adr/0028).
"""

import io
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import msgspec

from gateway.sheets.csv_lists import bounded
from gateway.sheets.limits import (
    LARGEST_UNPACKED_BYTES,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    NotATable,
)

_MEMORY_BYTES = 512 * 1024 * 1024
_CPU_SECONDS = 5
# What openpyxl raises over workbooks that are none, or contradict themselves.
_BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ParseError,
    zipfile.BadZipFile,
)


class Answer(msgspec.Struct, frozen=True):
    """What became of a workbook: its rows, or a reason's stable code."""

    rows: list[list[str]] = []
    reason: str | None = None


def read_workbook(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet, its heading first, with what formulas last showed.

    Raises:
        NotATable: it is no workbook, unpacks to too much, or has too many rows.
    """
    try:
        _refuse_bombs(content)
        return _rows_of(content)
    except _BROKEN as error:
        raise NotATable("not_a_table") from error


def _refuse_bombs(content: bytes) -> None:
    """Return if the parts are as small as they say: none is unpacked beyond what it says."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_UNPACKED_BYTES:
            raise NotATable("too_costly_to_read")


def _rows_of(content: bytes) -> list[list[str]]:
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False
    )
    if not book.worksheets:
        raise NotATable("not_a_table")
    sheet = book.worksheets[0]
    # What a workbook says of its size is not believed.
    sheet.reset_dimensions()
    read = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
    rows = [bounded([_written(cell) for cell in cells]) for cells in read]
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS + 1:
        raise NotATable("too_many_rows")
    return rows


def _written(value: Any) -> str:
    """Return a cell as somebody would have written it, so that it is read by the same rules."""
    if value is None:
        return ""
    if isinstance(value, float):
        # With all its decimals, or a fraction would pass for thousands.
        return str(int(value)) if value.is_integer() else f"{value:.6f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def main() -> None:
    """Answer about the workbook on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = Answer(rows=read_workbook(sys.stdin.buffer.read()))
    except NotATable as error:
        answer = Answer(reason=error.reason)
    except (MemoryError, RecursionError, OverflowError):
        answer = Answer(reason="too_costly_to_read")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main()
