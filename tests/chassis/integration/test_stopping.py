"""Ticks that go on, and processes that stop without leaving anything half done."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise

import psutil
import pytest

from chassis.testing import RunningService
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until

INBOUND = "in-note.issued.v1--sample.receive"


def test_ticks_go_on_after_one_has_failed(sample: RunningService, shared_stage: Stage) -> None:
    del sample

    until(lambda: shared_stage.attempts("tick 3"))

    assert shared_stage.attempts("tick 2") == []  # it failed


def test_a_tick_that_takes_long_delays_the_next_and_is_not_made_up_for(
    sample: RunningService, shared_stage: Stage
) -> None:
    del sample

    until(lambda: shared_stage.attempts("tick 9"))  # the fourth took as long as eight should

    times = [shared_stage.attempts(f"tick {n}")[0] for n in range(5, 10)]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert shared_stage.attempts("two ticks at once") == []
    assert min(pauses) > timedelta(seconds=0.1)


@pytest.mark.req("BR-02")
def test_a_process_asked_to_stop_finishes_what_it_has_in_work(stage: Stage) -> None:
    first = stage.run(KONTOR_MESSAGE_WORKERS="8")
    bus, erp = stage.bus(), stage.bus("erp-demo")
    words = [f"slow {n}" for n in range(8)]
    for each in words:
        erp.tell(each)
    calls = [
        bus.send_call(b'{"args": ["slow call %d", 2], "kwargs": {}}' % n, "sample.wait")
        for n in range(5)
    ]
    until(lambda: all(stage.attempts(each) for each in [*words, "slow call 4"]))

    first.send_signal(signal.SIGTERM)
    for n in range(4):
        erp.tell(f"while it stops {n}")
    exit_code = first.wait_exit()
    stage.run()
    for n in range(4):
        stage.wait_kept(f"while it stops {n}")

    assert exit_code == 0
    assert all(b'"error":null' in bus.next_message(call).body for call in calls)
    assert set(words) <= set(stage.notes())
    # Each was acknowledged: none came to the second process.
    assert {each: len(stage.attempts(each)) for each in words} == dict.fromkeys(words, 1)
    assert len(stage.attempts("slow call 4")) == 1


def test_a_handler_that_outlives_the_deadline_is_left_to_the_next_process(stage: Stage) -> None:
    first = stage.run(KONTOR_STOP_SECONDS="1")
    stage.bus("erp-demo").tell("stuck at closing time")
    until(lambda: stage.attempts("stuck at closing time"))

    first.send_signal(signal.SIGTERM)
    exit_code = first.wait_exit()
    with stage.switched_on("loose"):
        stage.run()
        stage.wait_kept("stuck at closing time")

    assert exit_code == 0
    assert len(stage.attempts("stuck at closing time")) == 2


def test_a_message_that_waits_for_a_dependency_does_not_delay_the_stop(stage: Stage) -> None:
    first = stage.run(KONTOR_HOLD_SECONDS="60")
    stage.bus("erp-demo").tell("down at closing time")
    until(lambda: "holding" in first.log())

    first.send_signal(signal.SIGTERM)
    exit_code = first.wait_exit(30)  # half of what it would wait

    assert exit_code == 0
    bus = stage.bus()
    until(lambda: bus.messages_in(INBOUND) == 1)


def test_a_handler_that_takes_too_long_is_ended_and_counts_as_failed(stage: Stage) -> None:
    stage.run(KONTOR_HANDLER_SECONDS="0.5")
    bus = stage.bus()

    event_id = stage.bus("erp-demo").tell("stuck too long")

    parked = stage.wait_parked(event_id=event_id)
    assert (parked.code, parked.attempts) == ("handler_failed", 2)
    assert "HandlerTimedOut" in parked.explanation
    answer = bus.call("sample", "wait", words="a long call", seconds=30)
    assert answer["error"]["exc_type"] == "DeadlinePassed"


def test_prepare_makes_a_fresh_vhost_and_database_ready(stage: Stage) -> None:
    sample = RunningService("sample", stage.settings(), stage.folder / "prepared.log")

    sample.prepare()
    sample.prepare()

    with sample:
        stage.bus("erp-demo").tell("after preparing")
        stage.wait_kept("after preparing")


def test_a_service_is_ready_on_its_own_schema_and_on_that_of_the_next_release_alone(
    bus: Bus, shared_stage: Stage
) -> None:
    (sample,) = shared_stage.processes
    change = "UPDATE alembic_version SET version_num = :version"

    shared_stage.as_owner(change, version="0000")
    until(lambda: "an older schema version" in sample.faults())

    shared_stage.as_owner(change, version="0002")
    sample.wait_ready()
    assert bus.call("sample", "echo", words="old code, new tables")["error"] is None
    shared_stage.as_owner(change, version="0001")


STARTING = """
import json, sys, time
from pathlib import Path
from chassis.testing import RunningService

service = RunningService("sample", json.loads(sys.argv[1]), Path(sys.argv[2]))
service.start()
print(service.pid, flush=True)
time.sleep(600)
"""


def test_a_killed_test_run_leaves_no_service_behind(shared_stage: Stage) -> None:
    arguments = [json.dumps(shared_stage.settings()), str(shared_stage.folder / "orphan.log")]
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", STARTING, *arguments], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        # From here on the kernel knows that it is to end with us.
        until(lambda: psutil.Process(pid).name() != "setpriv")

        run.kill()

    until(lambda: not psutil.pid_exists(pid))
