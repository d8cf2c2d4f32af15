"""Whose cancellation it is: ours, or that of something we wait for."""

import asyncio


def is_own_cancellation() -> bool:
    """Return whether the present task is to end: by its caller, or at a time limit around it.

    aiormq cancels everything that waits for a connection when it is lost, so what rises there
    looks like an order to stop, and is none.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
