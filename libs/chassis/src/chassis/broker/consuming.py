"""Consuming that loses nothing: Nameko's queue consumer with its gaps closed.

Cures, each measured against the stock one: bodies are never decoded here (stock acknowledges what
it cannot decode); the connection stays until the last message in work is settled (stock drops
acknowledgements about a second after SIGTERM); each queue has its own prefetch (stock's last one
wins for all); a lost connection while settling is no reason to die; reconnecting pauses are capped.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, Protocol

import eventlet
from amqp.exceptions import AMQPError
from kombu import Connection, Consumer, Queue
from kombu.message import Message
from nameko.messaging import QueueConsumer

from chassis.broker.frames import tolerant_frames
from chassis.log import get_logger

LOST = (AMQPError, OSError)
_LONGEST_RECONNECT_PAUSE = 5
_SILENT_SECONDS = 10
_TURN_SECONDS = 0.2
_log = get_logger(__name__)


class Lane(Protocol):
    """What a consumer needs of whoever takes messages: a queue, a prefetch and a handler."""

    queue: Queue
    prefetch: int

    def handle_message(self, message: Message) -> None:
        """Take one raw message; must not raise and must settle it sooner or later."""
        ...


class SafeQueueConsumer(QueueConsumer):
    """One broker connection that feeds all its lanes."""

    def __init__(self) -> None:
        self._outstanding: set[Message] = set()
        self.connected = False
        self.last_seen = 0.0
        self.when_lost: list[Callable[[], None]] = []
        super().__init__()

    # Delivering and settling -------------------------------------------------------------------

    def _deliver(self, provider: Lane, message: Message) -> None:
        self._outstanding.add(message)
        try:
            provider.handle_message(message)
        except Exception:  # noqa: BLE001 - nothing a lane does may end the consuming loop
            # A handler's own faults are handled further down; this one is ours. The message stays
            # unacknowledged, so the broker keeps it.
            _log.exception("message could not be handed to its entrypoint")
            self.requeue_message(message)

    def ack_message(self, message: Message) -> None:
        """Tell the broker that the message is done with."""
        self._settle(message, message.ack)

    def requeue_message(self, message: Message) -> None:
        """Give the message back to its queue; it counts against the delivery limit."""
        self._settle(message, message.requeue)

    def abandon_message(self, message: Message) -> None:
        """Forget the message without settling it: the broker delivers it again elsewhere."""
        self._outstanding.discard(message)

    def _settle(self, message: Message, how: Any) -> None:
        self._outstanding.discard(message)
        if not message.channel.connection:
            return  # the broker has already taken it back
        try:
            how()
        except LOST as error:
            _log.warning("settling failed, the broker delivers again", error=type(error).__name__)

    # Kombu's callbacks -------------------------------------------------------------------------

    def get_consumers(self, consumer_cls: Any, channel: Any) -> list[Consumer]:
        """Return one consumer per lane, each with a prefetch of its own."""
        # Bodies stay the bytes that were sent: amqp would decode them by the sender's charset.
        channel.auto_decode = False
        for provider in self._providers:
            consumer = consumer_cls(
                queues=[provider.queue], on_message=partial(self._deliver, provider)
            )
            # basic.qos holds for consumers started after it, and kombu starts all of them at the
            # end: set it right before each basic.consume.
            consumer.consume = partial(
                _set_prefetch_then_consume, consumer, consumer.consume, provider.prefetch
            )
            self._consumers[provider] = consumer
        return list(self._consumers.values())

    def on_iteration(self) -> None:
        """Stop only when nothing is consumed any more and nothing in work is still owed."""
        self.connected = True
        self.last_seen = time.monotonic()
        self._cancel_consumers_if_requested()
        if not self._consumers and not self._outstanding:
            self.should_stop = True

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """Say that the broker is away; kombu tries again after `interval` seconds."""
        self.connected = False
        _log.warning("broker does not answer", error=type(exc).__name__, again_in=interval)

    def run(self, _tokens: int = 1, **kwargs: Any) -> None:
        """Consume until stopped, looking up often enough that stopping does not take seconds."""
        super().run(_tokens, safety_interval=_TURN_SECONDS, **kwargs)

    def create_connection(self) -> Connection:
        """Return a connection whose reading no sender's properties can end."""
        connection = self.connection.clone()
        connection.transport_options = {
            **connection.transport_options,
            "frame_handler": tolerant_frames,
        }
        return connection

    def establish_connection(self) -> AbstractContextManager[Connection]:
        """Connect with capped pauses between the tries."""

        @contextmanager
        def connected() -> Iterator[Connection]:
            self.connected = False
            with self.create_connection() as connection:
                connection.ensure_connection(
                    self.on_connection_error,
                    self.connect_max_retries,
                    interval_start=0.5,
                    interval_step=0.5,
                    interval_max=_LONGEST_RECONNECT_PAUSE,
                )
                try:
                    yield connection
                finally:
                    self._forget_connection()

        return connected()

    def _forget_connection(self) -> None:
        self.connected = False
        # The broker delivers again what was in work on the lost connection.
        self._outstanding.clear()
        for tell in self.when_lost:
            tell()

    def open_channel(self, provider: Lane) -> Any | None:
        """Return the channel on which a lane is consumed, None while there is no connection."""
        consumer = self._consumers.get(provider)
        return consumer.channel if consumer is not None and self.connected else None

    def is_alive(self) -> bool:
        """Return whether the consuming loop turned within the last ten seconds."""
        return self.connected and time.monotonic() - self.last_seen < _SILENT_SECONDS


class RpcQueueConsumer(SafeQueueConsumer):
    """The connection for calls."""


class MessageQueueConsumer(SafeQueueConsumer):
    """A connection of its own for messages, so that a flood of them cannot delay calls."""


def _set_prefetch_then_consume(
    consumer: Consumer,
    consume: Any,
    prefetch: int,
    no_ack: bool | None = None,  # noqa: FBT001 - kombu's shape
) -> None:
    consumer.qos(prefetch_count=prefetch)
    consume(no_ack)


def in_green_thread(work: Any) -> None:
    """Run `work` beside the present green thread; its exceptions are logged, never fatal."""

    def guarded() -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 - nobody else would hear of it
            _log.exception("background work failed")

    eventlet.spawn(guarded)
