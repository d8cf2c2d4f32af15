"""A broker of three nodes on this machine, each of which can be killed, stopped or cut off."""

from __future__ import annotations

import dataclasses
import secrets
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from kontor_local import rabbitmq
from kontor_local.places import local_folder, remembered_ports, scratch_folder
from kontor_local.processes import Child, Program
from kontor_local.rabbitmq import ADMIN, Node, epmd_program, rabbitmq_program
from kontor_local.rabbitmq_packages import ensure_rabbitmq
from kontor_local.servers import Servers
from tests.waiting import until

NODES = 3
START_SECONDS = 600
LOOK_SECONDS = 60


def on_loopback() -> tuple[Node, ...]:
    """Return three nodes that share the loopback and its port mapper."""
    names = tuple(f"kontor{number}@localhost" for number in range(1, NODES + 1))
    return tuple(Node(name=name, cluster=peers_of(name, names)) for name in names)


def peers_of(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return whom a node looks for when it starts for the first time: the first one for nobody."""
    return (name,) if name == names[0] else names


class BrokerCluster:
    """Three nodes as children of ours; who is killed comes back by itself."""

    def __init__(self, home: Path, nodes: tuple[Node, ...]) -> None:
        installation = ensure_rabbitmq(local_folder(), lambda _text: None)
        assert installation is not None, "a cluster takes RabbitMQ's packages, not a container"
        self.nodes = nodes
        self._password = secrets.token_hex(16)
        self._data = data = scratch_folder(home) or home
        numbers = range(len(nodes))
        ports = remembered_ports(
            home, ["epmd", *(f"{name}.{n}" for n in numbers for name in rabbitmq.PORTS)]
        )
        self._ports = [
            {name: ports[f"{name}.{n}"] for name in rabbitmq.PORTS} | {"epmd": ports["epmd"]}
            for n in numbers
        ]
        mappers = {node.address: (node, self._ports[n]) for n, node in enumerate(nodes)}
        self._mappers = [
            Child(epmd_program(installation, its_ports, home / f"epmd.{node.part}.log", node))
            for node, its_ports in mappers.values()
        ]
        self._children = [
            Child(self._program(data, home, installation, n, node)) for n, node in enumerate(nodes)
        ]

    def _program(
        self, data: Path, home: Path, installation: Any, number: int, node: Node
    ) -> Program:
        log = home / f"{node.part}.log"
        folder = data / node.part
        ports = self._ports[number]
        return rabbitmq_program(folder, installation, ports, self._password, log, node)

    def start(self) -> None:
        """Start all nodes and return when they are one cluster."""
        for child in self._mappers:
            child.start()
            child.wait_ready(START_SECONDS)
        # The first alone: nodes that start for the first time at once may found two clusters.
        self._children[0].start()
        self._children[0].wait_ready(START_SECONDS)
        for child in self._children[1:]:
            child.start()
        self.wait_whole()

    def stop(self) -> None:
        """End everything, and forget what it kept."""
        for child in (*self._children, *self._mappers):
            child.end()
        with ThreadPoolExecutor(NODES) as pool:
            list(pool.map(Child.stop, (*self._children, *self._mappers)))
        shutil.rmtree(self._data, ignore_errors=True)  # it lies in memory

    def on(self, servers: Servers) -> Servers:
        """Return these servers with the cluster as their broker."""
        login = f"{ADMIN}:{self._password}"
        where = [(node.address, ports) for node, ports in zip(self.nodes, self._ports, strict=True)]
        return dataclasses.replace(
            servers,
            amqp_url=",".join(f"amqp://{login}@{at}:{ports['amqp']}" for at, ports in where),
            management_url=f"http://{login}@{where[0][0]}:{where[0][1]['management']}",
        )

    def kill(self, index: int) -> None:
        """Kill a node with SIGKILL; it is started again."""
        self._children[index].kill(signal.SIGKILL)

    def send_signal(self, index: int, sent: signal.Signals) -> None:
        """Send a signal to a node, for example to let it stand still."""
        self._children[index].kill(sent)

    def leader_of(self, vhost: str, queue: str) -> int:
        """Return which node leads a queue just now."""
        path = f"/api/queues/{quote(vhost, safe='')}/{quote(queue, safe='')}"
        name = until(lambda: (self.ask(path) or {}).get("leader"), seconds=60, every=0.2)
        return [node.name for node in self.nodes].index(name)

    def wait_whole(self, vhost: str | None = None, *, seconds: float = START_SECONDS) -> None:
        """Return once every node runs, and every quorum queue of a vhost has all its members.

        Raises:
            AssertionError: that is not so within the seconds, also where a node does not come up.
        """

        def is_whole() -> bool:
            return self._running() == NODES and (vhost is None or not self.incomplete(vhost))

        until(is_whole, seconds=seconds, every=0.5)

    def start_others_anew(self) -> None:
        """Start every node but the one that sees most of the others anew: the runbook's remedy.

        One that cannot even stop, because it still waits for others to start with, is killed.
        """
        seen = [self._running_at(number) for number in range(NODES)]
        trusted = seen.index(max(seen))
        others = [child for number, child in enumerate(self._children) if number != trusted]
        for child in others:
            child.stop()
        for child in others:
            child.start()
            child.wait_ready(START_SECONDS)

    def incomplete(self, vhost: str) -> list[str]:
        """Return the quorum queues that not every node has a member of which is up."""
        queues = self.ask(f"/api/queues/{quote(vhost, safe='')}")
        if queues is None:
            return ["nobody answers"]
        return [
            each["name"]
            for each in queues
            if each.get("type") == "quorum" and len(each.get("online", ())) < NODES
        ]

    def _running(self) -> int:
        # Each node is asked: after a partition they may not agree.
        return min(map(self._running_at, range(NODES)))

    def _running_at(self, number: int) -> int:
        nodes = self.ask("/api/nodes", only=number) or []
        return sum(bool(each.get("running")) for each in nodes)

    def ask(self, path: str, *, only: int | None = None) -> Any:
        """Return what the first node that answers says, or None if none does."""
        for index in range(NODES) if only is None else (only,):
            node, ports = self.nodes[index], self._ports[index]
            url = f"http://{node.address}:{ports['management']}{path}"
            with suppress(httpx.HTTPError):
                answer = httpx.get(url, auth=(ADMIN, self._password), timeout=LOOK_SECONDS)
                if answer.is_success:
                    return answer.json()
        return None


@contextmanager
def running_cluster(
    home: Path, nodes: Callable[[], tuple[Node, ...]] = on_loopback
) -> Iterator[BrokerCluster]:
    """Run a cluster meanwhile."""
    cluster = BrokerCluster(home, nodes())
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
