"""Lists as spreadsheets save them: CSV of whichever separator and encoding."""

import csv
import io

from gateway.sheets.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, NotATable

_SEPARATORS = ";,\t"
_ENCODINGS = ("utf-8-sig", "cp1252")  # German Excel saves the second without being asked


def read_csv(content: bytes) -> list[list[str]]:
    """Return the list's rows, its heading first.

    Raises:
        NotATable: it is none, or has too many rows.
    """
    text = _text_of(content)
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if len(rows) > MOST_ROWS:
                raise NotATable("too_many_rows")
            rows.append(bounded(row))
    except csv.Error as error:
        raise NotATable("not_a_table") from error
    return rows


def bounded(row: list[str]) -> list[str]:
    """Return the row if no list of readings has a larger one; empty cells at its end are none.

    Raises:
        NotATable: it has too many cells, or too long ones.
    """
    while row and not row[-1].strip():
        row = row[:-1]
    if len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in row):
        raise NotATable("not_a_table")
    return row


def _text_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable("not_a_table")
