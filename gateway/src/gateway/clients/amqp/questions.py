"""Questions to the broker, which it answers in the order in which they were asked."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from pamqp.base import Frame as Method

from gateway.clients.amqp.failures import BrokerFailure, FrameFault

M = TypeVar("M", bound=Method)


class Questions:
    """Those of one channel. Whoever goes away before his answer leaves his turn to nobody."""

    def __init__(self) -> None:
        self._asked: deque[asyncio.Future[Method]] = deque()
        self._failure: BrokerFailure | None = None

    async def ask(self, say: Callable[[], None], answer: type[M]) -> M:
        """Return the answer to what `say` sends.

        Raises:
            BrokerFailure: there will be none, or it is another than fits.
        """
        if self._failure is not None:
            raise self._failure
        waiting: asyncio.Future[Method] = asyncio.get_running_loop().create_future()
        say()
        self._asked.append(waiting)
        answered = await waiting
        if not isinstance(answered, answer):
            raise FrameFault(f"{answered.name} instead of {answer.name}")
        return answered

    def answer(self, method: Method) -> None:
        """Take the answer to the oldest question.

        Raises:
            FrameFault: nobody has asked.
        """
        if not self._asked:
            raise FrameFault(f"{method.name} unasked")
        waiting = self._asked.popleft()
        if not waiting.done():
            waiting.set_result(method)

    def fail(self, failure: BrokerFailure) -> None:
        """Let everybody who has asked or will ask know that there is no answer any more."""
        self._failure = self._failure or failure
        while self._asked:
            waiting = self._asked.popleft()
            if not waiting.done():
                waiting.set_exception(failure)
