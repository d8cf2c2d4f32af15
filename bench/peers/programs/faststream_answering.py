"""The work of bench/answering as FastStream subscribers that answer."""

import asyncio
import sys
from typing import Any

from faststream import FastStream
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from rows import ROWS

# As many at once as the others take.
broker = RabbitBroker(sys.argv[1], default_channel=Channel(prefetch_count=10), logger=None)
app = FastStream(broker, logger=None)


@broker.subscriber(RabbitQueue("faststream.repeat", auto_delete=True))
async def repeat(text: str) -> str:
    return text


@broker.subscriber(RabbitQueue("faststream.page", auto_delete=True))
async def page(text: str) -> list[dict[str, Any]]:
    del text
    return ROWS


@app.after_startup
async def say_so() -> None:
    print("ready", flush=True)


asyncio.run(app.run())
