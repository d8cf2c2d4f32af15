"""R1: a process dies at each step of the main job, twenty times at each, under load."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.stage import Stage, a_run
from tests.waiting import until

TIMES = 20
ARRIVALS_PER_SECOND = 4
# Of intake and relay, and of mails: one of each can die at the same time, in processes of theirs.
TAKING_IN = (
    "intake.read",
    "intake.stored",
    "intake.before_commit",
    "intake.committed",
    "relay.claimed",
    "relay.published",
    "relay.marked",
)
MAILING = ("mail.claimed", "mail.announced", "mail.answered", "mail.settled")


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.req("R1", "P1", "P2")
def test_a_process_dies_at_every_step_again_and_again(stage: Stage) -> None:
    chance, times = a_chance(), at_least(TIMES, 1)
    taking_in, mailing = list(TAKING_IN * times), list(MAILING * times)
    chance.dice.shuffle(taking_in)
    chance.dice.shuffle(mailing)
    restarts = stage.world.product.restarts

    with a_run(stage, "R1") as run, run.arriving(per_second=ARRIVALS_PER_SECOND):
        for pair in zip_longest(taking_in, mailing):
            places = [place for place in pair if place]
            for place in places:
                stage.world.die_at(place)
            until(lambda places=places: all(map(stage.world.died_at, places)), seconds=180)  # type: ignore[misc]  # a plain lambda
            stage.wait_ready()
    verdict = run.verdict()

    write_figures(
        "R1",
        seed=chance.seed,
        figures={
            "deaths": dict.fromkeys(sorted((*TAKING_IN, *MAILING)), times),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    # A step that was gone past and not died at would be missing here.
    assert stage.world.product.restarts - restarts == len(taking_in) + len(mailing)
    end_unless_in_full()
