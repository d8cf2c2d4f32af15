"""Work that would hold the whole process: run it in a real thread, beside the green ones."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import eventlet
from eventlet import patcher, tpool

R = TypeVar("R")


def off_the_hub(work: Callable[..., R], *arguments: object) -> R:
    """Return `work(*arguments)`, computed in a native thread when green threads are in use.

    For C code that releases the GIL (Argon2: 240 ms on the hub, 8 ms beside it). Not for code that
    is not thread-safe.
    """
    if not patcher.is_monkey_patched("thread"):
        return work(*arguments)
    result: R = tpool.execute(work, *arguments)
    return result


def meanwhile(work: Callable[..., R], *arguments: object) -> Callable[[], R]:
    """Begin `work(*arguments)` in a green thread; return what waits for it and returns its result.

    For work that goes `off_the_hub`, beside statements that do not need its result. Where green
    threads are not in use it is done when its result is asked for.
    """
    if not patcher.is_monkey_patched("thread"):
        return partial(work, *arguments)
    begun = eventlet.spawn(work, *arguments)
    eventlet.sleep(0)  # so that it begins now, and not when the present thread waits for something
    result: Callable[[], R] = begun.wait
    return result
