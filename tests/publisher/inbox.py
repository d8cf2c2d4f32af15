"""A queue on kontor.in that stands for the product, and what arrived in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import amqp
import msgspec

from contracts.cloudevents import INBOUND_EXCHANGE, CloudEvent
from contracts.inbound import DocumentIssued


def wait_until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Return when `condition` holds; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not come true within {seconds} s"
        time.sleep(0.01)


class Inbox:
    """Takes every event published to kontor.in in one vhost."""

    def __init__(self, connection: amqp.Connection) -> None:
        self._channel = connection.channel()
        self._queue = "product"
        self.declare()

    def declare(self) -> None:
        self._channel.queue_declare(self._queue, durable=True, auto_delete=False)
        self._channel.queue_bind(self._queue, INBOUND_EXCHANGE, "#")

    def __len__(self) -> int:
        return self._channel.queue_declare(self._queue, passive=True).message_count

    def take_all(self) -> list[Any]:
        """Return what is in the queue now; confirmed messages are."""
        messages = []
        while (message := self._channel.basic_get(self._queue, no_ack=True)) is not None:
            messages.append(message)
        return messages

    def take_one(self) -> Any:
        [message] = self.take_all()
        return message

    def forget(self) -> None:
        self._channel.queue_delete(self._queue)


def event_in(message: Any) -> CloudEvent:
    """Return the event in a message of structured mode."""
    return msgspec.json.decode(message.body, type=CloudEvent)


def document_in(message: Any) -> DocumentIssued:
    return msgspec.json.decode(event_in(message).data, type=DocumentIssued)
