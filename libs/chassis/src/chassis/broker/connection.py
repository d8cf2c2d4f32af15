"""A connection to the broker that is kept up, and read by one green thread for all its channels."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import eventlet
from amqp import Connection as AmqpConnection
from amqp import spec
from amqp.exceptions import AMQPError
from eventlet.event import Event
from kombu import Connection

from chassis.broker.frames import tolerant_frames
from chassis.broker.lane_channel import LaneChannel
from chassis.broker.nodes import Nodes
from chassis.broker.replies import PieceWriter
from chassis.log import get_logger

LOST = (AMQPError, OSError)
_SHORTEST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0
_CONNECT_SECONDS = 5
_SILENT_SECONDS = 10
_TURN_SECONDS = 1.0
_FAREWELL_SECONDS = 1
_CHUNK = 16 * 1024  # more than most messages; what is left is copied with each frame
_log = get_logger(__name__)


class BrokerConnection:
    """Connects, reads, and connects again, with growing pauses, until it is closed."""

    def __init__(self, amqp_url: str, heartbeat_seconds: int) -> None:
        self._address = Connection(
            Nodes(amqp_url).in_turn(),
            heartbeat=heartbeat_seconds,
            connect_timeout=_CONNECT_SECONDS,
            # No sender's properties may end the reading.
            transport_options={"frame_handler": tolerant_frames, "frame_writer": PieceWriter},
        )
        self._connection: AmqpConnection | None = None
        self._channels: list[LaneChannel] = []
        self._up = Event()
        self._closing = Event()
        self._reading: Any = None
        self._last_turn = 0.0

    def start(self, spawn: Callable[[Callable[[], None]], Any]) -> None:
        """Connect and read in a green thread that `spawn` makes."""
        self._reading = spawn(self._keep_up)

    def is_alive(self) -> bool:
        """Return whether the connection stands and was read within the last ten seconds."""
        return self._connection is not None and time.monotonic() - self._last_turn < _SILENT_SECONDS

    def is_up(self) -> bool:
        """Return whether the connection stands."""
        return self._connection is not None

    def wait_up(self) -> None:
        """Return when the connection stands."""
        while self._connection is None:
            self._up.wait()

    def open_channel(self) -> LaneChannel:
        """Return a new channel, as soon as the connection stands.

        Raises:
            AMQPError, OSError: the connection was lost meanwhile.
        """
        self.wait_up()
        if self._connection is None or self._connection.channels is None:
            raise ConnectionError("the connection to the broker was lost")
        channel = LaneChannel(self._connection)
        self._channels = [each for each in self._channels if each.connection is not None]
        self._channels.append(channel)
        channel.open()
        return channel

    def close(self) -> None:
        """Say goodbye and disconnect; what is in work comes again."""
        if self._closing.ready():
            return
        self._closing.send()
        if self._connection is not None:
            # The broker waits for every channel, also for one that hangs in its queue.
            with suppress(*LOST), eventlet.Timeout(_FAREWELL_SECONDS, False):
                self._connection.send_method(spec.Connection.Close, "BsBB", (0, "", 0, 0))
                self._reading.wait()
        self.kill()

    def kill(self) -> None:
        """Disconnect at once."""
        if self._reading is not None:
            self._reading.kill()
        self._disconnected(None)

    def _keep_up(self) -> None:
        pause = 0.0
        while not self._rest(pause):
            began = time.monotonic()
            try:
                self._connection = _read_ahead(self._address.transport.establish_connection())
                self._last_turn = time.monotonic()
                self._up.send()
                self._read(self._connection)
            except LOST as error:
                cause = error
            else:
                return  # the broker has agreed to our goodbye
            if self._closing.ready():
                return
            # Straight away after a good while; a broker that refuses each time has its peace.
            lasted = self._connection is not None and time.monotonic() - began > _LONGEST_PAUSE
            pause = 0.0 if lasted else min(pause + _SHORTEST_PAUSE, _LONGEST_PAUSE)
            _log.warning("broker does not answer", error=type(cause).__name__, again_in=pause)
            self._disconnected(cause)
            self._address.maybe_switch_next()  # where several brokers are named

    def _rest(self, seconds: float) -> bool:
        """Return whether the connection is being closed, at the latest after `seconds`."""
        with eventlet.Timeout(seconds, False):
            self._closing.wait()
        return self._closing.ready()

    def _read(self, connection: AmqpConnection) -> None:
        """Hand on what the broker sends until it agrees to our goodbye.

        Raises:
            AMQPError, OSError: the connection is lost.
        """
        tick_at = time.monotonic() + _TURN_SECONDS
        while connection.channels is not None:
            with suppress(TimeoutError):
                connection.drain_events(timeout=_TURN_SECONDS)
            self._last_turn = time.monotonic()
            if self._last_turn >= tick_at and connection.channels is not None:
                tick_at = self._last_turn + _TURN_SECONDS
                connection.heartbeat_tick()

    def _disconnected(self, cause: Exception | None) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._up = Event()
            connection.collect()
        channels, self._channels = self._channels, []
        for channel in channels:
            channel.end(cause)


def _read_ahead(connection: AmqpConnection) -> AmqpConnection:
    """Let the connection read what has come in one go; amqp asks twice for each of many frames."""
    transport = connection.transport
    read = transport._quick_recv  # noqa: SLF001 - there is no other way in
    # amqp keeps what it was given too much for its next frame.
    transport._quick_recv = lambda _wanted: read(_CHUNK)  # noqa: SLF001 - as above
    return connection
