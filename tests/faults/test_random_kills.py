"""R2: processes of every kind are killed at random while ten thousand documents arrive."""

from __future__ import annotations

import os

import pytest

from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.kills import Killer
from tests.faults.stage import Stage, a_run

# What one machine of two cores takes in while everything else runs on it, too.
PER_SECOND = float(os.environ.get("KONTOR_FAULTS_RATE", "25"))


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.req("R2", "P1", "P3")
def test_ten_thousand_documents_and_fifty_kills(stage: Stage) -> None:
    events, kills = at_least(10_000, 30), at_least(50, 3)
    chance = a_chance()
    killer = Killer(stage.world, chance.dice)

    with a_run(stage, "R2") as run:
        arrivals = run.arrivals(per_second=PER_SECOND, count=events)
        arrivals.start()
        for kill in range(1, kills + 1):
            # Attempts, not confirms: a killed process does not keep the ERP from the broker.
            run.wait_attempted(events * kill // (kills + 1))
            killer.strike()
        arrivals.join()
        verdict = run.verdict(1800)

    write_figures(
        "R2",
        seed=chance.seed,
        figures={
            "sent_per_second": round(events / arrivals.seconds, 1),
            "kills": killer.kills,
            "usual_recovery_seconds": killer.usual_recovery(),
            "longest_recovery_seconds": killer.longest_recoveries(),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert verdict.attempted == events
    assert verdict.mailed == verdict.archived
    end_unless_in_full()
