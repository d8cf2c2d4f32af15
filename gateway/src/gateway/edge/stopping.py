"""Stopping in order: whoever sends requests here hears of it before the door is shut."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import structlog

_log = structlog.get_logger("gateway")


class Stopping:
    """Whether this process is about to stop; it goes on answering for a while before it does.

    A proxy takes seconds to notice that a process is not ready, and a kept connection may carry a
    request at the moment at which it is closed. So SIGTERM first makes the process not ready and
    ends each connection with the next answer on it, and only after `seconds` shuts the door.
    """

    def __init__(self, seconds: float) -> None:
        self.has_begun = False
        self._seconds = seconds

    def watch(self, end_streams: Callable[[], None]) -> None:
        """Stand before the server's own answer to SIGTERM; a second one is the server's again.

        `end_streams` ends what would go on for many minutes: it is said at the beginning and at
        the end. Without a server that would answer the signal nothing is changed.
        """
        shut = signal.getsignal(signal.SIGTERM)
        is_main = threading.current_thread() is threading.main_thread()
        if not self._seconds or not is_main or not callable(shut):
            return
        loop = asyncio.get_running_loop()

        def begin(_number: int, _frame: FrameType | None) -> None:
            signal.signal(signal.SIGTERM, shut)
            loop.call_soon_threadsafe(self._begin, end_streams, shut)

        signal.signal(signal.SIGTERM, begin)

    def _begin(self, end_streams: Callable[[], None], shut: Callable[..., Any]) -> None:
        self.has_begun = True
        _log.info("gateway_stops", answers_for_seconds=self._seconds)
        end_streams()
        asyncio.get_running_loop().call_later(self._seconds, self._end, end_streams, shut)

    def _end(self, end_streams: Callable[[], None], shut: Callable[..., Any]) -> None:
        end_streams()
        shut(signal.SIGTERM, None)
