"""A service in Nameko's container, with all of its ways in or those of some kinds of work."""

import sys
from collections.abc import Callable, Collection
from typing import Any

from nameko.constants import MAX_WORKERS_CONFIG_KEY
from nameko.containers import ServiceContainer
from nameko.extensions import iter_extensions
from nameko.rpc import RPC_QUEUE_TEMPLATE
from nameko.utils.concurrency import SpawningSet

from chassis.broker import topology
from chassis.entrypoints.messages import MessageEntrypoint
from chassis.kinds_of_work import KINDS, Kind, kind_of
from chassis.runtime import SETTINGS_KEY
from chassis.settings import ServiceSettings

# Every queue has its own prefetch, which is the real bound; the pool only must not be smaller.
_POOL = 1000
_HEARTBEAT_SECONDS = 10  # below about 10, kombu drops idle connections (measured)


class WorkContainer(ServiceContainer):
    """A container that has of its service only what does some kinds of work."""

    def __init__(
        self, service_cls: type, config: dict[str, Any], kinds: Collection[Kind] = KINDS
    ) -> None:
        super().__init__(service_cls, config)
        every_one = [*self.entrypoints, *self.dependencies]
        self.kinds = tuple(kind for kind in KINDS if kind in {kind_of(each) for each in every_one})
        """All kinds that the service has, whether this process does them or not."""
        left_out = {each for each in every_one if kind_of(each) not in {None, *kinds}}
        self.entrypoints -= left_out
        self.dependencies -= left_out
        # What only they would have used is not started either: a queue, a connection.
        kept = [*self.entrypoints, *self.dependencies]
        self.subextensions = SpawningSet(part for each in kept for part in iter_extensions(each))

    def _run_worker(self, worker_ctx: Any, handle_result: Callable[..., Any] | None) -> None:
        """Run a method as Nameko does, but for its lines of debugging.

        It names each call by a UUID, and takes the time of four parts of it, for lines that are
        never printed: a tenth of what a call cost.
        """
        self._inject_dependencies(worker_ctx)
        self._worker_setup(worker_ctx)
        result: Any = None
        exc_info: Any = None
        method = getattr(worker_ctx.service, worker_ctx.entrypoint.method_name)
        try:
            result = method(*worker_ctx.args, **worker_ctx.kwargs)
        except Exception:  # noqa: BLE001 - the entrypoint says what becomes of it
            exc_info = sys.exc_info()
        if handle_result is not None:
            result, exc_info = handle_result(worker_ctx, result, exc_info)
        self._worker_result(worker_ctx, result, exc_info)
        del exc_info  # it holds this frame, and with it itself
        self._worker_teardown(worker_ctx)


def make_container(
    service: type, settings: ServiceSettings, kinds: Collection[Kind] = KINDS
) -> WorkContainer:
    """Return the container of a service, not yet started."""
    config = {
        "AMQP_URI": settings.amqp_url,
        "HEARTBEAT": _HEARTBEAT_SECONDS,
        MAX_WORKERS_CONFIG_KEY: _POOL,
        SETTINGS_KEY: settings,
    }
    return WorkContainer(service, config, kinds)


def lanes_of(service: type, settings: ServiceSettings) -> list[topology.Lane]:
    """Return the lane of each message handler of a service, by name, whatever a process does."""
    container = make_container(service, settings)  # entrypoints hold it only weakly
    lanes = [
        entrypoint.make_lane(settings.retry_pauses)
        for entrypoint in container.entrypoints
        if isinstance(entrypoint, MessageEntrypoint)
    ]
    return sorted(lanes, key=lambda lane: lane.queue.name)


def queues_of(service: type, settings: ServiceSettings) -> list[str]:
    """Return the name of each queue whose length tells how far a service is behind."""
    container = make_container(service, settings)
    calls = [RPC_QUEUE_TEMPLATE.format(container.service_name)] if "rpc" in container.kinds else []
    return [*calls, *(lane.queue.name for lane in lanes_of(service, settings))]
