"""A vhost of its own, queues for machine accounts made as an operator makes them, and readers."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import amqp
import httpx
import msgspec
from amqp.exceptions import NotFound
from kombu import Connection

from chassis.broker.outside_queues import OutsideQueues
from chassis.broker.publishing import ConfirmedPublisher
from chassis.cli.services import KnownService
from contracts.broker_addresses import broker_addresses
from contracts.customer_queues import CustomerQueue
from contracts.machine_accounts import MachineAccountChanged
from kontor_local.namespace import Namespace
from notifications.adapters.queue_desk import QueueDesk
from notifications.calls.customer_queue_command import COMMAND
from notifications.use_cases.customer_queues.fill_customer_queues import fill_customer_queues
from tests.notifications.feed import Feed, an_account_of
from tests.notifications.house import PORTAL, incoming

LONGEST_REST = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as its reader got it."""

    event: dict[str, Any]
    properties: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A customer's system with the address that the operator has handed over."""

    account: MachineAccountChanged
    queue: str
    address: str

    @contextmanager
    def channel(self) -> Iterator[amqp.Channel]:
        """Yield a channel on which it is signed in."""
        with Connection(self.address) as connection:
            yield connection.default_channel

    def take_all(self) -> list[Message]:
        """Take whatever is ready, in order."""
        taken = []
        with self.channel() as channel:
            while (message := channel.basic_get(self.queue)) is not None:
                channel.basic_ack(message.delivery_tag)
                event = json.loads(message.body)
                taken.append(Message(event=event, properties=dict(message.properties)))
        return taken

    def take_ids(self) -> list[str]:
        """Take whatever is ready; return the ids of the events."""
        return [each.event["id"] for each in self.take_all()]


@dataclass(kw_only=True)
class Operator:
    """Whoever makes queues, and the desks of a process that puts events on them."""

    feed: Feed
    namespace: Namespace
    desks: list[QueueDesk]
    users: list[str] = field(default_factory=list)

    def type(self, *words: str) -> Any:
        """Type `kontor customer-queue` and return its answer; its exit code where that is not 0."""
        parser = ArgumentParser()
        parser.add_argument("--json", action="store_true")
        COMMAND.add_arguments(parser)
        house = self.feed.house
        service = KnownService(
            name="notifications",
            database=house.database,
            clock=house.clock,
            settings={"KONTOR_AMQP_URL": self.namespace.amqp_url("notifications")},
        )
        with redirect_stdout(StringIO()) as said:
            code = COMMAND.run(service, parser.parse_args([*words, "--json"]))
        return json.loads(said.getvalue()) if code == 0 else code

    def import_definitions(self, definitions: Any) -> None:
        """Tell the broker, as rabbitmqctl does."""
        self.users += [user["name"] for user in definitions["users"]]
        answer = httpx.post(f"{self._management}/api/definitions", json=definitions, timeout=30)
        assert answer.is_success, answer.text

    def account_with_queue(
        self, *areas: str, organisation_id: UUID | None = None, options: tuple[str, ...] = ()
    ) -> Reader:
        """Hear of a machine account, and give it a queue that is there."""
        house = self.feed.house
        account = an_account_of(organisation_id or house.organisation_id, *areas)
        house.service.remember_machine_account(incoming(account))
        made = self.type("add", str(account.account_id), *options)
        self.import_definitions(made["definitions"])
        self.fill()
        return Reader(account=account, queue=made["queue"], address=self.reachable(made["address"]))

    def reachable(self, address: str) -> str:
        """Return the address that was handed over with the test broker's host in it."""
        place = urlsplit(broker_addresses(self.namespace.servers.amqp_url)[0])
        return address.replace("amqps://", "amqp://").replace(
            "BROKER-HOST:5671", f"{place.hostname}:{place.port or 5672}"
        )

    def fill(self, *, after: timedelta = timedelta(0)) -> int:
        """Let time pass, and each desk look once; return how many events were put."""
        self.feed.house.clock.move(after)
        return sum(self.fill_at(desk) for desk in self.desks)

    def fill_at(self, desk: QueueDesk) -> int:
        house = self.feed.house
        return fill_customer_queues(desk, house.database, house.clock, portal_url=PORTAL)

    def queue_of(self, reader: Reader) -> CustomerQueue:
        """Return what the administrator of the account's organisation is shown."""
        house = self.feed.house
        who = replace_organisation(house.admin, reader.account.organisation_id)
        found = house.service.list_customer_queues(who).items
        (queue,) = [each for each in found if each.account_id == reader.account.account_id]
        return queue  # type: ignore[no-any-return]  # the service of tests is untyped

    def is_there(self, queue: str) -> bool:
        """Whether the broker has the queue."""
        with Connection(self.namespace.amqp_url("operator")) as connection:
            try:
                connection.default_channel.queue_declare(queue, passive=True)
            except NotFound:
                return False
        return True

    def delete_at_broker(self, queue: str) -> None:
        """Delete the queue behind the service's back."""
        with Connection(self.namespace.amqp_url("operator")) as connection:
            connection.default_channel.queue_delete(queue)

    def limits_of(self, user: str) -> dict[str, int]:
        """Return how many connections and channels the broker gives a user."""
        answer = httpx.get(f"{self._management}/api/user-limits/{user}", timeout=30)
        limits: dict[str, int] = answer.json()[0]["value"]
        return limits

    def forget_users(self) -> None:
        """Delete the users, which belong to the whole broker."""
        for user in self.users:
            httpx.delete(f"{self._management}/api/users/{user}", timeout=30)

    @property
    def _management(self) -> str:
        return self.namespace.servers.management_url.rstrip("/")


def replace_organisation(principal: Any, organisation_id: UUID) -> Any:
    """Return the same administrator of another organisation."""
    return msgspec.structs.replace(principal, organisation_id=organisation_id)


def desk_at(
    amqp_url: str, *, serves_failing: bool = False, confirm_seconds: float = 30
) -> QueueDesk:
    """Return a desk of its own, as each process has."""
    return QueueDesk(
        publisher=ConfirmedPublisher(amqp_url, confirm_seconds=confirm_seconds),
        queues=OutsideQueues(amqp_url),
        luck=lambda: 0.5,
        serves_failing=serves_failing,
    )


def with_publisher(desk: QueueDesk, publisher: Any) -> QueueDesk:
    """Return the desk with another way to publish."""
    return replace(desk, publisher=publisher)
