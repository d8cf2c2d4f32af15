"""A product under load on servers of its own, and what every fault test asks of it."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from kontor_demo.portal import Account
from kontor_local.servers import RunningServers
from tests.faults.arrivals import Arrivals, arriving
from tests.faults.kills import PARTS, answers
from tests.faults.ledger import Ledger, Verdict
from tests.faults.reckoning import Reckoning
from tests.flows.load import Ask, Load
from tests.flows.two_gateways import everyday_asks
from tests.flows.world import Customer, World
from tests.waiting import until

CUSTOMERS = 4
# As in production: a fault must not use up the tries of a message in seconds.
AS_IN_PRODUCTION = {
    "KONTOR_RETRY_PAUSES": "5,30,120,600,3600,21600",
    "KONTOR_HOLD_SECONDS": "2",
}
# What the gateway may say while something behind it is away.
HONEST = {"200", "201", "503", "504"}
CONSOLE_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One product, the servers that are harmed, and where ledgers are kept."""

    world: World
    servers: RunningServers
    folder: Path

    def customers(self) -> list[Customer]:
        """Return customers of one test's own, of whom everybody is told of his documents."""
        found = [self.world.new_customer() for _ in range(CUSTOMERS)]
        for customer in found:
            until(lambda account=customer.accountant: self._settle_in(account), seconds=120)  # type: ignore[misc]  # a plain lambda
        return found

    def asks(self) -> list[Ask]:
        """Return what people ask meanwhile, of a customer of their own."""
        customer = self.world.new_customer()

        def settled() -> list[Ask] | None:
            # The fault of the test before this one may not be over for everybody.
            with suppress(httpx.HTTPError):
                return everyday_asks(self.world, customer)
            return None

        return until(settled, seconds=300)

    def ready_urls(self) -> dict[str, str]:
        """Return where each process says whether it can do its work."""
        product = self.world.product
        urls = {
            f"{name}.{index}": product.ready_url(name, index)
            for name in PARTS
            if name != "gateway"
            for index in range(len(product.pids(name)))
        }
        return {**urls, "gateway": f"{product.gateway_url}/ready"}

    def wait_ready(self, seconds: float = 120) -> float:
        """Return in how many seconds every process said that it can do its work."""
        began = time.monotonic()
        urls = self.ready_urls()
        until(lambda: all(answers(url) for url in urls.values()), seconds=seconds)
        return round(time.monotonic() - began, 1)

    def wait_answers(self, asks: Sequence[Ask], seconds: float = 120) -> float:
        """Return in how many seconds every sort of reading was answered as it should be."""
        began = time.monotonic()
        reading = [ask for ask in asks if ask.method == "GET"]

        until(lambda: all(self._is_answered(ask) for ask in reading), seconds=seconds)
        return round(time.monotonic() - began, 1)

    def longest_in_gateway(self, since: datetime) -> float:
        """Return how long the gateway itself was busy with its longest request, in seconds.

        What a request waits for in the client that sends it is not the product's doing.
        """
        log = self.world.product.home / "logs" / "gateway.log"
        lines = (json.loads(line) for line in log.read_text().splitlines() if line[:1] == "{")
        taken = [
            float(line["milliseconds"]) / 1000
            for line in lines
            if line.get("event") == "request" and line["timestamp"] >= since.isoformat()
        ]
        return round(max(taken, default=0.0), 2)

    def _settle_in(self, account: Account) -> str | None:
        with suppress(httpx.HTTPError):  # as in `asks`
            return self.world.portal.settle_in(account)
        return None

    def _is_answered(self, ask: Ask) -> bool:
        with suppress(httpx.TimeoutException):
            return self.world.portal.http.get(ask.path, headers=ask.headers).is_success
        return False

    def tell_broker(self, *words: str) -> None:
        """Say something to the broker by its own command."""
        program = self.servers.program("rabbitmq")
        command = Path(program.command[0]).with_name("rabbitmqctl")
        done = subprocess.run(  # noqa: S603 - the broker's own command, and words of these tests
            [str(command), *words],
            env=dict(program.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=CONSOLE_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr


class Run:
    """What one fault test publishes, and the verdict on it."""

    def __init__(self, stage: Stage, ledger: Ledger, customers: Sequence[Customer]) -> None:
        self._stage = stage
        self.ledger = ledger
        self.customers = customers

    def arrivals(
        self, *, per_second: float, count: int | None = None, address: str | None = None
    ) -> Arrivals:
        """Return documents that arrive once they are started."""
        return Arrivals(
            self._stage.world,
            self.customers,
            self.ledger,
            per_second=per_second,
            count=count,
            address=address,
        )

    @contextmanager
    def arriving(self, *, per_second: float, address: str | None = None) -> Iterator[Arrivals]:
        """Let documents arrive meanwhile, at a steady rate."""
        with arriving(self.arrivals(per_second=per_second, address=address)) as arrivals:
            yield arrivals

    def wait_attempted(self, enough: int, seconds: float = 900) -> None:
        """Return when so many events are attempted, whoever may hear of them."""
        until(lambda: len(self.ledger.attempted) >= enough, seconds=seconds)

    def wait_confirmed(self, more: int, seconds: float = 600) -> None:
        """Return when so many more events are confirmed."""
        enough = len(self.ledger.confirmed) + more
        until(lambda: len(self.ledger.confirmed) >= enough, seconds=seconds)

    def verdict(self, seconds: float = 900) -> Verdict:
        """Return the verdict once everything has settled."""
        return Reckoning(self._stage.world, self.ledger, self.customers).settle(seconds)


@contextmanager
def a_run(stage: Stage, name: str) -> Iterator[Run]:
    """Begin a ledger with customers of its own."""
    customers = stage.customers()
    stage.world.wait_settled(300)
    with Ledger(stage.folder / f"{name}.ledger") as ledger:
        yield Run(stage, ledger, customers)


def endings(load: Load) -> dict[str, int]:
    """Count how requests ended."""
    return dict(Counter(each.ended for each in load.outcomes))


def slowest(load: Load) -> dict[str, float]:
    """Return how long the longest request of each sort took, in seconds."""
    names = sorted({each.name for each in load.outcomes})
    return {
        name: round(max(each.seconds for each in load.outcomes if each.name == name), 2)
        for name in names
    }


def asked(load: Load, in_gateway: float) -> dict[str, object]:
    """Return the figures of what was asked meanwhile: how it ended, and the longest waits."""
    return {
        "requests": len(load.outcomes),
        "endings": endings(load),
        "longest_in_gateway_seconds": in_gateway,
        "longest_seen_by_client_seconds": slowest(load),
    }


def dishonest(load: Load) -> dict[str, int]:
    """Count requests that ended otherwise than with an answer or an honest "not now"."""
    return dict(
        Counter(f"{each.name}: {each.ended}" for each in load.outcomes if each.ended not in HONEST)
    )


def pass_time(seconds: float) -> None:
    """Return when so much time has passed: a fault lasts as long as it lasts."""
    over = time.monotonic() + seconds
    until(lambda: time.monotonic() >= over, seconds=seconds + 60, every=0.25)
