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
from aiormq.abc import AbstractChannel, DeliveredMessage

# Whoever has not answered by then never will; some peers lose a call now and then.
_PATIENCE_SECONDS = 10.0


class _Asker:
    """One channel and one reply queue, with many calls in flight."""

    def __init__(self, channel: AbstractChannel, exchange: str, key: str) -> None:
        self._channel, self._exchange, self._key = channel, exchange, key
        self._reply_to = ""
        self._waiting: dict[str, asyncio.Future[bytes]] = {}
        self._numbers = itertools.count()
        self.lost = 0

    async def listen(self) -> None:
        """Make the reply queue and listen at it."""
        queue = (await self._channel.queue_declare("", exclusive=True)).queue
        if queue is None:
            raise LookupError("the broker gave the queue no name")
        if self._exchange:
            await self._channel.queue_bind(queue, self._exchange, queue)
        await self._channel.basic_consume(queue, self._take, no_ack=True)
        self._reply_to = queue

    async def call(self, body: bytes, headers: dict[str, Any]) -> bool:
        """Ask once; return whether an answer came."""
        number = str(next(self._numbers))
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        properties = aiormq.spec.Basic.Properties(
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            reply_to=self._reply_to,
            correlation_id=number,
            headers=headers,
        )
        await self._channel.basic_publish(
            body, exchange=self._exchange, routing_key=self._key, properties=properties
        )
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answered = await answer
        except TimeoutError:
            self._waiting.pop(number, None)
            self.lost += 1
            return False
        if b'"exc_type"' in answered:
            raise RuntimeError(answered.decode())
        return True

    async def _take(self, message: DeliveredMessage) -> None:
        answer = self._waiting.pop(message.header.properties.correlation_id or "", None)
        if answer is not None:
            answer.set_result(message.body)


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
    asker = _Asker(await connection.channel(publisher_confirms=False), exchange, key)
    await asker.listen()
    await asker.call(body, headers)
    latencies: list[float] = []
    began, cpu = time.perf_counter(), time.process_time()

    async def keep_asking() -> None:
        while (sent := time.perf_counter()) < began + seconds:
            if await asker.call(body, headers):
                latencies.append(time.perf_counter() - sent)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(keep_asking())
    ended, spent = time.perf_counter(), time.process_time() - cpu
    await connection.close()
    return {
        "count": len(latencies),
        "failed": asker.lost,
        "seconds": ended - began,
        "cpu": spent,
        "p99": sorted(latencies)[int(len(latencies) * 0.99)] * 1000 if latencies else 0.0,
    }


if __name__ == "__main__":
    url, exchange, key, body, headers, at_once, seconds = sys.argv[1:]
    asking = ask(
        url,
        exchange,
        key,
        body.encode(),
        json.loads(headers),
        at_once=int(at_once),
        seconds=float(seconds),
    )
    print(json.dumps(uvloop.run(asking)))
