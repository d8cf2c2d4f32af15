"""The relay: publishes outbox rows with confirms and forgets each after its confirm."""

import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

import eventlet
from eventlet.queue import Empty, Queue
from nameko.extensions import DependencyProvider
from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis import metrics
from chassis.broker.lengths import QueueLengths
from chassis.broker.publishing import ConfirmedPublisher, Outgoing
from chassis.containers import queues_of
from chassis.crash_points import crash_point
from chassis.errors import DependencyDown
from chassis.kinds_of_work import Kind
from chassis.log import get_logger
from chassis.parking import Parking
from chassis.runtime import Runtime, runtime_of
from chassis.tables import OUTBOX

_log = get_logger(__name__)
_BATCH = 100
# How often to look for rows that another process has written; our own wake us at once.
_IDLE_SECONDS = 0.25
_TROUBLE_SECONDS = 1.0
# An event between services that no queue takes yet (its consumer was never started) waits.
_UNROUTABLE_PAUSE = timedelta(seconds=2)
# By the clock, not by rounds: each commit makes a round, and asking costs a channel per queue.
_GAUGES_EVERY_SECONDS = 5.0


class Relay(DependencyProvider):
    """Publishes what all processes of a service have written; several relays share the rows.

    It also measures what waits, in the outbox and in every queue of the service, whichever process
    takes from them: what lags most has no process at all.
    """

    kind: Kind = "relay"
    trouble: str | None = None
    """What kept the last round from its work."""

    def start(self) -> None:
        """Begin relaying."""
        self._stopping = False
        self._wake: Queue[None] = Queue(maxsize=1)
        runtime_of(self.container).database.after_telling = self._look_now
        self._publisher = ConfirmedPublisher(self.container.config["AMQP_URI"])
        self._lengths = QueueLengths(self.container.config["AMQP_URI"])
        settings = runtime_of(self.container).settings
        self._queues = queues_of(self.container.service_cls, settings)
        self._thread = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Finish the batch at hand and stop."""
        self._stopping = True
        self._look_now()
        self._thread.wait()
        self._publisher.close()
        self._lengths.close()

    def kill(self) -> None:
        """Stop at once."""
        self._thread.kill()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Give nothing to workers."""
        del worker_ctx

    def _run(self) -> None:
        runtime = runtime_of(self.container)
        name = self.container.service_name
        measure_at = 0.0
        while not self._stopping:
            try:
                sent = relay_batch(runtime, self._publisher, name)
                if time.monotonic() >= measure_at:
                    measure_at = time.monotonic() + _GAUGES_EVERY_SECONDS
                    _measure(runtime, name)
                    self._measure_queues(name)
                self.trouble = None
                self._rest(0 if sent == _BATCH else _IDLE_SECONDS)
            except DependencyDown as down:
                self.trouble = f"{down.dependency} does not answer"
                _log.warning("outbox waits", dependency=down.dependency, cause=down.cause)
                eventlet.sleep(_TROUBLE_SECONDS)
            except Exception:  # noqa: BLE001 - the next round may go better
                _log.exception("outbox round failed")
                eventlet.sleep(_TROUBLE_SECONDS)

    def _measure_queues(self, service_name: str) -> None:
        for queue, ready in self._lengths.of(self._queues).items():
            metrics.QUEUE_READY.labels(service_name, queue).set(ready)

    def _look_now(self) -> None:
        if self._wake.empty():
            self._wake.put_nowait(None)

    def _rest(self, seconds: float) -> None:
        with suppress(Empty):
            self._wake.get(timeout=seconds)


def relay_batch(runtime: Runtime, publisher: ConfirmedPublisher, service_name: str) -> int:
    """Publish up to 100 waiting rows; return how many rows were taken up.

    Rows are claimed by status with SKIP LOCKED, never by "id above the last": transactions commit
    out of order. A crash between publish and commit publishes again; consumers know repeats.

    Raises:
        DependencyDown: the database or the broker is away; the rows keep waiting.
    """
    now = runtime.clock.now()
    with runtime.database.transaction() as session:
        rows = session.execute(
            select(OUTBOX)
            .where(OUTBOX.c.not_before <= now)
            .order_by(OUTBOX.c.not_before, OUTBOX.c.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        if not rows:
            return 0
        crash_point("relay.claimed")
        outcomes = publisher.publish([_outgoing(row) for row in rows])
        crash_point("relay.published")
        done = [
            row.id for row, outcome in zip(rows, outcomes, strict=True) if _is_done(row, outcome)
        ]
        _forget(session, done)
        _postpone(session, [row.id for row in rows if row.id not in set(done)], now)
    crash_point("relay.marked")
    for outcome in outcomes:
        metrics.PUBLISHED.labels(service_name, outcome).inc()
    return len(rows)


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        message_id=str(row.id),
        exchange=row.exchange,
        routing_key=row.routing_key,
        body=row.body,
        content_type=row.content_type,
        headers=row.headers,
        timestamp=row.created_at,
        mandatory=row.mandatory,
    )


def _is_done(row: Row[Any], outcome: str) -> bool:
    return outcome == "confirmed" or (outcome == "unroutable" and not row.mandatory)


def _forget(session: Session, ids: list[Any]) -> None:
    if ids:
        session.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))


def _postpone(session: Session, ids: list[Any], now: Any) -> None:
    if ids:
        session.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id.in_(ids))
            .values(tries=OUTBOX.c.tries + 1, not_before=now + _UNROUTABLE_PAUSE)
        )


def _measure(runtime: Runtime, service_name: str) -> None:
    now = runtime.clock.now()
    with runtime.database.transaction() as session:
        waiting, oldest = session.execute(
            select(func.count(), func.min(OUTBOX.c.created_at)).select_from(OUTBOX)
        ).one()
        parked = Parking(session, now).waiting()
    metrics.OUTBOX_WAITING.labels(service_name).set(waiting)
    metrics.OUTBOX_AGE.labels(service_name).set((now - oldest).total_seconds() if oldest else 0)
    metrics.PARKED_WAITING.labels(service_name).set(parked)
