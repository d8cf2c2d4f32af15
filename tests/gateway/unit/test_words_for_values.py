"""Dates, amounts and file names as people and clients read them."""

from datetime import UTC, date, datetime

import pytest

from contracts.money import Money
from gateway import formats
from gateway.api.file_headers import content_disposition, names_this_version, shown_media_type


def test_a_day_is_written_as_in_its_language() -> None:
    assert formats.day(date(2026, 11, 2), "de") == "02.11.2026"
    assert formats.day(date(2026, 11, 2), "en") == "2 Nov 2026"


def test_a_moment_is_told_in_berlin() -> None:
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert formats.moment(summer, "de") == "02.07.2026, 00:30"
    assert formats.moment(summer, "en") == "2 Jul 2026, 00:30"


@pytest.mark.parametrize(
    ("minor_units", "currency", "german", "english"),
    [
        (119_000, "EUR", "1.190,00\xa0€", "€1,190.00"),
        (-5, "EUR", "-0,05\xa0€", "-€0.05"),
        (1500, "JPY", "1.500\xa0¥", "JP¥1,500"),
        (1234, "CHF", "12,34\xa0CHF", "CHF12.34"),
    ],
)
def test_an_amount_has_its_currencys_decimals(
    minor_units: int, currency: str, german: str, english: str
) -> None:
    amount = Money(minor_units=minor_units, currency=currency)

    assert formats.amount(amount, "de") == german
    assert formats.amount(amount, "en") == english


@pytest.mark.parametrize(
    ("size_bytes", "german"),
    [(0, "0 B"), (1023, "1.023 B"), (84_211, "82 KB"), (5_300_000, "5,1 MB")],
)
def test_a_size_has_the_unit_that_fits(size_bytes: int, german: str) -> None:
    assert formats.size(size_bytes, "de") == german


def test_a_file_name_is_told_in_full_and_once_more_for_old_clients() -> None:
    header = content_disposition("attachment", 'Rechnung "Müller" 50%.pdf')

    assert header == (
        'attachment; filename="Rechnung _M_ller_ 50_.pdf"; '
        "filename*=UTF-8''Rechnung%20%22M%C3%BCller%22%2050%25.pdf"
    )


def test_a_file_name_cannot_begin_another_header() -> None:
    header = content_disposition("inline", "a\r\nSet-Cookie: b=c\\.pdf")

    assert "\r" not in header
    assert "\n" not in header
    assert "\\" not in header


def test_what_browsers_should_not_show_is_bytes() -> None:
    assert shown_media_type("application/pdf") == "application/pdf"
    assert shown_media_type("text/html") == "application/octet-stream"
    assert shown_media_type("image/svg+xml") == "application/octet-stream"


@pytest.mark.parametrize(
    ("header", "matches"),
    [
        (None, False),
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc"', True),
        ("*", True),
        ('"abcd"', False),
        ("", False),
    ],
)
def test_a_version_is_known_by_its_checksum(header: str | None, *, matches: bool) -> None:
    assert names_this_version(header, "abc") is matches
