"""The child's side: one task after another, until the parent hangs up or memory has grown."""

import os
import socket
import sys
from collections.abc import Callable
from typing import TypeAlias

from billing_docs.adapters.processes import frames
from billing_docs.adapters.processes.limits import (
    Limits,
    allow_one_task,
    confine,
    resident_mib,
)

# The words of a task and its bytes in; the words of the answer and its bytes out.
Work: TypeAlias = Callable[[bytes, bytes], tuple[bytes, bytes]]

READY = b"ready"
DONE, DONE_AND_LEAVING, TOO_COSTLY, FAILED = b"d", b"l", b"c", b"f"


def work_until_hung_up(limits: Limits, prepare: Callable[[], Work]) -> None:
    """Do what the parent asks through the socket whose number is the first argument.

    `prepare` imports and opens what the work needs; limits hold from before it on.
    """
    confine(limits)
    channel = socket.socket(fileno=int(sys.argv[1]))
    channel.setblocking(True)
    allow_one_task(limits)
    work = prepare()
    try:
        frames.send(channel, READY)
        while _do_one(channel, limits, work):
            pass
    except (frames.Hung, OSError):
        pass  # the parent is gone or does not want us any more


def _do_one(channel: socket.socket, limits: Limits, work: Work) -> bool:
    """Do one task; return whether another one may come."""
    words, content = frames.receive(channel)
    allow_one_task(limits)
    try:
        words, content = work(words, content)
    except (MemoryError, RecursionError):
        # What is left of such a process is not worth much.
        frames.send(channel, TOO_COSTLY)
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - a bug of ours: the parent raises it, this one goes on
        # The type alone: what an exception says may quote somebody's document.
        frames.send(channel, FAILED + type(error).__name__.encode())
        return True
    is_leaving = resident_mib() > limits.resting_mib
    frames.send(channel, (DONE_AND_LEAVING if is_leaving else DONE) + words, content)
    return not is_leaving
