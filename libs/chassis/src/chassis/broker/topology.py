"""Names and kinds of our queues: a quorum queue, its pauses, and where its hopeless cases go."""

from dataclasses import dataclass

from kombu import Connection, Exchange, Queue

from chassis.broker.nodes import Nodes
from contracts.cloudevents import INBOUND_EXCHANGE, OUTBOUND_EXCHANGE

# Crash loops only: failures of a handler are counted in our own header (docs/adr/0012). Always
# explicit, because RabbitMQ 3.10 has no limit and 4.x drops at 20 where there is no dead-letter
# exchange.
DELIVERY_LIMIT = 20
_NO_REAL_LIMIT = 1_000_000
UNROUTED_EXCHANGE = "kontor.in.unrouted"
_SAFE = {
    "x-queue-type": "quorum",
    "x-overflow": "reject-publish",
    "x-dead-letter-strategy": "at-least-once",
    "x-dead-letter-exchange": "",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One queue with its pauses and its dead-letter queue, as a handler needs them.

    A message that fails is copied into the next pause queue with a confirm and then acknowledged;
    the pause's end leads back. (A plain dead-letter cycle loses messages that go round it without
    a reject: measured.) What the delivery limit throws out lands in `dead` and is parked.
    """

    queue: Queue
    pauses: tuple[Queue, ...]
    dead: Queue

    def all_queues(self) -> tuple[Queue, ...]:
        """Return every queue of the lane, the last resort first, as they must be declared."""
        return (self.dead, *self.pauses, self.queue)


def lane(name: str, exchange: Exchange, routing_key: str, pause_seconds: tuple[float, ...]) -> Lane:
    """Return the lane called `name`, bound to `exchange` by `routing_key`."""
    dead = Queue(
        f"{name}.dead",
        durable=True,
        queue_arguments={"x-queue-type": "quorum", "x-delivery-limit": _NO_REAL_LIMIT},
    )
    pauses = tuple(
        Queue(
            f"{name}.pause-{int(seconds * 1000)}ms",
            durable=True,
            queue_arguments={
                **_SAFE,
                "x-message-ttl": int(seconds * 1000),
                "x-dead-letter-routing-key": name,
            },
        )
        for seconds in sorted(set(pause_seconds))
    )
    queue = Queue(
        name,
        exchange=exchange,
        routing_key=routing_key,
        durable=True,
        queue_arguments={
            **_SAFE,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-routing-key": dead.name,
        },
    )
    return Lane(queue=queue, pauses=pauses, dead=dead)


def service_events_exchange(service_name: str) -> Exchange:
    """Return the exchange on which a service announces its events, as stock Nameko names it."""
    return Exchange(f"{service_name}.events", type="topic", durable=True)


def inbound_exchange() -> Exchange:
    """Return `kontor.in`; what no queue wants goes to `kontor.in.unrouted`, never nowhere."""
    return Exchange(
        INBOUND_EXCHANGE,
        type="topic",
        durable=True,
        arguments={"alternate-exchange": UNROUTED_EXCHANGE},
    )


def unrouted_exchange() -> Exchange:
    """Return the exchange that catches inbound events of unknown types."""
    return Exchange(UNROUTED_EXCHANGE, type="fanout", durable=True)


def outbound_exchange() -> Exchange:
    """Return `kontor.out`, to which other systems bind queues of their own."""
    return Exchange(OUTBOUND_EXCHANGE, type="topic", durable=True)


def declare(amqp_url: str, exchanges: list[Exchange], lanes: list[Lane]) -> None:
    """Declare the exchanges and lanes; repeating it changes nothing."""
    with Connection(Nodes(amqp_url).in_turn(), connect_timeout=5) as connection:
        channel = connection.default_channel
        for exchange in exchanges:
            exchange(channel).declare()
        for each in lanes:
            for queue in each.all_queues():
                queue(channel).declare()
