"""One contender through all rounds, and what became of what was confirmed to its publisher."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.comparison.contenders import Contender
from bench.comparison.plan import Letter, Round

START_SECONDS = 180.0
# A busy machine takes its time to start a worker; who dies before it has begun dies for nothing.
PROGRESS_SECONDS = 120.0
# Who has nothing waiting and has done nothing for so long is done; the longest pause of anybody
# before a second try is shorter. The broker's count is a few seconds old.
QUIET_SECONDS = 15.0
LONGEST_SECONDS = 600.0
_LOOK_EVERY = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was confirmed, and what became of it."""

    name: str
    kills: int
    confirmed: int
    """Events that anybody could read; the malformed are counted beside."""
    lost_to_kills: int
    refused_once: int
    lost_to_refusals: int
    duplicated: int
    malformed: int
    malformed_found: int
    seconds: float


def try_out(
    contender: Contender, plan: Sequence[Round], *, quiet_seconds: float = QUIET_SECONDS
) -> Outcome:
    """Send the plan's events, kill the worker in each round, and count when all is quiet."""
    letters = [letter for each in plan for letter in each.letters]
    contender.refuse_once([each.number for each in letters if each.kind == "refused_once"])
    began = time.monotonic()
    contender.worker.start()
    _wait(contender.is_ready, START_SECONDS, f"{contender.name} does not start")
    for each in plan:
        _live_through(contender, each)
    wanted = {each.number for each in letters if each.is_readable}
    _come_to_rest(contender, wanted, quiet_seconds)
    return _outcome(contender, letters, kills=len(plan), seconds=time.monotonic() - began)


def _live_through(contender: Contender, this: Round) -> None:
    before = contender.kept_count()
    for letter in this.letters:
        contender.send(letter)
    ends_at = time.monotonic() + PROGRESS_SECONDS
    # One that has lost its work has none to die over: it is killed all the same.
    while contender.kept_count() < before + this.kill_after and time.monotonic() < ends_at:
        time.sleep(_LOOK_EVERY)
    time.sleep(this.kill_delay_seconds)
    contender.worker.kill()
    contender.worker.start()


def _come_to_rest(contender: Contender, wanted: set[str], quiet_seconds: float) -> None:
    ends_at = time.monotonic() + LONGEST_SECONDS
    kept, quiet_since = -1, time.monotonic()
    while time.monotonic() < ends_at:
        now_kept = contender.kept_count()
        if now_kept != kept:
            kept, quiet_since = now_kept, time.monotonic()
        quiet = time.monotonic() - quiet_since
        if quiet > quiet_seconds and (contender.waiting() == 0 or wanted <= set(contender.kept())):
            return
        time.sleep(_LOOK_EVERY)


def _outcome(
    contender: Contender, letters: Sequence[Letter], *, kills: int, seconds: float
) -> Outcome:
    times = Counter(contender.kept())
    readable = [each for each in letters if each.is_readable]
    lost = Counter(each.kind for each in readable if not times[each.number])
    malformed = len(letters) - len(readable)
    return Outcome(
        name=contender.name,
        kills=kills,
        confirmed=len(readable),
        lost_to_kills=lost["good"],
        refused_once=sum(each.kind == "refused_once" for each in readable),
        lost_to_refusals=lost["refused_once"],
        duplicated=sum(count - 1 for count in times.values()),
        malformed=malformed,
        malformed_found=min(malformed, contender.found_malformed()),
        seconds=seconds,
    )


def _wait(is_so: Callable[[], bool], seconds: float, otherwise: str) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends_at:
            raise TimeoutError(otherwise)
        time.sleep(0.1)
