"""On which day a message has its place, and which hosts are left alone."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.breaker import HostBreakers
from notifications.domain.quotas import Used, place_after

MONDAY = date(2026, 3, 2)


@given(
    waits=st.lists(st.integers(min_value=0, max_value=3), max_size=40),
    limit=st.integers(min_value=1, max_value=5),
)
def test_no_day_has_more_than_its_quota_and_none_before_it_is_left_empty(
    waits: list[int], limit: int
) -> None:
    today, used, placed = MONDAY, None, Counter[date]()

    for days in waits:
        today += timedelta(days=days)
        used = place_after(used, today, limit)
        placed[used.day] += 1
        earlier = [day for day in placed if today <= day < used.day]

        assert used.day >= today
        assert all(placed[day] == limit for day in earlier)

    assert max(placed.values(), default=0) <= limit


def test_the_next_day_begins_with_one() -> None:
    assert place_after(Used(day=MONDAY, count=2), MONDAY, 2) == Used(
        day=MONDAY + timedelta(days=1), count=1
    )


def test_a_host_that_fails_three_times_in_a_row_is_left_alone_for_a_while() -> None:
    ticks = 0.0
    hosts = HostBreakers(lambda: ticks, failures=3, pause_seconds=60)

    for _ in range(2):
        hosts.note_failure("smtp.muster.example")
    after_two = hosts.is_open("smtp.muster.example")
    hosts.note_failure("smtp.muster.example")
    after_three = hosts.is_open("smtp.muster.example")
    ticks = 61.0
    probing = hosts.is_open("smtp.muster.example")
    hosts.note_failure("smtp.muster.example")
    after_probe = hosts.is_open("smtp.muster.example")
    hosts.note_success("smtp.muster.example")

    assert (after_two, after_three, probing, after_probe) == (False, True, False, True)
    assert not hosts.is_open("smtp.muster.example")
    assert not hosts.is_open("smtp.anderer.example")
