from typing import Any

from eventlet.event import Event
from eventlet.greenthread import GreenThread
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint, _ExcInfo

class Timer(Entrypoint):
    interval: float
    eager: bool
    should_stop: Event
    worker_complete: Event
    gt: GreenThread[None] | None
    def __init__(self, interval: float, eager: bool = ..., **kwargs: Any) -> None: ...
    def _run(self) -> None: ...
    def handle_timer_tick(self) -> None: ...
    def handle_result(
        self, worker_ctx: WorkerContext, result: Any, exc_info: _ExcInfo | None
    ) -> tuple[Any, _ExcInfo | None]: ...

timer = Timer.decorator
