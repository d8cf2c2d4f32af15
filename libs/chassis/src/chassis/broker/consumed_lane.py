"""One queue that is to be consumed all the time, whatever becomes of the others."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import eventlet
from amqp.exceptions import AMQPError, InternalError
from eventlet.event import Event
from kombu import Queue
from kombu.message import Message

from chassis import metrics
from chassis.broker.connection import LOST, BrokerConnection
from chassis.broker.lane_channel import LaneChannel
from chassis.log import get_logger

_PATIENCE_SECONDS = 5
_SHORTEST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_FAREWELL_SECONDS = 2
Spawn = Callable[[Callable[[], None]], Any]
_log = get_logger(__name__)


class Lane(Protocol):
    """What a consumer needs of whoever takes messages: a queue, a prefetch and a handler."""

    queue: Queue
    prefetch: int

    def handle_message(self, message: Message) -> None:
        """Take one raw message; must not raise and must settle it sooner or later."""
        ...


class ConsumedLane:
    """Keeps one lane consumed: asks, waits, and asks again with growing pauses.

    All lanes share a connection, each with a channel of its own. RabbitMQ answers nothing about a
    queue without a leader for a minute, and then, or at once, closes the whole connection with an
    internal error (measured with 3.10.8, docs/adr/0045): a lane that was waiting then gets a
    connection of its own, so that it happens to the others no second time.
    """

    def __init__(
        self,
        lane: Lane,
        *,
        service: str,
        shared: BrokerConnection,
        connect: Callable[[], BrokerConnection],
        deliver: Callable[[Lane, Message], None],
        when_ended: Callable[[Lane, LaneChannel], None],
    ) -> None:
        self.tried = Event()
        self._lane = lane
        self._name = lane.queue.name
        self._shared = shared
        self._connect = connect
        self._own: BrokerConnection | None = None
        self._deliver = deliver
        self._when_ended = when_ended
        self._gauge = metrics.CONSUMED.labels(service, self._name)
        self._channel: LaneChannel | None = None
        self._is_consumed = False
        self._trouble: str | None = None
        self._failures = 0
        self._stopping = False
        self._keeping: Any = None

    def start(self, spawn: Spawn) -> None:
        """Begin in a green thread that `spawn` makes."""
        self._gauge.set(0)
        self._keeping = spawn(self._keep)

    def open_channel(self) -> LaneChannel | None:
        """Return the channel on which the lane is consumed, None while it is not."""
        return self._channel if self._is_consumed else None

    def trouble(self) -> str | None:
        """Return why the queue is not consumed, None when it is or nothing is known against it."""
        return None if self._is_consumed else self._trouble

    def stop(self) -> None:
        """Take no more messages; what is in work can still be settled."""
        self._stopping = True
        channel = self.open_channel()
        if channel is not None:
            with suppress(*LOST), eventlet.Timeout(_FAREWELL_SECONDS, False):
                channel.basic_cancel(self._name)
        self._note(is_consumed=False)
        if self._keeping is not None:
            self._keeping.kill()

    def kill(self) -> None:
        """Stop at once."""
        if self._keeping is not None:
            self._keeping.kill()
        if self._own is not None:
            self._own.kill()

    def close(self) -> None:
        """Close the connection of its own, if it has one."""
        if self._own is not None:
            self._own.close()

    def _keep(self) -> None:
        while not self._stopping:
            began = time.monotonic()
            try:
                channel = self._ready_channel()
                self._ask(channel)
                channel.wait_interrupted()
            except LOST as error:
                was_consumed = self._is_consumed
                self._note(is_consumed=False)
                self._recover(error, was_consumed=was_consumed, seconds=time.monotonic() - began)

    def _ready_channel(self) -> LaneChannel:
        """Return the channel as it is, or a new one where it was closed."""
        if self._channel is None or self._channel.connection is None:
            connection = self._own or self._shared
            connection.wait_up()
            self._channel = channel = connection.open_channel()
            channel.when_ended = lambda: self._note_end(channel)
        return self._channel

    def _note_end(self, channel: LaneChannel) -> None:
        if channel is self._channel:  # a connection ends its channels again that ended before it
            self._when_ended(self._lane, channel)

    def _ask(self, channel: LaneChannel) -> None:
        silence = eventlet.spawn_after(_PATIENCE_SECONDS, self._note_silence)
        try:
            queue = self._lane.queue  # not always the same: replies get a new one each time
            queue(channel).declare()
            channel.consume(
                queue.name,
                prefetch=self._lane.prefetch,
                tag=self._name,
                on_message=lambda message: self._deliver(self._lane, message),
            )
        finally:
            silence.cancel()
        if self._trouble is not None:
            _log.info("queue is consumed again", queue=self._name)
        self._note(is_consumed=True)

    def _recover(self, error: Exception, *, was_consumed: bool, seconds: float) -> None:
        own, connection = self._own, self._own or self._shared
        is_broken = isinstance(error, InternalError) and not was_consumed
        if is_broken and own is None:
            self._own = self._connect()
        elif not connection.is_up() and was_consumed and own is not None:
            # It is like the others again, until the next time.
            own.close()
            self._own = None
        if not is_broken and not connection.is_up():
            return  # nothing is wrong with this queue; the next try waits for the connection
        if was_consumed and seconds > _LONGEST_PAUSE:
            self._failures = 0
        pause = min(_SHORTEST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._failures += 1
        self._note_trouble(_words(error), again_in=pause)
        eventlet.sleep(pause)

    def _note_silence(self) -> None:
        self._note_trouble("the broker gives no answer")

    def _note_trouble(self, cause: str, **details: Any) -> None:
        self._trouble = cause
        _log.warning("queue cannot be consumed", queue=self._name, cause=cause, **details)
        self._set_tried()

    def _note(self, *, is_consumed: bool) -> None:
        self._is_consumed = is_consumed
        self._gauge.set(int(is_consumed))
        if is_consumed:
            self._trouble = None
            self._set_tried()

    def _set_tried(self) -> None:
        if not self.tried.ready():
            self.tried.send()


def _words(error: Exception) -> str:
    text = error.reply_text if isinstance(error, AMQPError) else None
    return text or type(error).__name__
