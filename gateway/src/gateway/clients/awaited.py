"""What one call waits for: its reply, or the reason why there will be none."""

import asyncio


class Awaited:
    """Waited for by the call alone; whoever gets the reply hands it in."""

    __slots__ = ("_failure", "_reply", "_wake")

    def __init__(self) -> None:
        self._reply: bytes | None = None
        self._failure: Exception | None = None
        self._wake: asyncio.Future[None] | None = None

    @property
    def is_there(self) -> bool:
        """Whether waiting is over."""
        return self._reply is not None or self._failure is not None

    def come(self, reply: bytes) -> None:
        """Hand the reply in."""
        self._reply = reply
        self._end_waiting()

    def fail(self, failure: Exception) -> None:
        """Say why there is none."""
        self._failure = failure
        self._end_waiting()

    async def is_there_within(self, seconds: float) -> bool:
        """Wait for so many seconds at most, and return whether waiting is over."""
        if not self.is_there:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(seconds, self._end_waiting)
            try:
                await self._wait(loop)
            finally:
                timer.cancel()
        return self.is_there

    async def reply(self) -> bytes:
        """Return the reply, however long it takes.

        Raises:
            Exception: what was handed to `fail`.
        """
        if not self.is_there:
            await self._wait(asyncio.get_running_loop())
        if self._failure is not None:
            raise self._failure
        return self._reply or b""

    async def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        self._wake = loop.create_future()
        await self._wake

    def _end_waiting(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
