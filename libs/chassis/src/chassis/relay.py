"""The relay: publishes outbox rows with confirms and forgets each after its confirm."""

import time
from contextlib import suppress
from typing import Any

import eventlet
from eventlet.queue import Empty, Queue
from nameko.extensions import DependencyProvider

from chassis import metrics
from chassis.broker.lengths import QueueLengths
from chassis.containers import queues_of
from chassis.errors import DependencyDown
from chassis.kinds_of_work import Kind
from chassis.log import get_logger
from chassis.outbox import OUTBOX_BELL
from chassis.outbox_rows import OutboxRows
from chassis.parking import Parking
from chassis.relaying import BATCH, Relaying
from chassis.runtime import Runtime, runtime_of

_log = get_logger(__name__)
# How often to look for rows that another process has written; our own wake us at once.
_IDLE_SECONDS = 0.25
_TROUBLE_SECONDS = 1.0
# Each round is three round trips to the database, however many rows it takes: a flood of commits
# is relayed together, and after a rest the first goes at once.
_ROUND_SECONDS = 0.05
# By the clock, not by rounds: each commit makes a round, and asking costs a channel per queue.
_GAUGES_EVERY_SECONDS = 5.0


class Relay(DependencyProvider):
    """Publishes what all processes of a service have written; several relays share the rows.

    One green thread publishes what is due, another tries the destinations that take nothing: what
    these cost in time, nobody else waits for. The relay also measures what waits, in the outbox and
    in every queue of the service, whichever process takes from them: what lags most has no process
    at all.
    """

    kind: Kind = "relay"
    trouble: str | None = None
    """What kept the last round from its work."""

    def start(self) -> None:
        """Begin relaying."""
        self._stopping = False
        self._wake: Queue[None] = Queue(maxsize=1)
        runtime = runtime_of(self.container)
        runtime.database.bells.listen(OUTBOX_BELL, self._look_now)
        amqp_url = self.container.config["AMQP_URI"]
        self._relaying = Relaying(runtime, amqp_url, self.container.service_name)
        self._lengths = QueueLengths(amqp_url)
        self._queues = queues_of(self.container.service_cls, runtime.settings)
        self._threads = [eventlet.spawn(self._run), eventlet.spawn(self._run_trying_again)]

    def stop(self) -> None:
        """Finish the batch at hand and stop."""
        self._stopping = True
        self._look_now()
        for thread in self._threads:
            thread.wait()
        self._relaying.close()
        self._lengths.close()

    def kill(self) -> None:
        """Stop at once."""
        for thread in self._threads:
            thread.kill()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Give nothing to workers."""
        del worker_ctx

    def _run(self) -> None:
        runtime = runtime_of(self.container)
        name = self.container.service_name
        measure_at = 0.0
        while not self._stopping:
            began = time.monotonic()
            try:
                taken = self._relaying.relay_batch()
                if time.monotonic() >= measure_at:
                    measure_at = time.monotonic() + _GAUGES_EVERY_SECONDS
                    _measure(runtime, name)
                    self._measure_queues(name)
                self.trouble = None
                if taken < BATCH:
                    self._rest(_IDLE_SECONDS)
                    eventlet.sleep(max(began + _ROUND_SECONDS - time.monotonic(), 0))
            except DependencyDown as down:
                self.trouble = f"{down.dependency} does not answer"
                _log.warning("outbox waits", dependency=down.dependency, cause=down.cause)
                eventlet.sleep(_TROUBLE_SECONDS)
            except Exception:  # noqa: BLE001 - the next round may go better
                _log.exception("outbox round failed")
                eventlet.sleep(_TROUBLE_SECONDS)

    def _run_trying_again(self) -> None:
        while not self._stopping:
            try:
                self._relaying.try_held()
                eventlet.sleep(_IDLE_SECONDS)
            except DependencyDown:
                # The other thread says so in the log.
                eventlet.sleep(_TROUBLE_SECONDS)
            except Exception:  # noqa: BLE001 - the next round may go better
                _log.exception("outbox trial failed")
                eventlet.sleep(_TROUBLE_SECONDS)

    def _measure_queues(self, service_name: str) -> None:
        for queue, ready in self._lengths.of(self._queues).items():
            metrics.QUEUE_READY.labels(service_name, queue).set(ready)

    def _look_now(self) -> None:
        if self._wake.empty():
            self._wake.put_nowait(None)

    def _rest(self, seconds: float) -> None:
        """Return when there is something of ours, or may be something of others."""
        with suppress(Empty):
            self._wake.get(timeout=seconds)


def _measure(runtime: Runtime, service_name: str) -> None:
    now = runtime.clock.now()
    with runtime.database.transaction() as session:
        backlog = OutboxRows(session, now).backlog()
        parked = Parking(session, now).waiting()
    metrics.OUTBOX_WAITING.labels(service_name).set(backlog.waiting)
    metrics.OUTBOX_POSTPONED.labels(service_name).set(backlog.postponed)
    metrics.OUTBOX_AGE.labels(service_name).set(backlog.oldest_seconds)
    metrics.PARKED_WAITING.labels(service_name).set(parked)
