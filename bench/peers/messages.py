"""What each peer hears on the wire, and one sender for all.

So they differ in nothing before the broker.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kombu import Connection, Producer

CONFIRM_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Wire:
    """One message: where to, and its bytes."""

    exchange: str = ""
    routing_key: str
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, Any] = field(default_factory=dict)
    user_id: str | None = None


MessageOf = Callable[[dict[str, Any]], Wire]


def nameko_message(event: dict[str, Any]) -> Wire:
    """Return an event as Nameko's dispatcher would send it."""
    return Wire(exchange="erp.events", routing_key="document_issued", body=_json(event))


def faststream_message(event: dict[str, Any]) -> Wire:
    """Return an event for FastStream's queue."""
    return Wire(routing_key="documents", body=_json(event))


def celery_message(event: dict[str, Any], *, task: str = "keep") -> Wire:
    """Return a task of the message protocol, version 2, that Celery documents."""
    embedded = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    return Wire(
        routing_key="celery",
        body=_json([[event], {}, embedded]),
        headers={
            "lang": "py",
            "task": task,
            "id": event.get("id", ""),
            "root_id": event.get("id", ""),
            "parent_id": None,
            "group": None,
            "retries": 0,
            "eta": None,
            "expires": None,
            "timelimit": [None, None],
        },
    )


class ConfirmedSender:
    """Sends messages one by one; each is kept by the broker once `send` has returned."""

    def __init__(self, url: str) -> None:
        options = {"confirm_publish": True}
        self._connection = Connection(url, transport_options=options)
        self._producer = Producer(self._connection.channel())

    def send(self, wire: Wire) -> None:
        """Send a message and wait for its confirmation.

        Raises:
            amqp.exceptions.AMQPError: it was not confirmed, or no queue wanted it.
        """
        properties: dict[str, Any] = {} if wire.user_id is None else {"user_id": wire.user_id}
        self._producer.publish(
            wire.body,
            exchange=wire.exchange,
            routing_key=wire.routing_key,
            content_type=wire.content_type,
            content_encoding="utf-8",
            headers=dict(wire.headers),
            delivery_mode=2,
            mandatory=True,
            confirm_timeout=CONFIRM_SECONDS,
            **properties,
        )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
