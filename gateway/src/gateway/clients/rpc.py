"""Calls to the services: the one interface, and what the typed clients share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from contracts.service_state import ServiceState

# With the way there and back nobody waits for more than five.
DEFAULT_SECONDS = 4.5

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallContext:
    """For whom a call is made: the signed principal (only carried here) and what ties logs."""

    correlation_id: str
    principal: str | None = None
    traceparent: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the context in the form that travels as AMQP headers."""
        headers = {"nameko.correlation_id": self.correlation_id}
        if self.principal is not None:
            headers["nameko.principal"] = self.principal
        return headers


class RpcClient(Protocol):
    """The one way from the gateway to a service."""

    async def call(
        self,
        service: str,
        method: str,
        arguments: Mapping[str, object],
        answer: type[T],
        *,
        caller: CallContext,
        timeout_seconds: float = DEFAULT_SECONDS,
        repeatable: bool = False,
    ) -> T:
        """Return the service's answer; `repeatable` calls (reads) survive one lost connection.

        Raises:
            UnknownService, AreaUnavailable: nothing was done.
            ConnectionLost, CallTimedOut: no answer came; a write may have been done.
            contracts.errors.WireError: what the service answered and a caller may act on.
            ServiceFault: the service failed.
        """


class Service:
    """What the typed clients share: whom they call and how long they wait."""

    name: ClassVar[str]

    def __init__(self, rpc: RpcClient, timeout_seconds: float = DEFAULT_SECONDS) -> None:
        self._rpc = rpc
        self._timeout_seconds = timeout_seconds

    async def get_service_state(self, caller: CallContext) -> ServiceState:
        """Return what waits in the service, in its queues and for a person."""
        return await self.read(caller, "get_service_state", {}, ServiceState)

    async def read(
        self, caller: CallContext, method: str, arguments: Mapping[str, object], answer: type[T]
    ) -> T:
        """Ask for something that changes nothing, so it may be asked again after a loss."""
        return await self._rpc.call(
            self.name,
            method,
            arguments,
            answer,
            caller=caller,
            timeout_seconds=self._timeout_seconds,
            repeatable=True,
        )

    async def write(
        self,
        caller: CallContext,
        method: str,
        arguments: Mapping[str, object],
        answer: type[T],
        *,
        timeout_seconds: float | None = None,
    ) -> T:
        """Ask for a change, at most once; long work may be given more time than usual."""
        return await self._rpc.call(
            self.name,
            method,
            arguments,
            answer,
            caller=caller,
            timeout_seconds=max(self._timeout_seconds, timeout_seconds or 0.0),
        )
