"""When a store that fails is left alone, and when it is asked again."""

from __future__ import annotations

import pytest

from process.store_breaker import FAILURES, PAUSE_SECONDS, StoreBreaker


class Watch:
    """A breaker, the time that passes for it, and what it told."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.told: list[bool] = []
        self.breaker = StoreBreaker(lambda: self.seconds, changed=self._tell)

    def _tell(self, *, is_left_alone: bool) -> None:
        self.told.append(is_left_alone)

    def fail(self, times: int) -> None:
        for _ in range(times):
            self.breaker.note_failure()


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_store_that_fails_now_and_then_is_asked_all_the_same(watch: Watch) -> None:
    for _ in range(3):
        watch.fail(FAILURES - 1)
        assert watch.breaker.admits()
        watch.breaker.note_answer()

    assert watch.told == []


def test_after_five_failures_in_a_row_one_in_five_seconds_is_asked(watch: Watch) -> None:
    watch.fail(FAILURES)
    at_once = [watch.breaker.admits() for _ in range(3)]
    watch.seconds += PAUSE_SECONDS
    after_the_pause = [watch.breaker.admits() for _ in range(3)]
    watch.seconds += PAUSE_SECONDS
    after_another = [watch.breaker.admits() for _ in range(3)]

    assert at_once == [False, False, False]
    assert after_the_pause == after_another == [True, False, False]
    assert watch.told == [True]


def test_the_first_answer_brings_it_back_for_everybody(watch: Watch) -> None:
    watch.fail(FAILURES + 2)
    watch.breaker.note_answer()
    watch.breaker.note_answer()

    assert all(watch.breaker.admits() for _ in range(3))
    assert watch.told == [True, False]


def test_a_trial_in_vain_puts_the_next_one_off(watch: Watch) -> None:
    watch.fail(FAILURES)
    watch.seconds += PAUSE_SECONDS
    assert watch.breaker.admits()
    watch.seconds += PAUSE_SECONDS - 1
    watch.fail(1)
    watch.seconds += PAUSE_SECONDS - 1

    assert not watch.breaker.admits()
    watch.seconds += 1
    assert watch.breaker.admits()


def test_where_nobody_asks_any_more_it_is_not_said_to_be_away_for_ever(watch: Watch) -> None:
    before = watch.breaker.is_open
    watch.fail(FAILURES)
    meanwhile = watch.breaker.is_open
    watch.seconds += PAUSE_SECONDS

    assert (before, meanwhile, watch.breaker.is_open) == (False, True, False)
