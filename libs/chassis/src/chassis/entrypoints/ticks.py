"""`@every`: work that returns at fixed intervals, never overlapping itself in one process."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import eventlet
from nameko.timer import Timer

from chassis.context import CallContext
from chassis.entrypoints.work import Work
from chassis.errors import DependencyDown
from chassis.ids import new_id
from chassis.kinds_of_work import Kind
from chassis.log import get_logger
from chassis.runtime import WORK_KEY, runtime_of

F = TypeVar("F", bound=Callable[..., Any])
_log = get_logger(__name__)


class Tick(Timer):
    """One recurring method; a failure is logged and counted, and the next tick comes."""

    def __init__(self, interval: float, *, kind: Kind = "ticks") -> None:
        super().__init__(interval)
        self.kind = kind

    def _run(self) -> None:
        # Nameko's own makes up for every tick that a long one has delayed, all at once.
        due = time.monotonic() + self.interval
        while True:
            with eventlet.Timeout(max(due - time.monotonic(), 0), False):
                self.should_stop.wait()
                return
            due = time.monotonic() + self.interval
            self.handle_timer_tick()
            self.worker_complete.wait()
            self.worker_complete.reset()

    def handle_timer_tick(self) -> None:
        """Start a worker for this tick."""
        work = Work(
            self.container.service_name,
            self.method_name,
            CallContext(correlation_id=str(new_id())),
            runtime_of(self.container).settings.handler_seconds,
            is_told=False,
        )
        self.container.spawn_worker(
            self,
            (),
            {},
            context_data={WORK_KEY: work},
            handle_result=partial(self._ended, work),
        )

    def _ended(self, work: Work, worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        error = None if exc_info is None else exc_info[1]
        work.end("ok" if error is None else "failed")
        if isinstance(error, DependencyDown):
            _log.warning("dependency is down", dependency=error.dependency)
        elif error is not None:
            _log.error("tick failed", exc_info=error)
        self.handle_result(worker_ctx, result, exc_info)
        return result, exc_info


def every(*, seconds: float, kind: Kind = "ticks") -> Callable[[F], F]:
    """Call the method every `seconds`; a tick that takes longer delays the next one.

    `kind` is for what deserves a process of its own beside the other ticks.
    """

    def register(method: F) -> F:
        Tick.decorator(interval=seconds, kind=kind)(method)
        return method

    return register
