"""Nobody can find out from outside who has an account, who is invited, or who is a customer."""

from __future__ import annotations

import logging
import random
import statistics
import time
from collections.abc import Sequence
from itertools import groupby

import pytest

from identity.adapters.password_hasher import Argon2Hasher
from tests.identity.integration.equal_answers import Way, forget_counts, ways
from tests.identity.integration.world import GOOD_PASSWORD, World

_log = logging.getLogger(__name__)
SAMPLES = 500
# Below it a guess from one answer's time is no better than a coin.
BOUNDS = (0.45, 0.55)


def statements_of(world: World, way: Way, about: str) -> tuple[tuple[str, ...], list[str]]:
    with world.statements() as seen:
        answer = way.answer(about)
    return answer, seen


@pytest.mark.req("S5", "A11", "FD-04", "FD-19", "FD-20", "SE-32")
def test_who_is_there_and_who_is_not_get_the_same_answer_for_the_same_work(world: World) -> None:
    for way in ways(world):
        answer, work = statements_of(world, way, way.there)
        other_answer, other_work = statements_of(world, way, way.not_there)

        assert answer == other_answer, way.name
        assert work
        if way.name == "invitation code":  # one counts here, the other there
            assert len(work) == len(other_work)
        else:
            assert work == other_work, way.name


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_time_of_five_hundred_answers_each_does_not_tell_who_is_there(world: World) -> None:
    dice = random.Random(20261125)  # noqa: S311 - an order that can be repeated
    hash_seconds = seconds_of_a_hash()
    told: dict[str, str] = {}

    for way in ways(world):
        there, not_there = timed(world, way, dice)
        area = area_under_curve(there, not_there)
        difference = abs(statistics.median(there) - statistics.median(not_there))
        _log.info(
            "%s: AUC %.3f, %.2f %% of a hash", way.name, area, difference / hash_seconds * 100
        )
        if not BOUNDS[0] <= area <= BOUNDS[1] or difference > 0.02 * hash_seconds:
            told[way.name] = f"AUC {area:.3f}, medians differ by {difference * 1000:.3f} ms"

    assert told == {}


def test_the_measure_itself_sees_a_difference() -> None:
    same = [float(n) for n in range(100)]

    assert area_under_curve(same, same) == 0.5
    assert area_under_curve([n + 50 for n in same], same) > 0.8
    assert area_under_curve(same, [n + 200 for n in same]) == 0


def timed(world: World, way: Way, dice: random.Random) -> tuple[list[float], list[float]]:
    """Return the seconds of each answer, asked in a random order."""
    samples: dict[str, list[float]] = {way.there: [], way.not_there: []}
    for about in (way.there, way.not_there):
        way.answer(about)
    order = [way.there, way.not_there] * SAMPLES
    dice.shuffle(order)
    for about in order:
        forget_counts(world)
        began = time.perf_counter()
        way.answer(about)
        samples[about].append(time.perf_counter() - began)
    return samples[way.there], samples[way.not_there]


def seconds_of_a_hash() -> float:
    hasher = Argon2Hasher()
    known = hasher.hash(GOOD_PASSWORD)
    taken: list[float] = []
    for _ in range(20):
        began = time.perf_counter()
        hasher.fits(GOOD_PASSWORD, known)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def area_under_curve(ones: Sequence[float], others: Sequence[float]) -> float:
    """Return how often one of the first is larger than one of the others; a tie counts half."""
    ranked = sorted([(each, True) for each in ones] + [(each, False) for each in others])
    below, wins = 0.0, 0.0
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        tied = [is_one for _, is_one in group]
        mine, theirs = tied.count(True), tied.count(False)
        wins += mine * (below + theirs / 2)
        below += theirs
    return wins / (len(ones) * len(others))
