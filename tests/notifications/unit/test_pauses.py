from datetime import UTC, datetime, timedelta

from notifications.domain.breaker import Breaker
from notifications.domain.delivery import Verdict, next_try

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_deferred_message_waits_longer_each_time() -> None:
    pauses = [pause_after(attempts, Verdict.DEFERRED).total_seconds() for attempts in range(1, 8)]

    assert pauses == [30, 120, 600, 3600, 21600, 21600, 21600]


def test_a_lost_connection_costs_ten_seconds_at_first_and_then_as_much_as_a_refusal() -> None:
    pauses = [
        pause_after(attempts, Verdict.INTERRUPTED).total_seconds() for attempts in range(1, 6)
    ]

    assert pauses == [10, 10, 10, 3600, 21600]


def test_a_message_in_doubt_waits_at_least_one_lease() -> None:
    pauses = [pause_after(attempts, Verdict.IN_DOUBT).total_seconds() for attempts in (1, 2, 3)]

    assert pauses == [60, 120, 600]


def test_after_three_days_it_is_time_to_give_up() -> None:
    three_days_old = NOW - timedelta(days=3)

    assert next_try(NOW, waits_since=three_days_old, attempts=9, verdict=Verdict.DEFERRED) is None


def test_a_tripped_breaker_lets_one_probe_through_after_its_pause() -> None:
    seconds = 100.0
    breaker = Breaker(lambda: seconds, pause_seconds=5)

    breaker.trip()

    assert breaker.is_open
    seconds = 105.0
    assert not breaker.is_open


def pause_after(attempts: int, verdict: Verdict) -> timedelta:
    due_at = next_try(NOW, waits_since=NOW, attempts=attempts, verdict=verdict)
    assert due_at is not None
    return due_at - NOW
