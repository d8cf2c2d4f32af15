"""A network for each node of a broker, all on one bridge, between which the line can be cut."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from kontor_local.rabbitmq import Node
from tests.faults.broker_cluster import NODES, peers_of

# A network that is set apart for measurements (RFC 2544) and reaches nobody.
NETWORK = "198.18.77"
# Who is not heard of for so long, give or take a quarter, is taken for gone; as in production
# (deploy/rabbitmq/rabbitmq.conf).
TICK_SECONDS = 60


def are_possible() -> bool:
    """Return whether this machine lets us make networks."""
    return os.geteuid() == 0 and all(shutil.which(each) for each in ("ip", "iptables"))


class SeparateNetworks:
    """Three networks and what is cut between them; we ourselves reach each of them all the time."""

    def __init__(self) -> None:
        mark = os.getpid() % 100_000
        self._bridge = f"kb{mark}"
        self._names = [f"kontor-{mark}-{number}" for number in range(NODES)]

    @property
    def addresses(self) -> list[str]:
        """Where each node is."""
        return [f"{NETWORK}.{number + 1}" for number in range(NODES)]

    def nodes(self) -> tuple[Node, ...]:
        """Return a node of the broker in each network."""
        names = tuple(f"kontor{n}@{address}" for n, address in enumerate(self.addresses, start=1))
        return tuple(
            Node(
                name=name,
                address=address,
                cluster=peers_of(name, names),
                inside=("ip", "netns", "exec", network),
                settings=f"net_ticktime = {TICK_SECONDS}\n",
            )
            for name, address, network in zip(names, self.addresses, self._names, strict=True)
        )

    def open(self) -> None:
        """Make the networks."""
        _run("ip", "link", "add", self._bridge, "type", "bridge")
        _run("ip", "address", "add", f"{NETWORK}.254/24", "dev", self._bridge)
        _run("ip", "link", "set", self._bridge, "up")
        for number, (name, address) in enumerate(zip(self._names, self.addresses, strict=True)):
            here, there = f"{self._bridge}h{number}", f"{self._bridge}t{number}"
            _run("ip", "netns", "add", name)
            _run("ip", "link", "add", here, "type", "veth", "peer", "name", there)
            _run("ip", "link", "set", there, "netns", name)
            _run("ip", "link", "set", here, "master", self._bridge, "up")
            for words in (
                ("address", "add", f"{address}/24", "dev", there),
                ("link", "set", there, "up"),
                ("link", "set", "lo", "up"),
            ):
                _run("ip", "-netns", name, *words)

    def close(self) -> None:
        """Take everything away again."""
        for name in self._names:
            with suppress(subprocess.CalledProcessError):
                _run("ip", "netns", "delete", name)
        with suppress(subprocess.CalledProcessError):
            _run("ip", "link", "delete", self._bridge)

    def cut(self, deaf: Iterable[tuple[int, int]]) -> None:
        """Let nodes hear nothing more of others: pairs of who does not hear, and whom."""
        for listener, speaker in deaf:
            self._filter(listener, "-A", "INPUT", "-s", self.addresses[speaker], "-j", "DROP")

    def heal(self) -> None:
        """Let everybody hear everybody again."""
        for number in range(NODES):
            self._filter(number, "-F", "INPUT")

    def _filter(self, number: int, *words: str) -> None:
        _run("ip", "netns", "exec", self._names[number], "iptables", "-w", *words)


def between(some: Sequence[int], others: Sequence[int]) -> list[tuple[int, int]]:
    """Return the cut that parts two groups in both directions."""
    return [pair for a in some for b in others for pair in ((a, b), (b, a))]


@contextmanager
def separate_networks() -> Iterator[SeparateNetworks]:
    """Have separate networks meanwhile."""
    networks = SeparateNetworks()
    try:
        networks.open()
        yield networks
    finally:
        networks.close()


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - our own words
