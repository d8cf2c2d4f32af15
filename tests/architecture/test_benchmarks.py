"""Every benchmark has a way to be run, and its figures are told beside a floor."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.costs import cpu_seconds, largest_megabytes, megabytes
from bench.document import document
from bench.figures import (
    Comparison,
    Figure,
    Growth,
    NotMeasured,
    Step,
    medians_in_turns,
    table,
)
from bench.http_load import closed_loop, get, open_loop
from bench.memory import soaked
from bench.paired import Contender, Done, cpu, in_pairs, rates
from bench.results import keep_result, results
from bench.sink import Sink


def test_works_take_turns_and_the_first_rounds_do_not_count() -> None:
    done: list[str] = []

    medians = medians_in_turns(
        {"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=3, warm_up=2
    )

    assert done == ["a", "b"] * 5
    assert set(medians) == {"a", "b"}


def test_a_figure_that_is_not_reached_says_so() -> None:
    good = Figure(name="quick", ours=11, floor=10, unit="ms", reach=1.2)
    slow = Figure(name="slow", ours=13, floor=10, unit="ms", reach=1.2)

    lines = table([good, slow]).splitlines()

    assert (good.is_reached, slow.is_reached) == (True, False)
    assert "missed" not in lines[1]
    assert lines[2].endswith("missed")


def test_a_comparison_is_judged_by_the_runs_that_stood_side_by_side() -> None:
    calls = Comparison(
        name="calls",
        peer="stock",
        unit="calls/s",
        ours=(100, 40, 90),
        theirs=(20, 10, 15),
        reach=5.0,
    )
    seconds = Comparison(
        name="CPU of a call",
        peer="stock",
        unit="ms",
        ours=(1.0, 1.0),
        theirs=(1.5, 1.5),
        reach=0.5,
        more_is_better=False,
    )

    assert calls.ratios == [5, 4, 6]
    assert calls.is_reached
    assert not seconds.is_reached


def test_the_page_says_what_is_not_reached_and_what_was_not_measured(tmp_path: Path) -> None:
    slow = Comparison(
        name="lists",
        peer="the floor",
        unit="requests/s",
        ours=(50, 60),
        theirs=(100, 100),
        reach=0.7,
        note="the broker takes the rest",
    )
    absent = NotMeasured(name="tickets", peer="Request Tracker", why="its packages do not unpack")
    keep_result(
        "list", [slow, absent], seconds=3, load=0.7, versions={"nameko": "2.14.1"}, folder=tmp_path
    )

    page = document(results(tmp_path))

    assert "- list: lists, beside the floor: 0.55, to reach ≥ 0.7" in page
    assert "- list: tickets, beside Request Tracker: not measured, its packages" in page
    assert (
        "| lists | the floor | 55 (50 to 60) | 100 (100 to 100) | requests/s | 0.55 (0.50 to 0.60)"
        in page
    )
    assert "- lists: the broker takes the rest" in page
    assert "make bench s=list" in page
    assert "its load was 0.7" in page


def test_what_grows_stands_with_all_its_sizes_and_the_page_says_how_long_all_took(
    tmp_path: Path,
) -> None:
    steps = [
        Step(rows=rows, milliseconds=taken, rows_read=51, pages_read=60)
        for rows, taken in ((10_000, 1.0), (100_000, 1.5), (1_000_000, 4.0))
    ]
    grown = Growth(name="orders: newest", steps=steps, reach=3.0, how="Index Scan ix_order")
    for name in ("growth-devices", "growth-requests"):
        keep_result(name, [grown], seconds=300, load=0, versions={}, folder=tmp_path)
    keep_result("list", [], seconds=600, load=0, versions={}, folder=tmp_path)

    page = document(results(tmp_path))

    assert not grown.is_reached
    assert "| what | at 10,000 | at 100,000 | at 1,000,000 | ratio | to reach | |" in page
    assert "| orders: newest | 1 ms, 51 rows, 60 pages | 1.5 ms," in page
    assert "All 3 tables together took 20 minutes, of which list took 10." in page
    assert page.count("What people and workers ask at all times") == 1
    assert "orders: newest" in table([grown])


def test_a_soak_that_was_cut_short_or_never_run_says_nothing_of_an_hour(tmp_path: Path) -> None:
    file = tmp_path / "R20.json"

    (never,) = soaked(file)
    file.write_text('{"seconds": 60, "megabytes_an_hour": {"tickets": 40}}')
    (short,) = soaked(file)
    file.write_text('{"seconds": 3600, "megabytes_an_hour": {"tickets": 0.4, "catalog": 3}}')
    whole = soaked(file)

    assert isinstance(never, NotMeasured)
    assert isinstance(short, NotMeasured)
    assert [isinstance(each, Figure) and each.is_reached for each in whole] == [True, False]


@contextmanager
def a_server(answer: bytes) -> Iterator[int]:
    """Yield the port of a server that always says the same."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_both_loops_ask_until_they_are_done() -> None:
    with a_server(b"{}") as port:
        request = get("/v1/documents")

        closed = closed_loop(port, lambda _: request, connections=2, seconds=0.1)
        paced = open_loop(port, lambda _: request, pace=50, seconds=0.2)

    assert len(closed.latencies) >= 2
    assert len(paced.latencies) == 10
    assert closed.rate > 0
    assert paced.milliseconds(99) > 0


def test_paired_runs_tell_the_rate_and_the_cpu_of_one_piece_of_work() -> None:
    turns: list[str] = []

    def contender(name: str, count: int) -> Contender:
        def work() -> Done:
            turns.append(name)
            return Done(count=count, seconds=2.0, own_cpu={"client": 1.0})

        return Contender(work=work, processes={"service": [os.getpid()]})

    contenders = {"ours": contender("ours", 100), "theirs": contender("theirs", 10)}
    found = in_pairs(contenders, runs=2, longest_rest_seconds=0)
    faster = rates("calls", "stock", found["ours"], found["theirs"], 5.0)
    cheaper = cpu("calls", "stock", found["ours"], found["theirs"], 0.5, of="client")

    assert turns == ["theirs", "ours", "ours", "theirs", "theirs", "ours"]
    assert faster.ratios == [10, 10]
    assert cheaper.ours == [10, 10]
    assert cheaper.theirs == [100, 100]
    assert faster.is_reached
    assert cheaper.is_reached


def test_the_sink_tells_when_each_mail_of_a_run_came(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    for name, subject in (
        ("1700000000.M250000P1Q1.here", "Brief ab12-00001 liegt bereit"),
        ("1700000001.M500000P1Q2.here", "=?utf-8?q?Mahnung_ab12-00002_f=C3=BCr_Sie?="),
        ("1700000002.M000000P1Q3.here", "Brief ffff-00001 liegt bereit"),
    ):
        (folder / name).write_text(f"Subject: {subject}\n\nGuten Tag")
    sink = Sink(tmp_path)

    arrived = sink.wait_for("ab12", 2, seconds=10)

    assert arrived == {"ab12-00001": 1_700_000_000.25, "ab12-00002": 1_700_000_001.5}
    with pytest.raises(TimeoutError):
        sink.wait_for("ab12", 1, seconds=0.1)


def test_a_process_costs_cpu_and_memory() -> None:
    own = {"own": [os.getpid()]}

    assert cpu_seconds(own)["own"] > 0
    assert megabytes(own)["own"] > 1
    assert largest_megabytes(own)["own"] <= megabytes(own)["own"]
