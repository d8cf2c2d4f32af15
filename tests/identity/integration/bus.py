"""A hand on the broker: calls as any Nameko client does, publishes as the ERP does."""

import json
import uuid
from typing import Any

from kombu import Connection, Exchange, Queue

from kontor_local.namespace import Namespace
from tests.waiting import until

_RPC = Exchange("nameko-rpc", type="topic", durable=True)


class Bus:
    """One connection as the operator, one as the demo ERP."""

    def __init__(self, namespace: Namespace) -> None:
        self._operator = Connection(namespace.amqp_url("operator"))
        self._erp = Connection(
            namespace.amqp_url("erp-demo"), transport_options={"confirm_publish": True}
        )

    def close(self) -> None:
        """Give the connections back."""
        self._operator.release()
        self._erp.release()

    def call(self, method: str, *, principal: str | None = None, **kwargs: Any) -> Any:
        """Return identity's answer.

        Raises:
            AssertionError: with the error's class name, when identity answers an error.
        """
        channel = self._operator.channel()
        reply_to = str(uuid.uuid4())
        replies = Queue(f"reply-{reply_to}", _RPC, reply_to, exclusive=True, auto_delete=True)
        replies(channel).declare()
        self._operator.Producer(channel=channel).publish(
            json.dumps({"args": [], "kwargs": kwargs}).encode(),
            serializer=None,
            content_type="application/json",
            content_encoding="utf-8",
            exchange="nameko-rpc",
            routing_key=f"identity.{method}",
            reply_to=reply_to,
            correlation_id=reply_to,
            headers={"nameko.principal": principal} if principal else {},
        )
        _, answer = self.next_message(replies(channel))
        if answer["error"]:
            raise AssertionError(answer["error"]["exc_type"])
        return answer["result"]

    def listen(self, exchange: str, routing_key: str) -> Queue:
        """Return a queue that hears from now on what is published."""
        source = Exchange(exchange, type="topic", durable=True)
        name = f"test-{uuid.uuid4()}"
        queue = Queue(name, source, routing_key, exclusive=True, auto_delete=True)
        bound: Queue = queue(self._operator.channel())
        bound.declare()
        return bound

    def next_message(self, queue: Queue, seconds: float = 60) -> tuple[str, Any]:
        """Return the routing key and the decoded body of the queue's next message."""
        message = until(lambda: queue.get(no_ack=True), seconds=seconds)
        assert message is not None
        return message.delivery_info["routing_key"], json.loads(message.body)

    def publish_customer(self, **data: Any) -> None:
        """Publish `customer.upserted.v1` as the demo ERP."""
        event = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": "/erp/demo",
            "type": "customer.upserted.v1",
            "data": data,
        }
        self._erp.Producer().publish(
            json.dumps(event).encode(),
            serializer=None,
            content_type="application/cloudevents+json",
            content_encoding="utf-8",
            exchange="kontor.in",
            routing_key="customer.upserted.v1",
            user_id="erp-demo",
        )
