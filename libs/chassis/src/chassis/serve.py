"""Run one service: our own runner, so that the `nameko` command is not needed.

Import this only after `eventlet.monkey_patch()`; `python -m chassis` sees to that.
"""

import importlib
import os
import signal
import sys
from typing import Any

import eventlet
from eventlet.event import Event
from nameko.containers import ServiceContainer

from chassis import metrics
from chassis.broker import topology
from chassis.containers import WorkContainer, lanes_of, make_container
from chassis.kinds_of_work import Kind
from chassis.log import configure_logging, get_logger
from chassis.service import Service
from chassis.settings import ServiceSettings, load_or_exit
from process.secret_files import with_secret_files
from process.tracing import configure_tracing

_log = get_logger(__name__)


def service_class(package: str) -> type[Service[Any, Any]]:
    """Return the service class of a package: the one defined in its `service.py`."""
    module = importlib.import_module(f"{package}.service")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Service)
        and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise LookupError(f"{package}.service must define one Service class, not {len(found)}")
    return found[0]


def prepare(package: str) -> None:
    """Migrate the service's database and declare its exchanges and queues."""
    # Here, because a process that serves runs no migrations and starts sooner without Alembic.
    from chassis.migrations import OWNER_URL, migrate, role_in

    service = service_class(package)
    settings = load_or_exit(service.settings_class, os.environ)
    configure_logging(service.name, settings.log_format)
    owner_url = with_secret_files(os.environ)[OWNER_URL]
    migrate(package, owner_url, role_in(settings.database_url))
    declare_queues(service, settings)
    _log.info("prepared")


def declare_queues(service: type[Service[Any, Any]], settings: ServiceSettings) -> None:
    """Declare the service's exchanges and queues; repeating it changes nothing."""
    topology.declare(
        settings.amqp_url,
        [
            topology.unrouted_exchange(),
            topology.inbound_exchange(),
            topology.outbound_exchange(),
            topology.service_events_exchange(service.name),
        ],
        lanes_of(service, settings),
    )


def serve(package: str) -> int:
    """Run the service, or the kinds of its work that are set, until SIGTERM or SIGINT.

    Returns the exit code.

    Work in flight is finished within `KONTOR_STOP_SECONDS`; after that the process leaves, and
    what it had in hand is delivered again.
    """
    service = service_class(package)
    settings = load_or_exit(service.settings_class, os.environ)
    configure_logging(service.name, settings.log_format)
    configure_tracing(service.name)
    container = make_container(service, settings, settings.work)
    if not _has_its_work(container, settings.work):
        return 2
    asked = Event()

    def ask(*_: object) -> None:
        if not asked.ready():
            # Signal handlers run in the middle of anything; the hub sends when it is safe.
            eventlet.spawn_after(0, asked.send)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    started = Event()
    eventlet.spawn(_stop_when_asked, asked, started, container, settings.stop_seconds)
    container.start()  # returns when the broker answers
    started.send()
    _log.info("serving", service=service.name, pid=os.getpid(), work=",".join(settings.work))
    try:
        container.wait()
    except Exception:  # noqa: BLE001 - whatever it was, the supervisor starts us again
        _log.exception("service died")
        return 1
    _log.info("stopped")
    return 0


def _has_its_work(container: WorkContainer, work: tuple[Kind, ...]) -> bool:
    """Return whether the service has something of this work, and show in metrics what is done."""
    for kind in container.kinds:
        metrics.WORK.labels(container.service_name, kind).set(int(kind in work))
    if set(work).isdisjoint(container.kinds):
        sys.stderr.write(
            f"settings:\nKONTOR_WORK: {container.service_name} has no {', '.join(work)};"
            f" it has {', '.join(container.kinds)}\n"
        )
        return False
    return True


def _stop_when_asked(
    asked: Event, started: Event, container: ServiceContainer, seconds: float
) -> None:
    asked.wait()
    if started.ready():
        with eventlet.Timeout(seconds, False):
            container.stop()
            return
        _log.warning("work in flight outlived the deadline; it will be delivered again")
    sys.stdout.flush()
    os._exit(0)
