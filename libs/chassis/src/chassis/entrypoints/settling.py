"""How a message ends: acknowledged, put back for later, held, or parked; never dropped."""

import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import eventlet
from kombu.message import Message

from chassis import metrics
from chassis.broker.confirmed_batch import Outgoing
from chassis.broker.consuming import in_green_thread
from chassis.broker.publishing import ConfirmedPublisher
from chassis.context import enter_context
from chassis.errors import DependencyDown, Refused
from chassis.ids import new_id
from chassis.log import bind_correlation, get_logger
from chassis.outbox import Outbox
from chassis.parking import ATTEMPT_HEADER, PUBLISHER_HEADER, Parking, RawMessage, Reason
from chassis.runtime import runtime_of

if TYPE_CHECKING:
    from chassis.entrypoints.messages import Delivery, MessageEntrypoint

_log = get_logger(__name__)
_STEP_SECONDS = 0.2


class Settling:
    """Settles the messages of one entrypoint."""

    def __init__(self, entrypoint: "MessageEntrypoint") -> None:
        self._entrypoint = entrypoint
        self._service = entrypoint.container.service_name
        self._queue = entrypoint.queue.name
        self._runtime = runtime_of(entrypoint.container)
        self._publisher = ConfirmedPublisher(entrypoint.container.config["AMQP_URI"])
        self.stopping = False

    def settle(self, delivery: "Delivery", error: BaseException | None) -> None:
        """End the message according to how its handler ended; runs in the worker's thread."""
        if error is None:
            self._entrypoint.queue_consumer.ack_message(delivery.message)
        elif isinstance(error, Refused):
            self._park(delivery, error)
        elif isinstance(error, DependencyDown):
            _log.warning("dependency is down, holding", dependency=error.dependency)
            self._hold_and_begin_again(delivery)
        else:
            self._retry_or_park(delivery, error)

    def settle_soon(self, delivery: "Delivery", error: Exception) -> None:
        """End a message that could not even be read, without holding up the consumer."""

        def settle() -> None:
            self.enter(delivery)
            self.settle(delivery, error)

        in_green_thread(settle)

    def enter(self, delivery: "Delivery") -> None:
        """Make the message's context that of the present green thread."""
        enter_context(delivery.context)
        bind_correlation(delivery.context.correlation_id, self._entrypoint.method_name)

    def store_parked(self, raw: RawMessage, reason: Reason) -> bool:
        """Return whether the message was parked; if not, nothing was written: try again."""
        try:
            parked_id = self._store_parked(raw, reason)
        except DependencyDown as down:
            _log.warning("dependency is down, not parked yet", dependency=down.dependency)
            return False
        except Exception:  # noqa: BLE001 - it must not be forgotten, whatever keeps it from parking
            _log.exception("message could not be parked yet")
            return False
        metrics.PARKED.labels(self._service, self._queue, reason.code).inc()
        _log.warning("message parked", code=reason.code, parked_id=str(parked_id))
        return True

    def _store_parked(self, raw: RawMessage, reason: Reason) -> UUID:
        # One transaction: the message, and the word to its publisher.
        now = self._runtime.clock.now()
        with self._runtime.database.transaction() as session:
            parking = Parking(session, now)
            kept = raw.without_secrets(self._entrypoint.secret_fields)
            parked_id, _ = parking.park(kept, reason)
            if self._entrypoint.rejected_as is not None:
                outbox = Outbox(session, self._service, now)
                parking.reject(outbox, parked_id, reason, self._entrypoint.rejected_as)
        return parked_id

    def _park(self, delivery: "Delivery", refused: Refused) -> None:
        reason = delivery.reason(refused.code, refused.explanation, refused.waits_for)
        while not self.store_parked(delivery.raw, reason):
            if not self._hold(delivery):
                return
        self._entrypoint.queue_consumer.ack_message(delivery.message)

    def _retry_or_park(self, delivery: "Delivery", error: BaseException) -> None:
        pauses = self._entrypoint.lane.pauses
        attempts = delivery.raw.attempts
        _log.error("handler failed", attempt=attempts + 1, exc_info=error)
        if attempts >= len(pauses):
            explanation = (
                f"the handler failed {attempts + 1} times, last with {type(error).__name__}"
            )
            self._park(delivery, Refused("handler_failed", explanation))
            return
        try:
            (outcome,) = self._publisher.publish(
                [_copy(delivery, pauses[attempts].name, attempts + 1)]
            )
        except DependencyDown:
            outcome = "refused"
        if outcome == "confirmed":
            metrics.RETRIED.labels(self._service, self._queue).inc()
            self._entrypoint.queue_consumer.ack_message(delivery.message)
        else:
            self._hold_and_begin_again(delivery)

    def _hold_and_begin_again(self, delivery: "Delivery") -> None:
        if self._hold(delivery):
            self._entrypoint.begin(delivery)

    def _hold(self, delivery: "Delivery") -> bool:
        """Keep the message unacknowledged for a while; return whether it is still ours then.

        While it is held it takes up its place in the prefetch, so a queue whose dependency is down
        comes to rest by itself instead of cycling every message through the pauses.
        """
        held = metrics.HELD.labels(self._service, self._queue)
        held.inc()
        ends_at = time.monotonic() + self._runtime.settings.hold_seconds
        while time.monotonic() < ends_at and not self.stopping:
            eventlet.sleep(_STEP_SECONDS)
        held.dec()
        if self.stopping or not delivery.message.channel.connection:
            self._entrypoint.queue_consumer.abandon_message(delivery.message)
            return False
        return True


class DeadLane:
    """Parks what the broker itself gave up: messages over the delivery limit."""

    def __init__(self, entrypoint: "MessageEntrypoint") -> None:
        self._entrypoint = entrypoint
        self.queue = entrypoint.lane.dead
        self.prefetch = 1

    def handle_message(self, message: Message) -> None:
        """Park one dead-lettered message."""
        in_green_thread(partial(self._park, message))

    def _park(self, message: Message) -> None:
        entrypoint = self._entrypoint
        delivery = entrypoint.delivery_of(message)
        entrypoint.settling.enter(delivery)
        with suppress(Refused):
            entrypoint.identify(delivery)
        reason = delivery.reason(
            "delivery_limit",
            "the process died or lost its connection again and again at this message",
        )
        while not entrypoint.settling.stopping:
            if entrypoint.settling.store_parked(delivery.raw, reason):
                entrypoint.queue_consumer.ack_message(message)
                return
            eventlet.sleep(1)
        entrypoint.queue_consumer.abandon_message(message)


def _copy(delivery: "Delivery", queue: str, attempt: int) -> Outgoing:
    raw = delivery.raw
    headers = {k: v for k, v in raw.headers.items() if not k.startswith("x-")}
    kept = ("message_id", "correlation_id", "type", "app_id")
    properties = {k: raw.properties[k] for k in kept if k in raw.properties}
    message_id = str(properties.pop("message_id", None) or delivery.event_id or new_id())
    return Outgoing(
        message_id=message_id,
        exchange="",
        routing_key=queue,
        body=raw.body,
        content_type=raw.content_type or "application/octet-stream",
        content_encoding=raw.content_encoding,
        headers={**headers, ATTEMPT_HEADER: attempt, PUBLISHER_HEADER: raw.publisher},
        properties=properties,
    )
