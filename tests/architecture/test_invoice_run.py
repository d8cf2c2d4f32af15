"""The model of an invoice run agrees with what can be worked out on paper."""

from __future__ import annotations

import pytest

from bench.invoice_run import Station, as_flow, at_random, evenly, main, passed, run_through


def station(workers: int, seconds: float = 1.0) -> Station:
    return Station(name="desk", workers=workers, seconds=seconds)


@pytest.mark.parametrize(("count", "workers"), [(1, 1), (10, 1), (10, 3), (12, 4), (5, 8)])
def test_a_heap_is_done_after_so_many_rounds(count: int, workers: int) -> None:
    passage, done = passed(evenly(count, 0), station(workers))

    rounds = -(-count // workers)
    assert passage.last_done_at == rounds
    assert passage.longest_queue == max(0, count - workers)
    assert passage.longest_wait_seconds == rounds - 1
    assert done == sorted(done)


def test_an_even_stream_below_capacity_waits_for_nobody() -> None:
    passage, done = passed(evenly(1000, 500.0), station(2, 0.99))

    assert (passage.longest_queue, passage.longest_wait_seconds) == (0, 0)
    assert done[0] == pytest.approx(0.99)


def test_an_even_stream_above_capacity_piles_up_as_a_flow_would() -> None:
    desks = [station(2), station(3), station(1)]

    passages = run_through(evenly(6000, 1000.0), desks)

    flows = as_flow(6000, 1000.0, desks)
    # Six a second come and two are done; then two come and three could be; then one is too few.
    assert [flow.longest_queue for flow in flows] == [4000, 0, 3000]
    assert [flow.last_done_at for flow in flows] == [3000, 3000, 6000]
    for passage, flow in zip(passages, flows, strict=True):
        assert passage.longest_queue == pytest.approx(flow.longest_queue, abs=4)
        assert passage.last_done_at == pytest.approx(flow.last_done_at, abs=4)


@pytest.mark.parametrize("busy", [0.5, 0.8])
def test_strangers_at_one_desk_wait_as_pollaczek_and_khinchine_say(busy: float) -> None:
    count = 60_000

    passage, _ = passed(at_random(count, count / busy, seed=7), station(1))

    # M/D/1: mean wait = busy / (2 (1 - busy)), in service times.
    assert passage.mean_wait_seconds == pytest.approx(busy / (2 * (1 - busy)), rel=0.08)


def test_more_desks_for_the_same_load_wait_less() -> None:
    count = 20_000

    waits = [
        passed(at_random(count, count / (0.8 * desks), seed=7), station(desks))[0].mean_wait_seconds
        for desks in (1, 2, 4, 8)
    ]

    assert waits == sorted(waits, reverse=True)


def test_a_run_is_told_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--invoices", "3600", "--hours", "1", "--ingest-ms", "10", "--mail-ms", "2000"]

    small, large = main(words), main([*words, "--invoices", "10000000"])

    told = capsys.readouterr().out
    assert (small, large) == (0, 0)
    # One a second comes, every two seconds one goes: half of them wait when the last has come.
    assert (
        "mailed              0/s   200%          1,800          2.00 h" in told or "2.00 h" in told
    )
    assert told.count("The bottleneck is what is mailed.") == 2
