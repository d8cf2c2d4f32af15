"""What travels with a call or a message beside its body: correlation, trace, principal, budget."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from chassis.ids import new_id
from process import tracing

PREFIX = "nameko."
_SANE_CORRELATION_ID = re.compile(r"^[A-Za-z0-9_.:-]{1,64}$")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallContext:
    """The surroundings of the work at hand; `deadline` is in `time.monotonic()` seconds."""

    correlation_id: str
    principal_token: str | None = None
    traceparent: str | None = None
    deadline: float | None = None

    def remaining_seconds(self) -> float | None:
        """Return what is left of the caller's budget, None where there is no limit."""
        return None if self.deadline is None else self.deadline - time.monotonic()

    def outgoing_headers(self) -> dict[str, Any]:
        """Return the AMQP headers that hand correlation and trace on, in Nameko's form."""
        headers: dict[str, Any] = {f"{PREFIX}correlation_id": self.correlation_id}
        traceparent = tracing.current_traceparent() or self.traceparent
        if traceparent:
            headers[f"{PREFIX}traceparent"] = traceparent
        return headers


_current: ContextVar[CallContext | None] = ContextVar("kontor_call", default=None)


def current_context() -> CallContext:
    """Return the context of the work at hand; outside any work, a new one."""
    context = _current.get()
    return context if context is not None else CallContext(correlation_id=str(new_id()))


def enter_context(context: CallContext) -> None:
    """Make `context` the surroundings of the present green thread."""
    _current.set(context)


@contextmanager
def within_context(context: CallContext) -> Iterator[None]:
    """Make `context` the surroundings for a while."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)


def context_from_headers(headers: Mapping[str, Any]) -> CallContext:
    """Return what the sender handed on; every other header is ignored, whoever set it.

    The principal is only carried here, not believed: `chassis.principal` verifies its signature.
    """
    correlation_id = headers.get(f"{PREFIX}correlation_id")
    if not isinstance(correlation_id, str) or not _SANE_CORRELATION_ID.match(correlation_id):
        correlation_id = str(new_id())
    token = headers.get(f"{PREFIX}principal")
    traceparent = headers.get(f"{PREFIX}traceparent")
    budget = headers.get(f"{PREFIX}budget_ms")
    return CallContext(
        correlation_id=correlation_id,
        principal_token=token if isinstance(token, str) else None,
        traceparent=traceparent if isinstance(traceparent, str) else None,
        deadline=time.monotonic() + budget / 1000 if isinstance(budget, int) else None,
    )
