"""A FastStream subscriber with its usual acknowledgement, on a durable queue."""

import asyncio
import os
from typing import Any

from faststream import FastStream
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from keep_document import keep_document

# Without a limit it takes the whole queue at once; its documentation advises one.
broker = RabbitBroker(
    os.environ["PEER_AMQP_URL"], default_channel=Channel(prefetch_count=10), log_level=40
)
app = FastStream(broker)


@broker.subscriber(RabbitQueue("documents", durable=True))
def keep(event: dict[str, Any]) -> None:
    """Keep one document; plain functions run in threads."""
    keep_document(event)


if __name__ == "__main__":
    asyncio.run(app.run(log_level=40))
