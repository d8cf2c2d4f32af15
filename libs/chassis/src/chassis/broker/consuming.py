"""Consuming that loses nothing: in the place of Nameko's queue consumer, with its gaps closed.

Cures, each measured against the stock one: bodies are never decoded here (stock acknowledges what
it cannot decode); the connection stays until the last message in work is settled (stock drops
acknowledgements about a second after SIGTERM); each queue has a channel and a prefetch of its own
(stock's last prefetch wins for all, and all wait for the queue that does not answer); a lost
connection while settling is no reason to die; pauses between tries are capped.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import eventlet
from kombu.message import Message
from nameko.constants import HEARTBEAT_CONFIG_KEY
from nameko.extensions import ProviderCollector, SharedExtension

from chassis.broker.connection import LOST, BrokerConnection
from chassis.broker.consumed_lane import ConsumedLane, Lane
from chassis.broker.lane_channel import LaneChannel
from chassis.log import get_logger

_SETTLING_STEP_SECONDS = 0.02
_log = get_logger(__name__)


class SafeQueueConsumer(SharedExtension, ProviderCollector):
    """One broker connection that feeds all its lanes, each on a channel of its own."""

    def __init__(self) -> None:
        self.is_started = False
        self.when_lost: dict[Lane, Callable[[], None]] = {}
        self._outstanding: set[Message] = set()
        self._lanes: dict[Lane, ConsumedLane] = {}
        self._connection: BrokerConnection | None = None
        super().__init__()

    # Nameko's life cycle -----------------------------------------------------------------------

    def start(self) -> None:
        """Return when the broker answers and each lane is consumed, refused, or long silent."""
        self._connection = shared = self._connect()
        for lane in self._providers:
            self._lanes[lane] = ConsumedLane(
                lane,
                service=self.container.service_name,
                shared=shared,
                connect=self._connect,
                deliver=self._deliver,
                when_ended=self._forget_channel,
            )
        lanes = list(self._lanes.values())
        for each in lanes:
            each.start(self.container.spawn_managed_thread)
        for each in lanes:
            each.tried.wait()
        self.is_started = True

    def unregister_provider(self, provider: Lane) -> None:
        """Take no more messages for this lane; those in work can still be settled."""
        lane = self._lanes.get(provider)
        if lane is not None:
            lane.stop()
        super().unregister_provider(provider)

    def stop(self) -> None:
        """Return when nothing is consumed any more and nothing in work is still owed."""
        self.wait_for_providers()
        while self._outstanding:
            eventlet.sleep(_SETTLING_STEP_SECONDS)
        for lane in self._lanes.values():
            lane.close()
        if self._connection is not None:
            self._connection.close()

    def kill(self) -> None:
        """Stop at once; what is in work comes again."""
        for lane in self._lanes.values():
            lane.kill()
        if self._connection is not None:
            self._connection.kill()

    def _connect(self) -> BrokerConnection:
        config = self.container.config
        connection = BrokerConnection(config["AMQP_URI"], config[HEARTBEAT_CONFIG_KEY])
        connection.start(self.container.spawn_managed_thread)
        return connection

    # Delivering and settling -------------------------------------------------------------------

    def _deliver(self, lane: Lane, message: Message) -> None:
        self._outstanding.add(message)
        try:
            lane.handle_message(message)
        except Exception:  # noqa: BLE001 - nothing a lane does may end the consuming loop
            # A handler's own faults are handled further down; this one is ours. The message stays
            # unacknowledged, so the broker keeps it.
            _log.exception("message could not be handed to its entrypoint")
            self.requeue_message(message)

    def ack_message(self, message: Message) -> None:
        """Tell the broker that the message is done with."""
        self._settle(message, message.ack)

    def reply_to_message(
        self, message: Message, body: bytes, *, exchange: str, reply_to: str
    ) -> None:
        """Send the reply to a message, and tell the broker that the message is done with."""
        channel = cast("LaneChannel", message.channel)
        self._settle(
            message,
            partial(channel.reply, body, exchange=exchange, reply_to=reply_to, answered=message),
        )

    def requeue_message(self, message: Message) -> None:
        """Give the message back to its queue; it counts against the delivery limit."""
        self._settle(message, message.requeue)

    def abandon_message(self, message: Message) -> None:
        """Forget the message without settling it: the broker delivers it again elsewhere."""
        self._outstanding.discard(message)

    def _settle(self, message: Message, how: Callable[[], Any]) -> None:
        self._outstanding.discard(message)
        if not message.channel.connection:
            return  # the broker has already taken it back
        try:
            how()
        except LOST as error:
            _log.warning("settling failed, the broker delivers again", error=type(error).__name__)

    def _forget_channel(self, lane: Lane, channel: LaneChannel) -> None:
        # The broker delivers again what was in work on a lost channel.
        self._outstanding = {each for each in self._outstanding if each.channel is not channel}
        tell = self.when_lost.get(lane)
        if tell is not None:
            tell()

    # What others want to know ------------------------------------------------------------------

    def open_channel(self, provider: Lane) -> LaneChannel | None:
        """Return the channel on which a lane is consumed, None while it is not."""
        lane = self._lanes.get(provider)
        return None if lane is None else lane.open_channel()

    def is_alive(self) -> bool:
        """Return whether the connection that the lanes share stands and is read."""
        return self._connection is not None and self._connection.is_alive()

    def troubles(self) -> list[str]:
        """Return the queues that are not consumed, each with the reason."""
        return sorted(
            f"queue {lane.queue.name} is not consumed: {trouble}"
            for lane, consumed in self._lanes.items()
            if (trouble := consumed.trouble()) is not None
        )


class RpcQueueConsumer(SafeQueueConsumer):
    """The connection for calls."""


class MessageQueueConsumer(SafeQueueConsumer):
    """A connection of its own for messages, so that a flood of them cannot delay calls."""


def in_green_thread(work: Any) -> None:
    """Run `work` beside the present green thread; its exceptions are logged, never fatal."""

    def guarded() -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 - nobody else would hear of it
            _log.exception("background work failed")

    eventlet.spawn(guarded)
