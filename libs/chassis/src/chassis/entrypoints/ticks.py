"""`@every`: work that returns at fixed intervals, and before where a bell tells of some."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from eventlet.queue import Empty, Queue
from eventlet.semaphore import Semaphore
from nameko.timer import Timer

from chassis.context import CallContext
from chassis.entrypoints.work import Work
from chassis.errors import DependencyDown
from chassis.ids import new_id
from chassis.kinds_of_work import Kind
from chassis.log import get_logger
from chassis.runtime import WORK_KEY, runtime_of
from chassis.settings import ServiceSettings

F = TypeVar("F", bound=Callable[..., Any])
_log = get_logger(__name__)


AtOnce = Callable[[Any], int]
"""How many of a tick may be at work at once in a process with such settings."""


def _one(_: ServiceSettings) -> int:
    return 1


class Tick(Timer):
    """One recurring method; a failure is logged and counted, and the next tick comes."""

    def __init__(
        self,
        interval: float,
        *,
        kind: Kind = "ticks",
        rung_by: str | None = None,
        at_once: AtOnce = _one,
    ) -> None:
        super().__init__(interval)
        self.kind = kind
        self.rung_by = rung_by
        self.at_once = at_once

    def start(self) -> None:
        """Begin to tick."""
        runtime = runtime_of(self.container)
        self._rung: Queue[None] = Queue(maxsize=1)
        self._most = self.at_once(runtime.settings)
        self._free = Semaphore(self._most)
        if self.rung_by is not None:
            runtime.database.bells.listen(self.rung_by, self._look_now)
        super().start()

    def stop(self) -> None:
        """Tick no more, and return when what is at work has ended."""
        self._look_now()
        super().stop()

    def _run(self) -> None:
        # Nameko's own makes up for every tick that a long one has delayed, all at once.
        due = time.monotonic() + self.interval
        while True:
            with suppress(Empty):
                self._rung.get(timeout=max(due - time.monotonic(), 0))
            # A bell that is rung while as many are at work as may is not forgotten: one of them may
            # just have looked for the last time.
            self._free.acquire()
            if self.should_stop.ready():
                break
            due = time.monotonic() + self.interval
            self.handle_timer_tick()
        for _ in range(self._most - 1):
            self._free.acquire()

    def _look_now(self) -> None:
        if self._rung.empty():
            self._rung.put_nowait(None)

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
        del worker_ctx
        error = None if exc_info is None else exc_info[1]
        work.end("ok" if error is None else "failed")
        if isinstance(error, DependencyDown):
            _log.warning("dependency is down", dependency=error.dependency)
        elif error is not None:
            _log.error("tick failed", exc_info=error)
        self._free.release()
        return result, exc_info


def every(
    *,
    seconds: float,
    kind: Kind = "ticks",
    rung_by: str | None = None,
    at_once: AtOnce = _one,
) -> Callable[[F], F]:
    """Call the method every `seconds`; a tick that takes longer delays the next one.

    `kind` is for what deserves a process of its own beside the other ticks. With `rung_by` it is
    also called as soon as a commit of this process has rung that bell (`chassis.bells`). Where
    several may be `at_once`, by the process's settings, another begins beside those at work.
    """

    def register(method: F) -> F:
        Tick.decorator(interval=seconds, kind=kind, rung_by=rung_by, at_once=at_once)(method)
        return method

    return register
