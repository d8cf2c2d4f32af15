"""A bare AMQP hand: publishes anything, calls as stock Nameko does, listens."""

from __future__ import annotations

import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from kombu import Connection, Exchange, Queue
from kombu.message import Message

from tests.waiting import until

STRUCTURED = "application/cloudevents+json"


class _FarAway(datetime):
    def utctimetuple(self) -> time.struct_time:
        day = 10**12
        return time.struct_time((1970, 1, day, 0, 0, 0, 0, 0, 0))


# RabbitMQ carries any 64-bit number as a date, also one that no calendar has.
FAR_AWAY = _FarAway(1970, 1, 1, tzinfo=UTC)


class Bus:
    """One connection of one broker user; every publish is confirmed."""

    def __init__(self, url: str) -> None:
        self.connection = Connection(url, transport_options={"confirm_publish": True})
        self.user = self.connection.userid
        self.channel = self.connection.channel()
        self.channel.auto_decode = False  # bodies are bytes, whatever charset is written on them

    def close(self) -> None:
        self.connection.release()

    def publish(self, body: bytes, **options: Any) -> None:
        options = {"content_type": "application/json", "content_encoding": "utf-8"} | options
        self.connection.Producer(channel=self.channel).publish(body, serializer=None, **options)

    def announce(self, words: str, **options: Any) -> str:
        """Publish an event as the service `other` does, and return its message id."""
        message_id = str(options.pop("message_id", None) or uuid.uuid4())
        self.publish(
            json.dumps({"words": words}).encode(),
            exchange="other.events",
            routing_key="note_spoken",
            message_id=message_id,
            **options,
        )
        return message_id

    def tell(self, words: str, **changes: Any) -> str:
        """Publish a CloudEvent in structured mode as a known publisher, and return its id.

        `changes` are attributes of the envelope; None leaves one out.
        """
        event = an_event(words, **changes)
        self.tell_raw(json.dumps(event).encode())
        return str(event.get("id", ""))

    def tell_raw(self, body: bytes, **changes: Any) -> None:
        """Publish a body as a CloudEvent in structured mode, whatever it holds."""
        self.publish(body, **self.delivery(**{"content_type": STRUCTURED} | changes))

    def delivery(self, **changes: Any) -> dict[str, Any]:
        """Return how a well-behaved publisher sends: where to, and who it is."""
        usual = {"exchange": "kontor.in", "routing_key": "note.issued.v1", "user_id": self.user}
        return usual | changes

    def listen(self, exchange: str, routing_key: str = "#") -> Queue:
        queue = Queue(
            f"test-{uuid.uuid4()}",
            Exchange(exchange, type="topic", durable=True),
            routing_key,
            exclusive=True,
            auto_delete=True,
        )
        bound = queue(self.channel)
        bound.declare()
        return bound

    def next_message(self, queue: Queue, seconds: float = 30) -> Message:
        # Fetched one by one: a consumer would be handed more than it is asked for, and an
        # auto-delete queue goes away with its last consumer.
        message = until(lambda: queue.get(no_ack=True), seconds=seconds, every=0.02)
        assert message is not None
        return message

    def hear_all(self, queue: Queue, message_ids: set[str]) -> None:
        """Return once each of these has come, some perhaps more than once."""
        missing = set(message_ids)
        while missing:
            missing.discard(str(self.next_message(queue).properties["message_id"]))

    def messages_in(self, queue: str) -> int:
        """Return how many messages a queue holds ready; -1 when there is no such queue."""
        with self.connection.channel() as channel:
            try:
                return int(channel.queue_declare(queue, passive=True).message_count)
            except self.connection.channel_errors:
                return -1

    def send_call(self, body: bytes, routing_key: str, **options: Any) -> Queue:
        """Publish a request as it is given and return the queue its answer comes to."""
        reply_to = str(uuid.uuid4())
        queue = self.listen("nameko-rpc", reply_to)
        defaults = {"reply_to": reply_to, "correlation_id": reply_to}
        self.publish(body, exchange="nameko-rpc", routing_key=routing_key, **defaults | options)
        return queue

    def call(
        self, service: str, method: str, headers: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Return the whole answer: `result` and `error`."""
        return self.answer(self.ask(service, method, headers, **kwargs))

    def ask(
        self, service: str, method: str, headers: dict[str, Any] | None = None, **kwargs: Any
    ) -> Queue:
        """Call without waiting and return the queue the answer comes to."""
        request = json.dumps({"args": [], "kwargs": kwargs}).encode()
        return self.send_call(request, f"{service}.{method}", headers=headers or {})

    def answer(self, queue: Queue) -> dict[str, Any]:
        """Return the answer that comes to the queue: `result` and `error`."""
        answer: dict[str, Any] = json.loads(self.next_message(queue).body)
        return answer


def an_event(words: str, **changes: Any) -> dict[str, Any]:
    """Return a CloudEvent that the sample service takes, with `changes`."""
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/erp/demo",
        "type": "note.issued.v1",
        "time": "2026-03-02T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {"words": words},
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}
