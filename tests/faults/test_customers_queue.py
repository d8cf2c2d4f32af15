"""The broker is killed, again and again, under a queue from which a customer's system reads.

Nothing is missing and nothing overtakes (docs/adr/0060): what the reader has seen, each where it
came first, is the feed. `make test` has it with one death: tests/flows/test_broker_away.py.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress

import pytest
from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import KombuError

from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.stage import Stage, a_run
from tests.flows.test_connected_systems import connect, events, give_queue, is_there
from tests.flows.world import World
from tests.waiting import until

ARRIVALS_PER_SECOND = 4
BETWEEN = 40


class Reader(threading.Thread):
    """A customer's system: takes one event after the other, and comes back when it was cut off."""

    def __init__(self, address: str, queue: str) -> None:
        super().__init__(name="reader")
        self._address, self._queue = address, queue
        self._over = threading.Event()
        self.taken: list[str] = []
        self.cut_off = 0

    def run(self) -> None:
        """Read until told to stop."""
        while not self._over.is_set():
            try:
                self._read()
            except (OSError, AMQPError, KombuError):
                self.cut_off += 1
                self._over.wait(0.5)

    def _read(self) -> None:
        with Connection(self._address, connect_timeout=10) as connection:
            channel = connection.default_channel
            while not self._over.is_set():
                message = channel.basic_get(self._queue)
                if message is None:
                    self._over.wait(0.1)
                    continue
                self.taken.append(json.loads(message.body)["id"])
                channel.basic_ack(message.delivery_tag)

    def finish(self) -> None:
        """Stop, and return when it has."""
        self._over.set()
        self.join()


def whole_feed(world: World, token: str) -> list[str]:
    """Return the ids of everything that the account is shown, in order."""
    ids: list[str] = []
    while page := events(world, token, after=ids[-1] if ids else None):
        ids.extend(event["id"] for event in page)
    return ids


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_broker_that_dies_again_and_again_leaves_no_gap_in_a_customers_queue(
    stage: Stage,
) -> None:
    deaths, chance, world = at_least(10, 2), a_chance(), stage.world

    with a_run(stage, "customers-queue") as run:
        customer = run.customers[0]
        made = connect(world, world.portal.settle_in(customer.admin), "documents")
        token, account = made["token"], made["account"]["id"]
        known = f"id = '{account}'"
        until(lambda: world.count("notifications", "machine_account", known), every=0.2)
        address, queue = give_queue(world, account)
        until(lambda: is_there(address, queue), every=0.2)
        reader = Reader(address, queue)
        reader.start()
        try:
            with run.arriving(per_second=ARRIVALS_PER_SECOND):
                for _ in range(deaths):
                    run.wait_confirmed(BETWEEN)
                    stage.servers.kill("rabbitmq")
                    stage.servers.wait_ready("rabbitmq")
                    stage.wait_ready()
            verdict = run.verdict()
            feed = whole_feed(world, token)
            with suppress(AssertionError):  # told below, with what is missing
                until(lambda: set(reader.taken) >= set(feed), seconds=600, every=1)
        finally:
            reader.finish()

    write_figures(
        "customers-queue",
        seed=chance.seed,
        figures={
            "deaths": deaths,
            "events": len(feed),
            "missing": len(set(feed) - set(reader.taken)),
            "twice": len(reader.taken) - len(set(reader.taken)),
            "reader_cut_off": reader.cut_off,
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert list(dict.fromkeys(reader.taken)) == feed
    assert len(feed) > 0
    end_unless_in_full()
