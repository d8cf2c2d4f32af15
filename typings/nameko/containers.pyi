from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

from eventlet.event import Event
from eventlet.greenpool import GreenPool
from eventlet.greenthread import GreenThread
from nameko.extensions import DependencyProvider, Entrypoint, Extension
from nameko.utils.concurrency import SpawningSet

_R = TypeVar("_R")
_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType]
_HandleResult: TypeAlias = Callable[
    [WorkerContext, Any, _ExcInfo | None], tuple[Any, _ExcInfo | None]
]

def get_service_name(service_cls: type) -> str: ...
def get_container_cls(config: Mapping[str, Any]) -> type[ServiceContainer]: ...
def new_call_id() -> str: ...

class WorkerContext:
    container: ServiceContainer
    config: dict[str, Any]
    service: Any
    entrypoint: Entrypoint
    service_name: str
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    # What came in with the message: not to be trusted.
    data: dict[str, Any]
    def __init__(
        self,
        container: ServiceContainer,
        service: Any,
        entrypoint: Entrypoint | type[Entrypoint],
        args: Sequence[Any] | None = ...,
        kwargs: Mapping[str, Any] | None = ...,
        data: dict[str, Any] | None = ...,
    ) -> None: ...
    @property
    def call_id_stack(self) -> list[str]: ...
    @property
    def call_id(self) -> str: ...
    @property
    def context_data(self) -> dict[str, Any]: ...
    @property
    def origin_call_id(self) -> str | None: ...
    @property
    def immediate_parent_call_id(self) -> str | None: ...

class ServiceContainer:
    service_cls: type
    config: dict[str, Any]
    service_name: str
    shared_extensions: dict[Any, Extension]
    max_workers: int
    serializer: str
    accept: list[str]
    entrypoints: SpawningSet[Entrypoint]
    dependencies: SpawningSet[DependencyProvider]
    subextensions: SpawningSet[Extension]
    started: bool
    _worker_pool: GreenPool
    _worker_threads: dict[WorkerContext, GreenThread[Any]]
    _managed_threads: dict[GreenThread[Any], str]
    _being_killed: bool
    _died: Event
    def __init__(self, service_cls: type, config: dict[str, Any]) -> None: ...
    @property
    def extensions(self) -> SpawningSet[Extension]: ...
    @property
    def interface(self) -> ServiceContainer: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self, exc_info: _ExcInfo | None = ...) -> None: ...
    def wait(self) -> None: ...
    def spawn_worker(
        self,
        entrypoint: Entrypoint,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        context_data: dict[str, Any] | None = ...,
        handle_result: _HandleResult | None = ...,
    ) -> WorkerContext: ...
    def spawn_managed_thread(
        self, fn: Callable[[], _R], identifier: str | None = ...
    ) -> GreenThread[_R]: ...
    def _run_worker(
        self, worker_ctx: WorkerContext, handle_result: _HandleResult | None
    ) -> None: ...
    def _inject_dependencies(self, worker_ctx: WorkerContext) -> None: ...
    def _worker_setup(self, worker_ctx: WorkerContext) -> None: ...
    def _worker_result(
        self, worker_ctx: WorkerContext, result: Any, exc_info: _ExcInfo | None
    ) -> None: ...
    def _worker_teardown(self, worker_ctx: WorkerContext) -> None: ...
