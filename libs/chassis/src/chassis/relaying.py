"""Publishing what waits in an outbox, so that nothing waits for what cannot go."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Row

from chassis import metrics
from chassis.broker.confirmed_batch import Outcome, Outgoing
from chassis.broker.publishing import DEPENDENCY, ConfirmedPublisher
from chassis.crash_points import crash_point
from chassis.errors import DependencyDown
from chassis.held_destinations import Destination, HeldDestinations
from chassis.log import get_logger
from chassis.outbox_rows import OutboxRows
from chassis.runtime import Runtime

_log = get_logger(__name__)
BATCH = 100


class Relaying:
    """What one process publishes, and where it has met with no success (docs/adr/0054)."""

    def __init__(self, runtime: Runtime, amqp_url: str, service_name: str) -> None:
        self._runtime = runtime
        self._service_name = service_name
        self._publisher = ConfirmedPublisher(amqp_url)
        # A connection of its own: a queue without an answer may stop the one it is tried on.
        self._trying = ConfirmedPublisher(amqp_url)
        self._held = HeldDestinations()

    def close(self) -> None:
        """Close both connections."""
        self._publisher.close()
        self._trying.close()

    def relay_batch(self) -> int:
        """Publish up to 100 rows that are due; return how many were taken up.

        What the broker confirms is forgotten, the rest put off. A crash between publish and commit
        publishes again; consumers know repeats.

        Raises:
            DependencyDown: the database or the broker is away; what was not confirmed keeps
                waiting as it was.
        """
        now = self._runtime.clock.now()
        # What was published and comes back is published twice, and that is all: no disk is waited
        # for, which those who write need.
        with self._runtime.database.transaction(may_be_forgotten=True) as session:
            rows_of = OutboxRows(session, now)
            rows = rows_of.take_up(
                BATCH, not_to=self._held.silent(), untried_to=self._held.refusing()
            )
            outcomes = self._publish(self._publisher, rows_of, rows)
        self._finish(outcomes)
        return len(rows)

    def try_held(self) -> None:
        """Try one row for each destination whose pause is over.

        Raises:
            DependencyDown: as `relay_batch`.
        """
        due = self._held.due(time.monotonic())
        if not due:
            return
        now = self._runtime.clock.now()
        with self._runtime.database.transaction() as session:
            rows_of = OutboxRows(session, now)
            found = {each: rows_of.take_one(each) for each in due}
            for destination, row in found.items():
                if row is None and not rows_of.is_any_for(destination):
                    self._held.forget(destination)
            rows = [row for row in found.values() if row is not None]
            outcomes = self._publish(self._trying, rows_of, rows)
        self._finish(outcomes)

    def _publish(
        self, publisher: ConfirmedPublisher, rows_of: OutboxRows, rows: Sequence[Row[Any]]
    ) -> list[Outcome]:
        if not rows:
            return []
        crash_point("relay.claimed")
        outcomes = publisher.publish([_outgoing(row) for row in rows])
        crash_point("relay.published")
        said: dict[Destination, list[Outcome]] = {}
        done = []
        for row, outcome in zip(rows, outcomes, strict=True):
            said.setdefault(Destination(row.exchange, row.routing_key), []).append(outcome)
            if outcome == "confirmed":
                done.append(row.id)
            elif outcome != "interrupted":
                rows_of.postpone(row)
        rows_of.forget(done)
        for destination, words in said.items():
            self._learn(rows_of, destination, words)
        return outcomes

    def _learn(
        self, rows_of: OutboxRows, destination: Destination, outcomes: list[Outcome]
    ) -> None:
        change = self._held.note(destination, outcomes, time.monotonic())
        if change == "released":
            rows_of.bring_forward(destination)
            _log.info("messages are taken again", **destination._asdict())
        elif change == "held":
            _log.warning(
                "messages are not taken", outcomes=sorted(set(outcomes)), **destination._asdict()
            )

    def _finish(self, outcomes: list[Outcome]) -> None:
        if outcomes:
            crash_point("relay.marked")
        for outcome in outcomes:
            metrics.PUBLISHED.labels(self._service_name, outcome).inc()
        if "interrupted" in outcomes:
            raise DependencyDown(DEPENDENCY, "interrupted")


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
