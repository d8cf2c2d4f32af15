"""So many visitors, each of whom asks the next thing once he has his answer: what can be done."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Sequence

from tests.flows.load import Ask, Load, Proxy, in_turn


def peak_per_second(urls: Sequence[str], asks: Sequence[Ask], *, seconds: float) -> float:
    """Return how many requests a second are answered as they should be, as fast as it goes."""
    load = Load()
    thread = threading.Thread(target=lambda: asyncio.run(_all_ask(urls, asks, seconds, load)))
    began = time.monotonic()
    thread.start()
    thread.join()
    good = sum(each.ended in {"200", "201"} for each in load.outcomes)
    return good / (time.monotonic() - began)


async def _all_ask(urls: Sequence[str], asks: Sequence[Ask], seconds: float, load: Load) -> None:
    proxy = Proxy(urls)
    sequence, ends_at = itertools.cycle(in_turn(asks)), time.monotonic() + seconds

    async def visit() -> None:
        while time.monotonic() < ends_at:
            load.outcomes.append(await proxy.send(next(sequence)))

    await asyncio.gather(*(visit() for _ in range(VISITORS)))
    await proxy.close()


VISITORS = 16
