"""How many messages wait in a service's queues, and how many take from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amqp.exceptions import AMQPError, NotFound
from kombu import Connection

from chassis.broker.nodes import Nodes
from chassis.broker.publishing import DEPENDENCY
from chassis.errors import DependencyDown


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueCount:
    """What is ready in a queue, and how many take from it."""

    ready: int
    consumers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueState:
    """One queue with its pauses and its dead letters; None stands where there is no such queue."""

    name: str
    ready: int | None
    paused: int
    dead: int | None
    consumers: int | None


def count_in(connection: Connection, name: str) -> QueueCount | None:
    """Return how a queue is, None where there is none."""
    # A passive declaration of a missing queue closes the channel, so each question has its own.
    with connection.channel() as channel:
        try:
            found = channel.queue_declare(name, passive=True)
        except NotFound:
            return None
        return QueueCount(ready=int(found.message_count), consumers=int(found.consumer_count))


class QueueLengths:
    """Asks the broker on a connection of its own, made at the first question."""

    def __init__(self, amqp_url: str) -> None:
        self._nodes = Nodes(amqp_url)
        self._connection: Connection | None = None

    def of(self, names: Iterable[str]) -> Mapping[str, int]:
        """Return the messages that are ready in each queue; a queue that is missing has none.

        Raises:
            DependencyDown: the broker does not answer.
        """
        counts = self.states_of(names)
        return {name: count.ready if count else 0 for name, count in counts.items()}

    def states_of(self, names: Iterable[str]) -> Mapping[str, QueueCount | None]:
        """Return how each queue is, None where there is none.

        Raises:
            DependencyDown: the broker does not answer.
        """
        try:
            return {name: count_in(self._connected(), name) for name in names}
        except (AMQPError, OSError) as error:
            self.close()
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._nodes.pass_on()
            connection.release()

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = Connection(self._nodes.in_turn(), connect_timeout=5)
        return self._connection
