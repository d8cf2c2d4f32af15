"""Live, ready and metrics over HTTP, for operators only: bind it where clients cannot reach it."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chassis.broker.consuming import (
    MessageQueueConsumer,
    RpcQueueConsumer,
    SafeQueueConsumer,
)
from chassis.readiness import database_faults
from chassis.relay import Relay
from chassis.runtime import runtime_of

_READY_FOR_SECONDS = 1.0
_NO_BROKER = "broker does not answer"


class Health(DependencyProvider):
    """Serves `/live`, `/ready` and `/metrics` of one process."""

    def start(self) -> None:
        """Listen, where a port is set."""
        self._checked_at = 0.0
        self._state: tuple[list[str], list[str]] = [], []
        settings = runtime_of(self.container).settings
        self._thread: Any = None
        if settings.http_port:
            listener = eventlet.listen((settings.http_host, settings.http_port))
            self._thread = eventlet.spawn(
                eventlet.wsgi.server, listener, self._answer, log_output=False
            )

    def stop(self) -> None:
        """Stop listening."""
        if self._thread is not None:
            self._thread.kill()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Give nothing to workers."""
        del worker_ctx

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/live":
            # Only that the process turns: an outage elsewhere must not restart everything.
            return _plain(start, "200 OK", "live\n")
        if path == "/ready":
            faults, troubles = self._current_state()
            status = "503 Service Unavailable" if faults else "200 OK"
            return _plain(start, status, "\n".join([*(faults or ["ready"]), *troubles]) + "\n")
        if path == "/metrics":
            start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest()]
        return _plain(start, "404 Not Found", "not found\n")

    def _current_state(self) -> tuple[list[str], list[str]]:
        """Return what keeps the process from being ready, and what is amiss besides."""
        if not all(consumer.is_started for consumer in self._consumers()):
            return ["starting" if self._is_broker_there() else _NO_BROKER], []
        if time.monotonic() - self._checked_at > _READY_FOR_SECONDS:
            self._state = self._faults(), self._troubles()
            self._checked_at = time.monotonic()
        return self._state

    def _faults(self) -> list[str]:
        package = self.container.service_cls.__module__.split(".")[0]
        faults = database_faults(runtime_of(self.container).database, package)
        if not self._is_broker_there():
            faults.append(_NO_BROKER)
        faults.extend(each.trouble for each in self._relays() if each.trouble)
        for consumer in self._consumers():
            if isinstance(consumer, RpcQueueConsumer):
                faults.extend(consumer.troubles())
        return sorted(set(faults))

    def _troubles(self) -> list[str]:
        # One queue of messages that cannot be consumed is no reason to stop the others.
        return [
            trouble
            for consumer in self._consumers()
            if isinstance(consumer, MessageQueueConsumer)
            for trouble in consumer.troubles()
        ]

    def _is_broker_there(self) -> bool:
        return all(consumer.is_alive() for consumer in self._consumers())

    def _relays(self) -> list[Relay]:
        return [each for each in self.container.dependencies if isinstance(each, Relay)]

    def _consumers(self) -> list[SafeQueueConsumer]:
        extensions = self.container.subextensions
        return [each for each in extensions if isinstance(each, SafeQueueConsumer)]


def _plain(start: Callable[..., Any], status: str, body: str) -> Iterable[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [body.encode()]
