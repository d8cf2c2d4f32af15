"""A process takes another one's place while both are asked and told things all the time."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from tests.chassis.bus import Bus
from tests.chassis.stage import Stage

LINES = 3


@contextmanager
def asked_all_the_time(stage: Stage) -> Iterator[list[dict[str, Any]]]:
    """Call, tell and be answered on several lines meanwhile; fills with every answer."""
    over = Event()
    answers: list[dict[str, Any]] = []

    def ask(bus: Bus, erp: Bus, line: int) -> None:
        number = 0
        while not over.is_set():
            words = f"line {line} number {number}"
            erp.tell(f"told on {words}")
            answers.append(bus.call("sample", "wait", words=words, seconds=0.05) | {"asked": words})
            number += 1

    buses = [(stage.bus(), stage.bus("erp-demo"), line) for line in range(LINES)]
    with ThreadPoolExecutor(LINES) as pool:
        asking = [pool.submit(ask, *each) for each in buses]
        yield answers
        over.set()
        for each in asking:
            each.result()


@pytest.mark.req("BR-02")
def test_no_call_fails_and_nothing_is_lost_or_done_twice_while_a_process_is_replaced(
    stage: Stage,
) -> None:
    oldest = stage.run()

    with asked_all_the_time(stage) as answers:
        stage.run()
        oldest.send_signal(signal.SIGTERM)
        exit_code = oldest.wait_exit(60)

    assert exit_code == 0
    assert len(answers) > LINES
    assert [each for each in answers if each["error"] is not None] == []
    # Each call was worked on once: nothing that a leaving process had taken came to another one.
    assert {each["asked"]: len(stage.attempts(each["asked"])) for each in answers} == {
        each["asked"]: 1 for each in answers
    }
    for each in answers:
        stage.wait_kept(f"told on {each['asked']}")
    told = stage.notes()
    assert len(told) == len(set(told)) == len(answers)
