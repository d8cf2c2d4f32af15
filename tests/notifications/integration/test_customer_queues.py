"""Customers' queues at the broker: the feed's events in its order, for one reader each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from amqp import Message as AmqpMessage
from amqp.exceptions import AccessRefused, ConsumerCancelled
from kombu import Connection
from prometheus_client import REGISTRY

from chassis.broker.confirmed_batch import Outgoing
from chassis.broker.publishing import ConfirmedPublisher
from chassis.cli.exits import NOT_AS_ASKED
from chassis.cli.services import NotFoundHere
from chassis.errors import DependencyDown
from chassis.ids import new_id
from contracts.broker_addresses import broker_addresses
from kontor_local.namespace import Namespace
from notifications.calls.customer_queue_command import IN_TROUBLE
from notifications.use_cases.customer_queues.count_customer_queues import count_customer_queues
from tests.notifications.feed import OF_OTHER_AREAS, Feed, a_machine
from tests.notifications.house import House, incoming
from tests.notifications.integration.conftest import run_at_once
from tests.notifications.queue_readers import (
    LONGEST_REST,
    Operator,
    Reader,
    desk_at,
    with_publisher,
)
from tests.publisher.tcp_proxy import TcpProxy
from tests.waiting import until


@pytest.fixture
def feed(house: House) -> Feed:
    return Feed(house=house)


@pytest.fixture
def operator(feed: Feed, module_namespace: Namespace) -> Iterator[Operator]:
    url = module_namespace.amqp_url("notifications")
    desks = [desk_at(url), desk_at(url, serves_failing=True)]
    made = Operator(feed=feed, namespace=module_namespace, desks=desks)
    yield made
    made.forget_users()
    for desk in desks:
        desk.publisher.close()


def change(operator: Operator, reader: Reader, **changes: Any) -> None:
    """Hear from identity that something about the account is otherwise."""
    account = msgspec.structs.replace(reader.account, **changes)
    operator.feed.house.service.remember_machine_account(incoming(account))


def shown(feed: Feed, *areas: str) -> list[Any]:
    return feed.read(a_machine(feed.organisation_id, *areas), limit=500)


def in_first_order(ids: list[str]) -> list[str]:
    """Return the ids as a reader has them who drops repeats."""
    return list(dict.fromkeys(ids))


def test_the_reader_gets_what_the_feed_shows_in_its_order_and_nothing_else(
    operator: Operator, feed: Feed
) -> None:
    feed.happen()
    reader = operator.account_with_queue("documents", "orders")
    before = shown(feed, "post", "consumables")[-1]["id"]
    for number in range(9):
        feed.happen(**(OF_OTHER_AREAS[number % 3] if number % 2 else {}))
    feed.happen(is_shown=False)
    feed.happen(organisation_id=new_id())

    operator.fill()
    operator.fill()

    expected = feed.read(a_machine(feed.organisation_id, "post", "consumables"), after=before)
    taken = reader.take_all()
    assert [each.event for each in taken] == expected
    assert len(taken) > 5
    properties = taken[0].properties
    assert properties["message_id"] == expected[0]["id"]
    assert properties["content_type"] == "application/cloudevents+json"
    assert properties["delivery_mode"] == 2
    assert operator.queue_of(reader).last_put_at is not None


def test_what_is_taken_from_the_account_is_not_put_and_after_a_pause_it_goes_on(
    operator: Operator, feed: Feed
) -> None:
    reader = operator.account_with_queue(options=("--from-the-beginning",))
    change(operator, reader, version=2, areas=("orders",))
    feed.happen()
    operator.fill()
    change(operator, reader, version=3, access_until=feed.house.clock.now())
    feed.happen()
    operator.fill()

    assert reader.take_ids() == []

    change(operator, reader, version=4)
    operator.fill()

    # What came while it had no documents is past; what came while nobody was let in is not.
    assert reader.take_ids() == [shown(feed)[-1]["id"]]


def test_a_reader_reaches_its_own_queue_and_nothing_else_at_the_broker(
    operator: Operator,
) -> None:
    own, foreign = operator.account_with_queue(), operator.account_with_queue()
    deeds: dict[str, Callable[[Any], object]] = {
        "read another's": lambda channel: channel.basic_get(foreign.queue),
        "consume another's": lambda channel: channel.basic_consume(foreign.queue),
        "empty another's": lambda channel: channel.queue_purge(foreign.queue),
        "delete its own": lambda channel: channel.queue_delete(own.queue),
        "make one": lambda channel: channel.queue_declare("mine"),
        "hear all": lambda channel: channel.queue_bind(own.queue, "kontor.out", "#"),
        "call": lambda channel: channel.basic_publish(
            AmqpMessage("{}"), "nameko-rpc", "identity.open_session"
        ),
        "put into a queue": lambda channel: channel.basic_publish(AmqpMessage("{}"), "", own.queue),
        "publish inwards": lambda channel: channel.basic_publish(
            AmqpMessage("{}"), "kontor.in", "document.issued.v1"
        ),
    }

    allowed = []
    for name, deed in deeds.items():
        with own.channel() as channel:
            try:
                deed(channel)
                channel.basic_qos(0, 1, a_global=False)  # a question: a refusal comes before
            except AccessRefused:
                continue
            allowed.append(name)

    assert allowed == []
    assert own.take_all() == []
    assert operator.limits_of(own.queue) == {"max-connections": 10, "max-channels": 50}


def test_a_broker_that_is_away_or_silent_costs_no_event_and_no_order(
    operator: Operator, feed: Feed
) -> None:
    reader = operator.account_with_queue()
    events = [str(new_id()) for _ in range(30)]
    place = urlsplit(broker_addresses(operator.namespace.servers.amqp_url)[0])
    with TcpProxy(str(place.hostname), place.port or 5672) as line:
        url = operator.namespace.amqp_url("notifications").replace(
            f":{place.port or 5672}/", f":{line.port}/"
        )
        desk = desk_at(url, confirm_seconds=0.3)
        for event_id in events[:10]:
            feed.happen(id=event_id)

        line.refuse()
        with pytest.raises(DependencyDown):
            operator.fill_at(desk)
        away = operator.queue_of(reader)
        line.listen()
        until(lambda: desk.publisher.publish([NOWHERE]) == ["unroutable"])
        line.become("mute")
        operator.fill_at(desk)
        silent = operator.queue_of(reader)
        line.refuse()

    for event_id in events[10:]:
        feed.happen(id=event_id)
    operator.fill(after=LONGEST_REST)
    operator.fill()

    assert away.trouble is None
    assert silent.trouble == "no_answer"
    assert operator.queue_of(reader).trouble is None
    assert in_first_order(reader.take_ids()) == events


NOWHERE = Outgoing(
    message_id="nowhere", exchange="", routing_key="nowhere", body=b"{}", content_type="text/plain"
)


class Dying:
    """Publishes, and is killed before anything is written down."""

    def __init__(self, publisher: ConfirmedPublisher) -> None:
        self._publisher = publisher

    def publish(self, batch: Any) -> Any:
        assert set(self._publisher.publish(batch)) <= {"confirmed"}
        raise RuntimeError("killed")


def test_who_dies_between_confirm_and_commit_puts_events_on_once_more(
    operator: Operator, feed: Feed
) -> None:
    reader = operator.account_with_queue()
    events = [str(new_id()) for _ in range(3)]
    for event_id in events:
        feed.happen(id=event_id)
    desk = operator.desks[0]

    with pytest.raises(RuntimeError, match="killed"):
        operator.fill_at(with_publisher(desk, Dying(desk.publisher)))
    operator.fill()

    assert reader.take_ids() == events * 2


class Leaving:
    """Publishes the first of a batch, and then the broker is gone."""

    def __init__(self, publisher: ConfirmedPublisher) -> None:
        self._publisher = publisher

    def publish(self, batch: Any) -> list[str]:
        return [*self._publisher.publish(batch[:1]), *(["interrupted"] * (len(batch) - 1))]


def test_what_was_confirmed_before_the_broker_went_is_not_put_again(
    operator: Operator, feed: Feed
) -> None:
    reader = operator.account_with_queue()
    events = [str(new_id()) for _ in range(3)]
    for event_id in events:
        feed.happen(id=event_id)
    desk = operator.desks[0]

    with pytest.raises(DependencyDown):
        operator.fill_at(with_publisher(desk, Leaving(desk.publisher)))
    in_between = operator.queue_of(reader)
    operator.fill()

    assert in_between.trouble is None
    assert reader.take_ids() == events


def test_two_senders_at_once_put_each_event_once(operator: Operator, feed: Feed) -> None:
    readers = [operator.account_with_queue() for _ in range(3)]
    events = [str(new_id()) for _ in range(40)]
    for event_id in events:
        feed.happen(id=event_id)
    url = operator.namespace.amqp_url("notifications")

    def send() -> int:
        desk = desk_at(url)
        try:
            return sum(operator.fill_at(desk) for _ in range(3))
        finally:
            desk.publisher.close()

    put = run_at_once(send, send)
    operator.fill()

    assert sum(put) <= len(events) * len(readers)
    assert [reader.take_ids() for reader in readers] == [events] * 3


def test_a_full_queue_waits_by_itself_and_goes_on_without_a_gap(
    operator: Operator, feed: Feed
) -> None:
    other = new_id()
    full = operator.account_with_queue(options=("--most-events", "3"))
    free = operator.account_with_queue(organisation_id=other)

    def fill_up() -> bool:
        feed.happen()
        operator.fill()
        return operator.queue_of(full).trouble == "full"

    until(fill_up)
    for_others = str(new_id())
    feed.happen(id=for_others, organisation_id=other)
    operator.fill()

    assert free.take_ids() == [for_others]
    (listed,) = [each for each in operator.type("list") if each["queue"] == full.queue]
    assert (listed["state"], listed["trouble"]) == ("active", "full")
    service: Any = feed.house
    assert IN_TROUBLE.count(service) == 1
    assert looked_at(operator, feed) == (1, 1)

    taken: list[str] = []

    def take_on() -> bool:
        taken.extend(full.take_ids())
        operator.fill(after=LONGEST_REST)
        return operator.queue_of(full).trouble is None and len(taken) >= len(shown(feed))

    until(take_on)
    assert in_first_order(taken) == [each["id"] for each in shown(feed)]
    assert looked_at(operator, feed) == (0, 0)


def looked_at(operator: Operator, feed: Feed) -> tuple[int, float | None]:
    """Return how many queues are in trouble: on the page of the vendor's people, to Prometheus."""
    house = feed.house
    count_customer_queues(operator.desks[0].queues, house.database, house.clock)
    with house.database.transaction(every_organisation=True) as session:
        on_page = house.service.to_look_at(session)["customer_queues_in_trouble"]
    return on_page, REGISTRY.get_sample_value("kontor_customer_queues_in_trouble")


def test_a_queue_that_was_lost_is_made_again(operator: Operator, feed: Feed) -> None:
    reader = operator.account_with_queue()
    house = feed.house
    feed.happen()
    operator.fill()
    count_customer_queues(operator.desks[0].queues, house.database, house.clock)
    counted = operator.queue_of(reader).waiting

    operator.delete_at_broker(reader.queue)
    feed.happen()
    operator.fill()
    missing = operator.queue_of(reader).trouble
    operator.fill(after=LONGEST_REST)
    taken = reader.take_ids()
    operator.delete_at_broker(reader.queue)
    count_customer_queues(operator.desks[0].queues, house.database, house.clock)
    operator.fill()

    assert (counted, missing) == (1, "missing")
    assert taken == [shown(feed)[-1]["id"]]
    assert operator.is_there(reader.queue)


def test_a_revoked_accounts_queue_is_deleted_and_its_reader_cut_off(
    operator: Operator, feed: Feed
) -> None:
    reader = operator.account_with_queue()
    feed.happen()
    operator.fill()
    account_id = str(reader.account.account_id)
    with reader.channel() as channel:
        connection: Any = channel.connection
        channel.basic_consume(reader.queue, no_ack=True, callback=lambda _: None)

        change(operator, reader, version=2, revoked_at=feed.house.clock.now())
        feed.happen()
        operator.fill()

        with pytest.raises(ConsumerCancelled):
            until(lambda: connection.drain_events(timeout=60))
    operator.fill(after=LONGEST_REST)

    assert not operator.is_there(reader.queue)
    queue = operator.queue_of(reader)
    assert (queue.state, queue.closed_because) == ("closed", "revoked")
    assert feed.house.trail() == ["customer_queue.added", "customer_queue.closed"]
    assert operator.type("remove", account_id)["user_to_delete"] == reader.queue
    with pytest.raises(NotFoundHere):
        operator.type("add", account_id)


def test_the_operator_renews_a_password_and_takes_a_queue_away(
    operator: Operator, tmp_path: Path
) -> None:
    reader = operator.account_with_queue()
    account_id = str(reader.account.account_id)
    file = tmp_path / "definitions.json"

    again = operator.type("add", account_id)
    renewed = operator.type("rights", account_id, "--definitions-to", str(file))
    operator.import_definitions(json.loads(file.read_text()))
    with pytest.raises(AccessRefused), Connection(reader.address) as connection:
        connection.connect()
    with Connection(operator.reachable(renewed["address"])) as connection:
        connection.default_channel.basic_get(reader.queue)
    operator.type("remove", account_id)
    operator.fill()
    gone = not operator.is_there(reader.queue)
    added = operator.type("add", account_id)
    operator.fill()

    assert again == NOT_AS_ASKED
    assert "definitions" not in renewed
    assert renewed["password"] not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert gone
    assert operator.is_there(added["queue"])
    for words in (("add", str(new_id())), ("rights", str(new_id())), ("remove", str(new_id()))):
        with pytest.raises(NotFoundHere):
            operator.type(*words)
