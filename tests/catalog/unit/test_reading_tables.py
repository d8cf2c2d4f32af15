"""Lists of readings as people make them."""

import pytest

from catalog.domain.reading_tables import Entry, entries_of
from contracts.errors import InvalidInput
from contracts.meters import CheckReadings, EnteredReading, ReadingTable


def entries(columns: str, *rows: str) -> tuple[Entry, ...]:
    table = ReadingTable(
        columns=tuple(columns.split(";")), rows=tuple(tuple(row.split(";")) for row in rows)
    )
    return entries_of(CheckReadings(table=table))


def test_a_list_with_one_reading_in_each_row_is_read() -> None:
    (first, second) = entries(
        "Gerätenummer;Modell;Zähler;Zählerstand;Datum",
        "G-1;MF;Schwarz;12.345;26.11.2026",
        "G-1;MF;Farbe;1,234;",
    )

    assert (first.row, first.device, first.counter, first.value) == (2, "G-1", "black", 12345)
    assert str(first.read_on) == "2026-11-26"
    assert (second.row, second.counter, second.value, second.read_on) == (3, "colour", 1234, None)


def test_a_list_with_a_column_for_each_counter_names_column_and_row() -> None:
    found = entries(
        "Device;S/W;Colour;Scans", "G-1;100;;7", ";;;", "G-2;1,5;x;", "G-3;;;", ";1;2;3"
    )

    told = [(each.row, each.column, each.counter, each.value, each.problem) for each in found]
    assert told == [
        (2, "S/W", "black", 100, None),
        (2, "Scans", "scan", 7, None),
        (4, "S/W", "black", None, "not_whole"),
        (4, "Colour", "colour", None, "not_a_count"),
        (5, None, None, None, "missing"),
        (6, "S/W", "black", None, "missing"),
        (6, "Colour", "colour", None, "missing"),
        (6, "Scans", "scan", None, "missing"),
    ]
    assert {each.field for each in found if each.row == 6} == {"device"}


def test_what_cannot_be_read_is_named_as_it_was_written() -> None:
    found = entries(
        "Gerät;Zähler;Stand;Datum", "G-1;Blau;5;", "G-1;Farbe;5;11/03/2026", "G-1;Farbe;viel;"
    )

    told = [(each.problem, each.field, each.column, each.written) for each in found]
    assert told == [
        ("unknown_counter", "counter", "Zähler", "Blau"),
        ("not_a_date", "read_on", "Datum", "11/03/2026"),
        ("not_a_count", "value", "Stand", "viel"),
    ]


def test_short_rows_and_the_first_of_several_names_of_a_device_are_taken() -> None:
    (found,) = entries("Gerätenummer;Seriennummer;Gesamt", "G-1;SN-1;9")
    (short,) = entries("Gerätenummer;Stand;Datum", "G-1;9")

    assert (found.device, found.counter) == ("G-1", "total")
    assert (short.value, short.read_on) == (9, None)


@pytest.mark.parametrize(
    "columns",
    ["Stand;Datum", "Gerät;Datum", "Gerät;Stand;Schwarz", "Gerät;Stand;Wert;Value", "", "a;b"],
)
def test_columns_that_cannot_be_told_refuse_the_whole_list(columns: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        entries(columns, "1;2;3")

    assert refused.value.arguments == ("columns", "reading_columns")


def test_numbers_and_texts_are_taken_alike_and_nothing_at_all_is_refused() -> None:
    request = CheckReadings(
        readings=(
            EnteredReading(device="G-1", value=5),
            EnteredReading(device="G-1", value="1.000"),
            EnteredReading(device="G-1", value=-5),
            EnteredReading(device="G-1", value=10**15),
        )
    )

    found = entries_of(request)

    assert [each.value for each in found] == [5, 1000, -5, None]
    assert found[3].problem == "absurd"
    with pytest.raises(InvalidInput):
        entries_of(CheckReadings())
