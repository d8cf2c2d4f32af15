"""Stock Nameko on the other side: it calls our services, hears our events, and is heard."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chassis.bus import Bus
from tests.chassis.stage import PROGRAMS, Stage
from tests.waiting import until

STOCK = PROGRAMS / "stock"


def run_stock(program: str, *arguments: str) -> str:
    """Run a stock program to its end and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", str(STOCK / program), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def stock_listener(amqp_url: str, heard: Path) -> Iterator[None]:
    """Run the stock service that hears events; what it prints goes to `heard`."""
    with heard.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-W", "ignore", str(STOCK / "listener.py"), amqp_url], stdout=output
        )
    try:
        until(lambda: "listening" in heard.read_text(), seconds=30)
        yield
    finally:
        process.kill()
        process.wait()


def test_stock_clients_call_our_methods(bus: Bus, shared_stage: Stage) -> None:
    del bus

    printed = run_stock("caller.py", shared_stage.namespace.amqp_url("operator"))

    assert json.loads(printed) == [
        "by ServiceRpcProxy",
        3,
        "by ClusterRpcProxy",
        "RemoteError: NotFound note",
    ]


def test_a_stock_service_hears_our_event(bus: Bus, shared_stage: Stage, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    with stock_listener(shared_stage.namespace.amqp_url("operator"), heard):
        bus.call("sample", "write", shared_stage.signed(), note={"words": "for stock ears"})

        until(lambda: '{"words": "for stock ears"}' in heard.read_text())


def test_a_stock_event_is_heard(bus: Bus, shared_stage: Stage) -> None:
    del bus

    run_stock("speaker.py", shared_stage.namespace.amqp_url("operator"), "spoken by stock")

    shared_stage.wait_kept("spoken by stock")
