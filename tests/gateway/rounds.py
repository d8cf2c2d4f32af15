"""How many calls stand behind each other: what a page waits for, in round trips."""

import asyncio
from collections.abc import Mapping
from typing import TypeVar

from gateway.clients.rpc import CallContext
from tests.gateway.scripted_services import ScriptedServices

T = TypeVar("T")

# Whoever is going to ask at the same time has asked by then.
_TURNS = 50


class CountedRounds(ScriptedServices):
    """Scripted services that answer only when nobody has more to ask, and count those rounds."""

    def __init__(self) -> None:
        super().__init__()
        self.round_of: dict[str, int] = {}
        self._answered = 0

    @property
    def rounds(self) -> int:
        """How many calls stand behind each other, of those made so far."""
        return max(self.round_of.values(), default=0)

    def begin(self) -> None:
        """Count anew from here."""
        self.round_of, self._answered = {}, 0

    async def call(
        self,
        service: str,
        method: str,
        arguments: Mapping[str, object],
        answer: type[T],
        *,
        caller: CallContext,
        timeout_seconds: float = 5.0,
        repeatable: bool = False,
    ) -> T:
        own = self._answered + 1
        called = f"{service}.{method}"
        self.round_of[called] = max(own, self.round_of.get(called, 0))
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self._answered = max(self._answered, own)
        return await super().call(
            service,
            method,
            arguments,
            answer,
            caller=caller,
            timeout_seconds=timeout_seconds,
            repeatable=repeatable,
        )
