"""The sample service as a process, and a bare AMQP hand to reach it with."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Exchange, Queue

from kontor_local.namespace import Namespace
from tests.service_plugin import RunService, inherited_python_path

PROGRAMS = Path(__file__).parents[1] / "programs"
sys.path.insert(0, str(PROGRAMS))


class Bus:
    """A plain AMQP client: publishes anything, calls as stock Nameko does, listens."""

    def __init__(self, url: str) -> None:
        self.connection = Connection(url)
        self.channel = self.connection.channel()

    def publish(self, body: bytes, **options: Any) -> None:
        producer = self.connection.Producer(channel=self.channel)
        options.setdefault("content_type", "application/json")
        options.setdefault("content_encoding", "utf-8")
        producer.publish(body, serializer=None, **options)

    def listen(self, exchange: str, routing_key: str) -> Queue:
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

    def next_message(self, queue: Queue, seconds: float = 15) -> Any:
        found: list[Any] = []
        consumer = self.connection.Consumer(
            queues=[queue], on_message=found.append, no_ack=True, channel=self.channel
        )
        with consumer:
            while not found:
                self.connection.drain_events(timeout=seconds)
        return found[0]

    def call(
        self, service: str, method: str, headers: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        reply_to = str(uuid.uuid4())
        queue = Queue(
            f"reply-{reply_to}",
            Exchange("nameko-rpc", type="topic", durable=True),
            reply_to,
            exclusive=True,
            auto_delete=True,
        )(self.channel)
        queue.declare()
        self.publish(
            json.dumps({"args": [], "kwargs": kwargs}).encode(),
            exchange="nameko-rpc",
            routing_key=f"{service}.{method}",
            reply_to=reply_to,
            correlation_id=reply_to,
            headers=headers or {},
        )
        answer: dict[str, Any] = json.loads(self.next_message(queue).body)
        return answer


@pytest.fixture
def bus(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("operator"))
    yield bus
    bus.connection.release()


@pytest.fixture
def erp(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("erp-demo"))
    yield bus
    bus.connection.release()


@pytest.fixture
def run_sample(run_service: RunService) -> Callable[..., Any]:
    def run(**settings: str) -> Any:
        return run_service("sample", PYTHONPATH=inherited_python_path(PROGRAMS), **settings)

    return run
