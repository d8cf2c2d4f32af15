"""Publishing that is sure: every message confirmed by the broker, within a deadline."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import amqp
from amqp.exceptions import AMQPError
from eventlet.semaphore import Semaphore
from kombu import Connection

from chassis.errors import DependencyDown

DEPENDENCY = "broker"
Outcome = Literal["confirmed", "unroutable", "refused"]
_PERSISTENT = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One message to publish; `message_id` must be unique within a batch."""

    message_id: str
    exchange: str
    routing_key: str
    body: bytes
    content_type: str
    headers: dict[str, Any] = field(default_factory=dict)
    content_encoding: str | None = "utf-8"
    timestamp: datetime | None = None
    mandatory: bool = True
    properties: dict[str, Any] = field(default_factory=dict)


class ConfirmedPublisher:
    """One connection that publishes in batches and waits for the broker's confirms.

    Safe to share between green threads: one batch at a time. The connection is made at the first
    batch and made anew after any trouble.
    """

    def __init__(self, amqp_url: str, *, confirm_seconds: float = 5.0) -> None:
        self._amqp_url = amqp_url
        self._user = broker_user(amqp_url)
        self._confirm_seconds = confirm_seconds
        self._turn = Semaphore()
        self._connection: Connection | None = None
        self._channel: amqp.Channel | None = None
        self._next_tag = 1

    def publish(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """Publish the batch and return the broker's word on each message, in order.

        Raises:
            DependencyDown: the broker did not confirm all in time. Some may have been published;
                publish the same batch again, consumers know repeats by the message id.
        """
        if not batch:
            return []
        with self._turn:
            try:
                channel = self._open_channel()
                first_tag, self._next_tag = self._next_tag, self._next_tag + len(batch)
                return _Batch(channel, batch, first_tag, self._user).run(self._confirm_seconds)
            except (AMQPError, OSError, ConnectionError) as error:
                self._drop()
                raise DependencyDown(DEPENDENCY, type(error).__name__) from error
            except BaseException:
                # The count of confirms is out of step now; the next batch starts afresh.
                self._drop()
                raise

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    def _open_channel(self) -> amqp.Channel:
        if self._channel is None:
            self._connection = Connection(
                self._amqp_url, connect_timeout=5, transport_options={"confirm_publish": False}
            )
            self._connection.connect()
            self._channel = self._connection.channel()
            self._channel.confirm_select()
            self._next_tag = 1
        return self._channel

    def _drop(self) -> None:
        # Without a farewell: a polite close waits for an answer, and a broker with a memory alarm
        # gives none until the alarm is over (measured).
        connection, self._connection, self._channel = self._connection, None, None
        if connection is None:
            return
        try:
            transport = connection.connection.transport
            transport.close()
        except (AMQPError, OSError, AttributeError):
            pass


def broker_user(amqp_url: str) -> str:
    """Return the broker user that an address signs in as."""
    return Connection(amqp_url).userid or "guest"


class _Batch:
    """One batch on its way: counts delivery tags up and waits until each is answered."""

    def __init__(
        self, channel: amqp.Channel, batch: Sequence[Outgoing], first_tag: int, user: str
    ) -> None:
        self._channel = channel
        self._user = user
        self._batch = batch
        self._first_tag = first_tag
        self._unanswered = set(range(len(batch)))
        self._refused: set[int] = set()
        self._returned: set[str] = set()

    def run(self, seconds: float) -> list[Outcome]:
        events = self._channel.events
        handlers = {
            "basic_ack": self._on_ack,
            "basic_nack": self._on_nack,
            "basic_return": self._on_return,
        }
        for name, handler in handlers.items():
            events[name].add(handler)
        try:
            self._send()
            self._wait(time.monotonic() + seconds)
        finally:
            for name, handler in handlers.items():
                events[name].discard(handler)
        return [self._outcome(index) for index in range(len(self._batch))]

    def _send(self) -> None:
        for message in self._batch:
            properties = dict(message.properties)
            if message.timestamp is not None:
                properties["timestamp"] = int(message.timestamp.timestamp())
            if message.content_encoding is not None:
                properties["content_encoding"] = message.content_encoding
            self._channel.basic_publish(
                amqp.Message(
                    message.body,
                    content_type=message.content_type,
                    delivery_mode=_PERSISTENT,
                    message_id=message.message_id,
                    application_headers=message.headers,
                    # The broker refuses any other user's name: whoever reads it may believe it.
                    user_id=self._user,
                    **properties,
                ),
                exchange=message.exchange,
                routing_key=message.routing_key,
                mandatory=message.mandatory,
            )

    def _wait(self, deadline: float) -> None:
        while self._unanswered:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError("the broker did not confirm in time")
            connection = self._channel.connection
            if connection is None:
                raise ConnectionError("the channel was closed")
            connection.drain_events(timeout=remaining)

    def _settle(self, delivery_tag: int, *, multiple: bool) -> set[int]:
        index = delivery_tag - self._first_tag
        settled = {i for i in self._unanswered if i <= index} if multiple else {index}
        self._unanswered -= settled
        return settled

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:  # noqa: FBT001 - amqp's shape
        self._settle(delivery_tag, multiple=multiple)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:  # noqa: FBT001 - amqp's shape
        self._refused |= self._settle(delivery_tag, multiple=multiple)

    def _on_return(self, *returned: Any) -> None:
        message = returned[-1]
        self._returned.add(message.properties.get("message_id", ""))

    def _outcome(self, index: int) -> Outcome:
        if index in self._refused:
            return "refused"
        return "unroutable" if self._batch[index].message_id in self._returned else "confirmed"
