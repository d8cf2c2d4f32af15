"""One batch on its way to the broker: what became of each message by the deadline."""

import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import amqp
import eventlet
from amqp.exceptions import AMQPError, ConnectionForced, FrameSyntaxError

from chassis.log import get_logger

Outcome = Literal["confirmed", "unroutable", "refused", "unanswered", "interrupted"]
"""The broker has it; has no queue for it; a queue refused it, or the broker closed the channel for
its sake; gave no word on it by the deadline; or went away, which says nothing about the message."""
_PERSISTENT = 2
# What the client library raises for a header or an address that no frame can hold.
_UNSENDABLE = (FrameSyntaxError, TypeError, ValueError, struct.error)
_log = get_logger(__name__)


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


class ConfirmedBatch:
    """Counts delivery tags up from `first_tag` and waits until each is answered."""

    def __init__(
        self, channel: amqp.Channel, batch: Sequence[Outgoing], first_tag: int, user: str
    ) -> None:
        self._channel = channel
        self._user = user
        self._batch = batch
        self._next_tag = first_tag
        self._by_tag: dict[int, int] = {}
        self._settled: dict[int, Outcome] = {}
        self._returned: set[str] = set()
        self._fault: Exception | None = None

    def run(self, seconds: float) -> list[Outcome]:
        """Publish all and return what was said of each until `seconds` had passed, in order."""
        deadline = time.monotonic() + seconds
        with self._listening():
            try:
                # A broker that reads no more, for a queue's or its memory's sake, holds up sending.
                with eventlet.Timeout(seconds, False):
                    self._send()
                    self._wait(deadline)
            except (AMQPError, OSError) as error:
                if not _is_our_deadline(error):
                    self._fault = error
        return [self._outcome(index) for index in range(len(self._batch))]

    def next_tag(self) -> int:
        """Return the tag of the next message on this channel."""
        return self._next_tag

    def is_channel_sound(self) -> bool:
        """Return whether the channel can take another batch: nothing is open on it."""
        return self._fault is None and len(self._settled) == len(self._batch)

    def was_objected_to(self) -> bool:
        """Return whether the broker closed the channel or connection because of a message."""
        return (
            isinstance(self._fault, AMQPError)
            and not isinstance(self._fault, ConnectionForced)
            and bool(self._fault.reply_code)
        )

    @contextmanager
    def _listening(self) -> Iterator[None]:
        events = self._channel.events
        handlers = {
            "basic_ack": self._on_ack,
            "basic_nack": self._on_nack,
            "basic_return": self._on_return,
        }
        for name, handler in handlers.items():
            events[name].add(handler)
        try:
            yield
        finally:
            for name, handler in handlers.items():
                events[name].discard(handler)

    def _send(self) -> None:
        for index, message in enumerate(self._batch):
            try:
                self._send_one(message)
            except _UNSENDABLE:
                # Nothing of it was written: a frame is put together whole before.
                _log.exception("message cannot be sent", message_id=message.message_id)
                self._settled[index] = "refused"
                continue
            self._by_tag[self._next_tag] = index
            self._next_tag += 1

    def _send_one(self, message: Outgoing) -> None:
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
        while self._by_tag:
            connection = self._channel.connection
            if connection is None:
                raise ConnectionError("the channel was closed")
            connection.drain_events(timeout=max(deadline - time.monotonic(), 0.001))

    def _settle(self, delivery_tag: int, outcome: Outcome, *, multiple: bool) -> None:
        tags = [tag for tag in self._by_tag if tag <= delivery_tag] if multiple else [delivery_tag]
        for tag in tags:
            index = self._by_tag.pop(tag, None)
            if index is not None:
                self._settled[index] = outcome

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:  # noqa: FBT001 - amqp's shape
        self._settle(delivery_tag, "confirmed", multiple=multiple)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:  # noqa: FBT001 - amqp's shape
        self._settle(delivery_tag, "refused", multiple=multiple)

    def _on_return(self, *returned: Any) -> None:
        message = returned[-1]
        self._returned.add(message.properties.get("message_id", ""))

    def _outcome(self, index: int) -> Outcome:
        outcome = self._settled.get(index)
        if outcome is None:
            return "unanswered" if self._fault is None else "interrupted"
        if outcome == "confirmed" and self._batch[index].message_id in self._returned:
            return "unroutable"
        return outcome


def _is_our_deadline(error: Exception) -> bool:
    # A connection that the network has lost is a TimeoutError as well, with its number.
    return isinstance(error, TimeoutError) and error.errno is None
