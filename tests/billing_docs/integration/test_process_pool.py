"""Children that misbehave are ended and replaced; the work of others goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from billing_docs.adapters.processes import ProcessPool, TooCostly
from chassis.errors import DependencyDown
from tests.billing_docs.programs.misbehaving import LIMITS
from tests.waiting import until

ROOT = Path(__file__).parents[3]
MODULE = "tests.billing_docs.programs.misbehaving"


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessPool]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pool = ProcessPool(MODULE, size=2, limits=LIMITS)
    yield pool
    pool.close()


def process_id(pool: ProcessPool) -> int:
    return int(pool.ask(b"")[0])


def test_a_child_does_one_task_after_another(pool: ProcessPool) -> None:
    first, content = pool.ask(b"", b"PDF" * 1_000_000)

    assert content == b"PDF" * 1_000_000
    assert process_id(pool) == int(first)


@pytest.mark.req("S12")
@pytest.mark.parametrize("task", [b"spin", b"hoard", b"crash", b"sleep"])
def test_what_breaks_a_limit_or_its_process_is_too_costly_and_the_next_task_is_done(
    pool: ProcessPool, task: bytes
) -> None:
    before = process_id(pool)

    began = time.monotonic()
    with pytest.raises(TooCostly):
        pool.ask(task)

    assert time.monotonic() - began < 60  # each of them would go on for ever
    assert process_id(pool) != before
    assert not psutil.pid_exists(before)


def test_a_child_that_holds_on_to_memory_is_replaced_after_its_answer(pool: ProcessPool) -> None:
    fat, _ = pool.ask(b"fatten")

    assert process_id(pool) != int(fat)
    until(lambda: not psutil.pid_exists(int(fat)))


def test_a_bug_in_a_child_is_a_bug_and_quotes_no_document(pool: ProcessPool) -> None:
    before = process_id(pool)

    with pytest.raises(RuntimeError) as raised:
        pool.ask(b"fail")

    assert "ValueError" in str(raised.value)
    assert "RE-2026" not in str(raised.value)
    assert process_id(pool) == before


@pytest.mark.req("S12")
def test_a_child_writes_no_file_and_knows_no_secret(
    pool: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_S3_SECRET_KEY", "secret")

    known, _ = pool.ask(b"environment")
    with pytest.raises(RuntimeError, match="OSError"):
        pool.ask(b"write")

    assert not [name for name in known.decode().split() if name.startswith("KONTOR")]


def test_a_child_that_was_killed_at_rest_is_not_asked(pool: ProcessPool) -> None:
    before = process_id(pool)
    psutil.Process(before).kill()
    until(lambda: psutil.Process(before).status() == psutil.STATUS_ZOMBIE)

    assert process_id(pool) != before


def test_a_task_whose_child_was_killed_is_done_by_a_fresh_one(pool: ProcessPool) -> None:
    with ThreadPoolExecutor(2) as threads:
        at_rest = {found for found, _ in threads.map(pool.ask, [b"nap", b"nap"])}
    assert len(at_rest) == 2

    fresh, _ = pool.ask(b"die-if-one-of " + b" ".join(at_rest))

    # What killed the one is about to kill the other: the task would be taken for the cause of both.
    assert fresh not in at_rest


def test_no_more_children_than_allowed_work_at_once(pool: ProcessPool) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(process_id(pool))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(seen) == 20
    assert len(set(seen)) <= 2


def test_a_module_that_does_not_start_is_an_outage_and_nobodys_fault() -> None:
    pool = ProcessPool("billing_docs.no_such_module", size=1, limits=LIMITS)

    with pytest.raises(DependencyDown):
        pool.ask(b"")


def test_children_end_with_their_parent(pool: ProcessPool) -> None:
    child = psutil.Process(process_id(pool))

    pool.close()

    until(lambda: not child.is_running())
