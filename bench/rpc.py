"""A call to a service beside stock Nameko, `ClusterRpcProxy` and FastStream.

Ours verifies who asks, measures, traces and keeps deadlines at each call; the others do not.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.costs import megabytes
from bench.figures import Comparison, NotMeasured, Row
from bench.paired import Contender, Done, Run, cpu, in_pairs, rates
from bench.peers.environments import python_of
from bench.peers.running import PROGRAMS, running_program
from bench.stage import Stage
from chassis.testing import TestKeys, a_principal
from chassis.testing.processes import RunningService

_SECONDS = 1.5
_AT_ONCE = 32
_STOCK, _FASTSTREAM = "stock Nameko 2.14.1", "FastStream 0.7.8"
_BODY = '{"args": [], "kwargs": {"text": "Rechnung"}}'
_PAGE = '{"args": [], "kwargs": {}}'
_BARE = '"Rechnung"'
_CALLS, _LARGE = "a small call", "a page of 50"


def measure(stage: Stage, *, runs: int = 5) -> list[Row]:
    """Return what calls cost, and how many go through."""
    stock = python_of("messages")
    if stock is None:
        return [NotMeasured(name="RPC", peer=_STOCK, why="`make peers` has not been run")]
    with ExitStack() as stack:
        servers = stage.product.namespace.servers
        url = f"{servers.amqp_url.rstrip('/')}/{stage.product.namespace.vhost}"
        ours, keys = stack.enter_context(_answering(url))
        theirs = stack.enter_context(running_program(stock, "stock_answering", url))
        fast = stack.enter_context(running_program(stock, "faststream_answering", url))
        shared = {"broker": stage.server_pids("rabbitmq")}
        us, them = {"service": [ours.pid], **shared}, {"service": [theirs], **shared}
        faststream = {"service": [fast], **shared}
        plain = {
            f"{whose} {what}": Contender(work=partial(_plain, url, *asked, keys), processes=pids)
            for what, bodies in ((_CALLS, (_BODY, _BARE)), (_LARGE, (_PAGE, _BARE)))
            for whose, pids, asked in (
                ("ours", us, ("nameko-rpc", f"answering.{_METHOD[what]}", bodies[0])),
                ("stock", them, ("nameko-rpc", f"answering_stock.{_METHOD[what]}", bodies[0])),
                ("fast", faststream, ("", f"faststream.{_METHOD[what]}", bodies[1])),
            )
        }
        own: dict[str, Contender] = {}
        for at_once in (1, _AT_ONCE):
            own[f"ours {at_once}"] = Contender(
                work=partial(_gateway, url, keys, at_once), processes=us
            )
            for way in ("threads", "flying"):
                proxy = partial(_proxy, stock, url, way, at_once)
                own[f"{way} {at_once}"] = Contender(work=proxy, processes=them)
        del own["flying 1"]
        found = in_pairs(plain | own, runs=runs)
        memory = megabytes({"ours": [ours.pid], "stock": [theirs], "fast": [fast]})
    return [*_of_services(found), *_of_clients(found), *_of_memory(memory)]


_METHOD = {_CALLS: "repeat", _LARGE: "page"}


def _of_services(found: dict[str, list[Run]]) -> Iterator[Row]:
    for what in (_CALLS, _LARGE):
        ours, stock, fast = (found[f"{whose} {what}"] for whose in ("ours", "stock", "fast"))
        yield cpu(f"service's CPU of {what}", _STOCK, ours, stock, 0.5, of="service")
        yield cpu(f"service's CPU of {what}", _FASTSTREAM, ours, fast, 1.0, of="service")
        name = f"{what}, {_AT_ONCE} at once by the same client"
        yield rates(name, _STOCK, ours, stock, None)
        yield rates(name, _FASTSTREAM, ours, fast, 1.0)


def _of_clients(found: dict[str, list[Run]]) -> Iterator[Row]:
    threads = "ClusterRpcProxy in each of {} threads"
    flying = "ClusterRpcProxy, {} in flight on one"
    name = "calls by the gateway's client, {} at once"
    yield rates(name.format(1), "one ClusterRpcProxy", found["ours 1"], found["threads 1"], None)
    ours = found[f"ours {_AT_ONCE}"]
    for way, peer in (("threads", threads), ("flying", flying)):
        runs = found[f"{way} {_AT_ONCE}"]
        yield rates(name.format(_AT_ONCE), peer.format(_AT_ONCE), ours, runs, 5.0)
        yield cpu("CPU of a call in all processes", peer.format(_AT_ONCE), ours, runs, 1 / 5.0)
        yield cpu(
            "the client's CPU of a call", peer.format(_AT_ONCE), ours, runs, None, of="client"
        )


def _of_memory(memory: dict[str, float]) -> Iterator[Row]:
    for peer, theirs in ((_STOCK, memory["stock"]), (_FASTSTREAM, memory["fast"])):
        yield Comparison(
            name="memory of the service's process (PSS)",
            peer=peer,
            unit="MB",
            ours=[memory["ours"]],
            theirs=[theirs],
            reach=None,
            more_is_better=False,
        )


class Keys:
    """Signs who asks, anew for each run: what is signed is good for a minute."""

    def __init__(self, keys: TestKeys) -> None:
        self._keys = keys

    def token(self) -> str:
        """Return a principal, signed now."""
        expires_at = datetime.now(UTC) + timedelta(seconds=60)
        return self._keys.token_for(a_principal(expires_at=expires_at))


@contextmanager
def _answering(url: str) -> Iterator[tuple[RunningService, Keys]]:
    """Yield the chassis's service, which answers calls alone and needs no database."""
    with TemporaryDirectory() as folder:
        keys = TestKeys(Path(folder))
        environment = {
            "KONTOR_ENV": "production",
            "KONTOR_AMQP_URL": url,
            # Nothing of it asks the database; the address only has to be one.
            "KONTOR_DATABASE_URL": "postgresql+psycopg2://nobody@127.0.0.1:1/none",
            "KONTOR_PRINCIPAL_KEYS": str(keys.public),
            "KONTOR_WORK": "rpc",
        }
        service = RunningService("bench.answering", environment, Path(folder) / "log")
        service.start()
        try:
            _wait_until_it_serves(service)
            yield service, Keys(keys)
        finally:
            service.stop()


def _wait_until_it_serves(service: RunningService) -> None:
    """Return once it takes calls; without a database it never says that it is ready."""
    ends_at = time.monotonic() + 60
    while '"serving"' not in service.log():
        if time.monotonic() > ends_at:
            raise TimeoutError(service.log())
        time.sleep(0.1)


def _plain(url: str, exchange: str, key: str, body: str, keys: Keys) -> Done:
    headers = {"nameko.principal": keys.token()} if key.startswith("answering.") else {}
    arguments = [url, exchange, key, body, json.dumps(headers), str(_AT_ONCE), str(_SECONDS)]
    return _asked([sys.executable, "-m", "bench.clients.plain_calls", *arguments])


def _gateway(url: str, keys: Keys, at_once: int) -> Done:
    arguments = [url, keys.token(), str(at_once), str(_SECONDS)]
    return _asked([sys.executable, "-m", "bench.clients.gateway_calls", *arguments])


def _proxy(python: Path, url: str, way: str, at_once: int) -> Done:
    program = str(PROGRAMS / "cluster_proxy_asking.py")
    return _asked([str(python), program, url, way, str(at_once), str(_SECONDS)])


def _asked(command: list[str]) -> Done:
    done = subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - ours
    found = json.loads(done.stdout.splitlines()[-1])
    if not found["count"]:
        raise LookupError(f"nobody answers: {command}")
    return Done(
        count=found["count"],
        failed=found.get("failed", 0),
        seconds=found["seconds"],
        p99=found["p99"],
        own_cpu={"client": found["cpu"]},
    )
