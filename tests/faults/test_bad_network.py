"""R9: what lies between the product and each of its servers is slow, cut, or silent."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest

from kontor_local.namespace import create_namespace, namespace_of
from kontor_local.servers import RunningServers, Servers
from tests.faults.bad_network import BadNetwork
from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.kills import PARTS, answers
from tests.faults.stage import AS_IN_PRODUCTION, Stage, a_run, asked, dishonest, pass_time
from tests.flows.load import Ask, load_on
from tests.product_plugin import MakeWorld
from tests.waiting import until

KINDS = ("amqp", "postgres", "s3", "smtp")
ARRIVALS_PER_SECOND = 2
ASKS_PER_SECOND = 3
LATENCY_SECONDS = 0.2
RESETS = 0.01
NOTICED_SECONDS = 20.0
BACK_SECONDS = 30.0


def through(network: BadNetwork, url: str) -> str:
    """Return an address that leads to the same server by way of a network."""
    parts = urlsplit(url)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return urlunsplit(parts._replace(netloc=f"{login}127.0.0.1:{network.port}"))


@pytest.fixture(scope="module")
def networks(harmed_servers: RunningServers) -> Iterator[Mapping[str, BadNetwork]]:
    """Return what stands before each kind of server, in fair weather."""
    with ExitStack() as stack:
        found: dict[str, BadNetwork] = {}
        for kind in KINDS:
            parts = urlsplit(getattr(harmed_servers.servers, f"{kind}_url"))
            network = BadNetwork(parts.hostname or "", parts.port or 0, random.Random(9))  # noqa: S311 (not a secret)
            found[kind] = stack.enter_context(network)
        yield found


@pytest.fixture(scope="module")
def stage(
    harmed_servers: RunningServers,
    networks: Mapping[str, BadNetwork],
    make_world: MakeWorld,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Return a product that reaches its servers by these networks, as its ERP does."""
    create_namespace(harmed_servers.servers, "network")
    addresses = {f"{kind}_url": networks[kind] for kind in KINDS}
    reached: Servers = replace(
        harmed_servers.servers,
        **{
            name: through(network, getattr(harmed_servers.servers, name))
            for name, network in addresses.items()
        },
    )
    with make_world(
        namespace=namespace_of(reached, "network"), extra_env=AS_IN_PRODUCTION
    ) as world:
        yield Stage(world=world, servers=harmed_servers, folder=tmp_path_factory.mktemp("ledgers"))


class Silence:
    """The connections that stood when a network fell silent, and who still believes in them."""

    def __init__(self, stage: Stage, network: BadNetwork) -> None:
        self._stage = stage
        self._port = network.port
        self.believed = self._standing()

    def still_believed(self) -> set[tuple[int, int]]:
        """Return those that their processes still take for good."""
        return self.believed & self._standing()

    def _standing(self) -> set[tuple[int, int]]:
        return {
            (pid, connection.laddr.port)
            for name in PARTS
            for pid in self._stage.world.product.pids(name)
            for connection in psutil.Process(pid).net_connections("tcp")
            if connection.raddr
            and connection.raddr.port == self._port
            and connection.status == psutil.CONN_ESTABLISHED
        }


def a_silence(stage: Stage, network: BadNetwork) -> Silence | None:
    """Return a silence that somebody can notice; to mail servers connections are short."""
    silence = Silence(stage, network)
    return silence if silence.believed else None


def noticed_by(stage: Stage, kind: str, silence: Silence) -> Callable[[], bool]:
    """Return what tells whether the product knows by now that a server is silent."""
    if kind != "amqp":
        return lambda: not silence.still_believed()
    # Heartbeats are the programs' own work: they say of themselves that they cannot do theirs.
    urls = stage.ready_urls().values()
    return lambda: not any(answers(url) for url in urls)


def suffer(stage: Stage, network: BadNetwork, kind: str, asks: list[Ask]) -> dict[str, Any]:
    """Let a network be slow, then cut, then silent; return what was seen of the silence."""
    share = at_least(100, 25) / 100
    seen: dict[str, Any] = {}
    try:
        network.be_slow(LATENCY_SECONDS)
        pass_time(20 * share)
        network.be_fair()
        network.reset(RESETS)
        pass_time(20 * share)
        network.be_fair()
        # Nothing is held open to the object store, so that what is asked of it tells.
        silence = None if kind == "s3" else until(lambda: a_silence(stage, network))
        network.fall_silent()
        began = time.monotonic()
        if silence is not None:
            until(noticed_by(stage, kind, silence), seconds=90)
            seen["noticed_seconds"] = round(time.monotonic() - began, 1)
        pass_time(max(90 * share - (time.monotonic() - began), 0))
    finally:
        network.be_fair()
    began = time.monotonic()
    stage.wait_ready()
    stage.wait_answers(asks)
    return seen | {"back_seconds": round(time.monotonic() - began, 1), "cuts": network.cuts}


@pytest.mark.faults
@pytest.mark.timeout(1800)
@pytest.mark.req("R9")
@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_network_loses_and_doubles_nothing(
    stage: Stage, networks: Mapping[str, BadNetwork], kind: str
) -> None:
    chance = a_chance()
    asks = stage.asks()
    since = datetime.now(UTC)

    with (
        a_run(stage, f"R9-{kind}") as run,
        run.arriving(per_second=ARRIVALS_PER_SECOND),
        load_on([stage.world.product.gateway_url], asks, ASKS_PER_SECOND) as load,
    ):
        run.wait_confirmed(10)
        seen = suffer(stage, networks[kind], kind, asks)
    in_gateway = stage.longest_in_gateway(since)
    verdict = run.verdict()

    write_figures(
        f"R9 {kind}",
        seed=chance.seed,
        figures={
            **seen,
            **asked(load, in_gateway),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert dishonest(load) == {}
    assert in_gateway <= NOTICED_SECONDS
    assert seen.get("noticed_seconds", 0) <= NOTICED_SECONDS
    assert seen["back_seconds"] <= BACK_SECONDS
    end_unless_in_full()
