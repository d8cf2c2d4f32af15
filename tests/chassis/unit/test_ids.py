"""Ids tell when they were made, and are in that order."""

from __future__ import annotations

import time
from uuid import RFC_4122

import pytest

from chassis.ids import new_id

NOON = 1_772_452_800_000_000_000  # 2 March 2026, 12:00 UTC, in nanoseconds


def test_ids_made_within_a_millisecond_are_in_the_order_of_their_making(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = [NOON + step * 250 for step in range(8_000)]
    clock = iter(moments)
    monkeypatch.setattr(time, "time_ns", lambda: next(clock))

    ids = [new_id() for _ in moments]

    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert [each.int >> 80 for each in ids] == [at // 1_000_000 for at in moments]


def test_an_id_says_what_it_is() -> None:
    made = new_id()

    assert (made.version, made.variant) == (7, RFC_4122)
