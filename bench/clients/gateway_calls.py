"""Calls by the gateway's own client, as many at once as are asked for.

`python -m bench.clients.gateway_calls AMQP_URL TOKEN AT_ONCE SECONDS`
"""

import asyncio
import json
import sys
import time

import uvloop

from gateway.clients.amqp_rpc import AmqpRpcClient
from gateway.clients.broker import Broker
from gateway.clients.rpc import CallContext


async def ask(url: str, token: str, at_once: int, seconds: float) -> dict[str, float]:
    """Return how many calls were answered, and what they cost."""
    rpc = AmqpRpcClient()
    broker = Broker(url, [rpc])
    broker.start()
    while not broker.is_connected:  # noqa: ASYNC110 - the broker says it nowhere else
        await asyncio.sleep(0.05)
    caller = CallContext(correlation_id="bench-calls", principal=token)
    latencies: list[float] = []

    async def call() -> None:
        answered = await rpc.call(
            "answering", "repeat", {"text": "Rechnung"}, str, caller=caller, repeatable=True
        )
        if answered != "Rechnung":
            raise ValueError(answered)

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
    await broker.stop()
    return {
        "count": len(latencies),
        "seconds": ended - began,
        "cpu": spent,
        "p99": sorted(latencies)[int(len(latencies) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    url, token, at_once, seconds = sys.argv[1:]
    print(json.dumps(uvloop.run(ask(url, token, int(at_once), float(seconds)))))
