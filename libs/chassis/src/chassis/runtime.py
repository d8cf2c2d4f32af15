"""What a running service process shares among its calls, opened once."""

from dataclasses import dataclass
from typing import Any

from nameko.extensions import DependencyProvider

from chassis.clock import Clock, clock_for
from chassis.crash_points import watch_crash_points
from chassis.database import Database
from chassis.principal import PrincipalVerifier
from chassis.publishers import Publishers
from chassis.settings import ServiceSettings

SETTINGS_KEY = "settings"
WORK_KEY = "work"


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """Settings, clock, database, keys and the service's own resources."""

    settings: ServiceSettings
    clock: Clock
    database: Database
    verifier: PrincipalVerifier
    publishers: Publishers
    resources: Any = None


def open_runtime(service_cls: Any, settings: ServiceSettings) -> Runtime:
    """Return the runtime of a process; nothing is connected before it is first used."""
    watch_crash_points(settings.crash_points)
    return Runtime(
        settings=settings,
        clock=clock_for(settings.environment, settings.clock_file),
        database=Database(
            settings.database_url,
            pool_size=_most_connections(settings),
        ),
        verifier=PrincipalVerifier(settings.principal_keys),
        publishers=Publishers.read(settings.publishers),
        resources=service_cls.open_resources(settings),
    )


def _most_connections(settings: ServiceSettings) -> int:
    calls = settings.rpc_workers if "rpc" in settings.work else 0
    rest = 2 * settings.message_workers if set(settings.work) - {"rpc"} else 0
    return calls + max(rest, 1)  # one at least for whoever asks whether we are ready


class RuntimeProvider(DependencyProvider):
    """Opens the runtime at the start and puts it into every worker as `self.runtime`."""

    def __init__(self) -> None:
        self._runtime: Runtime | None = None
        super().__init__()

    # A method, not a property: Nameko reads every attribute when it makes a container, and a
    # container is also made to know the queues' names alone.
    def opened(self) -> Runtime:
        """Return the process's runtime, opening it at the first use."""
        if self._runtime is None:
            settings = self.container.config[SETTINGS_KEY]
            self._runtime = open_runtime(self.container.service_cls, settings)
        return self._runtime

    def stop(self) -> None:
        """Close the database's connections."""
        if self._runtime is not None:
            self._runtime.database.dispose()

    def get_dependency(self, worker_ctx: Any) -> Runtime:
        """Return the runtime for a worker."""
        del worker_ctx
        return self.opened()

    def worker_setup(self, worker_ctx: Any) -> None:
        """Begin the work: its context, log fields, trace and time limit."""
        work = worker_ctx.data.get(WORK_KEY)
        if work is not None:
            work.begin()


def runtime_dependency() -> Any:
    """Return the marker that Nameko replaces by the runtime in each service instance."""
    return RuntimeProvider()


def runtime_of(container: Any) -> Runtime:
    """Return the runtime of a container, for entrypoints."""
    for dependency in container.dependencies:
        if isinstance(dependency, RuntimeProvider):
            return dependency.opened()
    raise LookupError("the service class does not derive from chassis.service.Service")
