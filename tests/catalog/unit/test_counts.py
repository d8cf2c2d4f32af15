"""Counts and days, written in German or in English."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain.counts import LARGEST_COUNT, Unreadable, read_count, read_day


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("12345", 12345),
        (" 0 ", 0),
        ("00123", 123),
        ("12.345", 12345),
        ("12,345", 12345),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("12 345", 12345),
        ("12\u202f345", 12345),
        ("12'345", 12345),
        ("12345,00", 12345),
        ("12.345,0", 12345),
        ("12,345.00", 12345),
    ],
)
def test_a_count_is_read_with_the_separators_of_either_language(written: str, count: int) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("-5", "negative"),
        ("\u221212.345", "negative"),
        ("12.34", "not_whole"),
        ("1234.567", "not_whole"),
        ("1.234,5", "not_whole"),
        ("0.500", "not_whole"),
        ("1.234.56", "not_a_count"),
        ("1,2,3", "not_a_count"),
        ("1.234,567.8", "not_a_count"),
        ("zwölf", "not_a_count"),
        ("1e5", "not_a_count"),
        ("=1+1", "not_a_count"),
        ("\uff11\uff12", "not_a_count"),
        ("\u0661\u0662", "not_a_count"),
        ("1" + "0" * 12, "absurd"),
        ("9" * 400, "absurd"),
    ],
)
def test_what_is_no_count_is_refused_and_not_guessed(written: str, problem: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_count(written)

    assert refused.value.problem == problem


@settings(max_examples=200)
@given(count=st.integers(0, LARGEST_COUNT), seed=st.integers())
def test_every_count_is_read_back_however_it_is_grouped(count: int, seed: int) -> None:
    mark = random.Random(seed).choice([".", ",", " ", "'", "\u00a0", ""])  # noqa: S311 - a test
    written = f"{count:,}".replace(",", mark)

    assert read_count(written) == count


@given(written=st.text(max_size=30))
def test_any_text_is_read_or_refused(written: str) -> None:
    try:
        count = read_count(written)
    except Unreadable:
        return
    assert 0 <= count <= LARGEST_COUNT


@pytest.mark.parametrize(
    "written", ["2026-11-03", "3.11.2026", "03.11.2026", "2026-11-03 00:00:00"]
)
def test_a_day_is_read_in_either_form(written: str) -> None:
    assert read_day(written) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "written", ["11/03/2026", "31.02.2026", "3.11.26", "gestern", "2026-13-01", "0.1.2026"]
)
def test_a_day_that_may_be_two_is_refused(written: str) -> None:
    with pytest.raises(Unreadable):
        read_day(written)
