"""Queues from which other systems take what we put on them: made, counted and deleted."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

import amqp
import eventlet
from amqp.exceptions import AccessRefused, AMQPError, NotFound, PreconditionFailed
from kombu import Connection

from chassis.broker.nodes import Nodes
from chassis.broker.publishing import DEPENDENCY
from chassis.errors import DependencyDown

QueueFault = Literal["not_allowed", "made_otherwise", "no_answer"]
"""Our user may not; there is one of this name with other arguments; the broker says nothing."""
_ANSWER_SECONDS = 5.0
_FAREWELL_SECONDS = 1.0
# Always explicit: RabbitMQ 4 drops what came back twenty times, and nobody would hear of it.
_NO_REAL_LIMIT = 1_000_000


class OutsideQueues:
    """Each question on a connection of its own: they are rare, and a silent queue stops nobody."""

    def __init__(self, amqp_url: str) -> None:
        self._nodes = Nodes(amqp_url)

    def declare(self, name: str, *, most_messages: int) -> QueueFault | None:
        """Make a queue that survives the broker and refuses what it has no room for.

        Repeating it changes nothing.

        Raises:
            DependencyDown: the broker cannot be reached.
        """
        arguments = {
            "x-queue-type": "quorum",
            "x-max-length": most_messages,
            "x-overflow": "reject-publish",
            "x-delivery-limit": _NO_REAL_LIMIT,
        }
        with self._channel() as channel:
            try:
                with eventlet.Timeout(_ANSWER_SECONDS, TimeoutError("no answer")):
                    channel.queue_declare(
                        name, durable=True, auto_delete=False, arguments=arguments
                    )
            except PreconditionFailed:
                return "made_otherwise"
            except AccessRefused:
                return "not_allowed"
            except (AMQPError, OSError):
                return "no_answer"
        return None

    def delete(self, name: str) -> QueueFault | None:
        """Delete a queue with what is in it, and cut off whoever takes from it.

        One that is missing is fine.

        Raises:
            DependencyDown: the broker cannot be reached.
        """
        with self._channel() as channel:
            try:
                with eventlet.Timeout(_ANSWER_SECONDS, TimeoutError("no answer")):
                    channel.queue_delete(name)
            except NotFound:
                return None
            except AccessRefused:
                return "not_allowed"
            except (AMQPError, OSError):
                return "no_answer"
        return None

    def counts(self, names: Iterable[str]) -> Mapping[str, int | None]:
        """Return how many messages are ready in each queue; None for one that is missing.

        Raises:
            DependencyDown: the broker cannot be reached, or stops answering.
        """
        found: dict[str, int | None] = {}
        try:
            with self._connected() as connection:
                for name in names:
                    # A question about a missing queue closes its channel.
                    with connection.channel() as channel:
                        try:
                            found[name] = channel.queue_declare(name, passive=True).message_count
                        except NotFound:
                            found[name] = None
        except (AMQPError, OSError) as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error
        return found

    @contextmanager
    def _channel(self) -> Iterator[amqp.Channel]:
        with self._connected() as connection:
            yield connection.channel()

    @contextmanager
    def _connected(self) -> Iterator[amqp.Connection]:
        address = Connection(self._nodes.in_turn(), connect_timeout=5)
        try:
            connection = address.connect()
        except (AMQPError, OSError) as error:
            self._nodes.pass_on()
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error
        try:
            yield connection
        finally:
            _hang_up(connection)


def _hang_up(connection: amqp.Connection) -> None:
    """End the connection in good form: the broker warns of each that ends without a word."""
    try:
        # Of the socket itself: a timeout of green threads ends nothing where there are none.
        if (sock := connection.transport.sock) is not None:
            sock.settimeout(_FAREWELL_SECONDS)
        connection.close()
    except (AMQPError, OSError):
        pass  # whoever says nothing any more is left without a farewell
    finally:
        connection.collect()
