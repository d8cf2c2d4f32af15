"""Calls by a plain client on aiormq, the same whoever answers.

`python -m bench.clients.plain_calls AMQP_URL EXCHANGE ROUTING_KEY BODY HEADERS AT_ONCE SECONDS`
"""

import asyncio
import itertools
import json
import sys
import time
from typing import Any

import aiormq
import uvloop
from aiormq.abc import DeliveredMessage


async def ask(
    url: str,
    exchange: str,
    key: str,
    body: bytes,
    headers: dict[str, Any],
    *,
    at_once: int,
    seconds: float,
) -> dict[str, float]:
    """Return how many calls were answered, and what they cost."""
    connection = await aiormq.connect(url)
    channel = await connection.channel(publisher_confirms=False)
    queue = (await channel.queue_declare("", exclusive=True)).queue
    if queue is None:
        raise LookupError("the broker gave the queue no name")
    if exchange:
        await channel.queue_bind(queue, exchange, queue)
    waiting: dict[str, asyncio.Future[bytes]] = {}
    numbers = itertools.count()
    latencies: list[float] = []

    async def take(message: DeliveredMessage) -> None:
        waiting.pop(message.header.properties.correlation_id or "").set_result(message.body)

    async def call() -> None:
        number = str(next(numbers))
        answer = waiting[number] = asyncio.get_running_loop().create_future()
        properties = aiormq.spec.Basic.Properties(
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            reply_to=queue,
            correlation_id=number,
            headers=headers,
        )
        await channel.basic_publish(body, exchange=exchange, routing_key=key, properties=properties)
        answered = await answer
        if b'"exc_type"' in answered:
            raise RuntimeError(answered.decode())

    await channel.basic_consume(queue, take, no_ack=True)
    await call()
    began, cpu = time.perf_counter(), time.process_time()

    async def keep_asking() -> None:
        while (sent := time.perf_counter()) < began + seconds:
            await call()
            latencies.append(time.perf_counter() - sent)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(keep_asking())
    ended, spent = time.perf_counter(), time.process_time() - cpu
    await connection.close()
    return {
        "count": len(latencies),
        "seconds": ended - began,
        "cpu": spent,
        "p99": sorted(latencies)[int(len(latencies) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    url, exchange, key, body, headers, at_once, seconds = sys.argv[1:]
    found = ask(
        url,
        exchange,
        key,
        body.encode(),
        json.loads(headers),
        at_once=int(at_once),
        seconds=float(seconds),
    )
    print(json.dumps(uvloop.run(found)))
