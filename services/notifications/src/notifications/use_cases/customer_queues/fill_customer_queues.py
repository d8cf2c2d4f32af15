"""Put events on the queues from which customers' systems read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.broker.confirmed_batch import Outcome, Outgoing
from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.errors import DependencyDown
from contracts.cloudevents import STRUCTURED_CONTENT_TYPE
from contracts.customer_queues import CustomerQueueTrouble
from notifications.adapters.metrics import QUEUED_EVENTS
from notifications.adapters.queue_desk import QueueDesk
from notifications.domain.customer_queues import (
    QueueRecord,
    ServedQueue,
    after_failure,
    after_success,
)
from notifications.domain.feed import FeedEntry, cloudevent
from notifications.store.customer_queues import CustomerQueueStore
from notifications.store.feed import FeedStore

ACTOR = "system:notifications"
_BROKER = "broker"
_QUEUES_AT_ONCE = 100
_EVENTS_AT_ONCE = 100
_TURNS = 10  # so many times the same queue, then the next one
_TROUBLES: dict[Outcome, CustomerQueueTrouble] = {
    "refused": "full",
    "unroutable": "missing",
    "unanswered": "no_answer",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """One sender at its desk."""

    desk: QueueDesk
    database: Database
    clock: Clock
    portal_url: str | None


def fill_customer_queues(
    desk: QueueDesk, database: Database, clock: Clock, *, portal_url: str | None
) -> int:
    """Put on each queue that is due what its account is shown; return how many events were put.

    In the order of the feed, and a place is kept only after the broker's confirm: who dies between
    puts some events on once more. Any number of processes may do this; each queue's row is held
    meanwhile. A queue that takes nothing rests, and nobody waits for it.

    Raises:
        DependencyDown: the broker or the database is away; nothing counts against any queue.
    """
    with database.transaction(every_organisation=True) as session:
        due = CustomerQueueStore(session).due(
            clock.now(), is_failing=desk.serves_failing, limit=_QUEUES_AT_ONCE
        )
    place = _Place(desk=desk, database=database, clock=clock, portal_url=portal_url)
    return sum(_serve(place, organisation_id, account_id) for organisation_id, account_id in due)


def _serve(place: _Place, organisation_id: UUID, account_id: UUID) -> int:
    put = 0
    for _ in range(_TURNS):
        with place.database.transaction(organisation_id=organisation_id) as session:
            served = CustomerQueueStore(session).take(
                organisation_id, account_id, place.clock.now()
            )
            if served is None:
                break
            taken, outcomes = _Turn(place, session, served).serve()
        put += taken
        if "interrupted" in outcomes:
            raise DependencyDown(_BROKER, "interrupted")
        if len(outcomes) < _EVENTS_AT_ONCE or taken < len(outcomes):
            break
    return put


class _Turn:
    """One batch for one queue, whose row is held."""

    def __init__(self, place: _Place, session: Session, served: ServedQueue) -> None:
        self._desk = place.desk
        self._portal_url = place.portal_url
        self._session = session
        self._served = served
        self._queue = served.queue
        self._now: datetime = place.clock.now()

    def serve(self) -> tuple[int, Sequence[Outcome]]:
        """Return how many events were put, and the broker's word on each that was tried."""
        if self._served.is_revoked or self._queue.state == "closing":
            self._close()
            return 0, ()
        if not self._queue.is_declared:
            fault = self._desk.queues.declare(
                self._queue.name, most_messages=self._queue.most_events
            )
            if fault is not None:
                self._fail(fault)
                return 0, ()
            self._queue = replace(self._queue, is_declared=True)
        return self._put() if self._served.is_let_in else self._nothing_to_put()

    def _nothing_to_put(self) -> tuple[int, Sequence[Outcome]]:
        self._note(after_success(self._queue))
        return 0, ()

    def _put(self) -> tuple[int, Sequence[Outcome]]:
        feed = FeedStore(self._session)
        # Before the events are read: what comes to stand behind them meanwhile is still ahead.
        end = feed.end(self._queue.organisation_id)
        # One alone finds out whether there is room: of many a later one might be the first taken.
        limit = 1 if self._queue.failures else _EVENTS_AT_ONCE
        entries = feed.page(
            self._served.sight, after=self._queue.position, now=self._now, limit=limit
        )
        outcomes = self._desk.publisher.publish([self._message(entry) for entry in entries])
        crash_point("customer_queue.confirmed")
        taken = _taken(outcomes)
        for outcome in outcomes:
            QUEUED_EVENTS.labels(_TROUBLES.get(outcome, outcome)).inc()
        is_through = taken == len(entries)
        position = entries[taken - 1].position if taken else self._queue.position
        if is_through and len(entries) < limit:
            position = max(position, end)
        queue = replace(
            self._queue,
            position=position,
            last_put_at=self._now if taken else self._queue.last_put_at,
        )
        if is_through:
            self._note(after_success(queue))
        elif outcomes[taken] == "interrupted":
            self._note(queue)
        else:
            self._queue = queue
            self._fail(_TROUBLES[outcomes[taken]])
        return taken, outcomes

    def _message(self, entry: FeedEntry) -> Outgoing:
        return Outgoing(
            message_id=str(entry.id),
            exchange="",
            routing_key=self._queue.name,
            body=cloudevent(entry, self._portal_url),
            content_type=STRUCTURED_CONTENT_TYPE,
            timestamp=entry.at,
        )

    def _close(self) -> None:
        """Take the queue from the broker, which cuts off whoever reads it."""
        because = self._queue.closed_because or "revoked"
        fault = self._desk.queues.delete(self._queue.name)
        if fault is not None:
            self._queue = replace(self._queue, state="closing", closed_because=because)
            self._fail(fault)
            return
        self._note(
            replace(
                after_success(self._queue),
                state="closed",
                closed_because=because,
                is_declared=False,
                waiting=None,
                counted_at=None,
            )
        )
        self._record("customer_queue.closed", {"because": because})

    def _fail(self, trouble: CustomerQueueTrouble) -> None:
        self._note(after_failure(self._queue, trouble, self._now, luck=self._desk.luck()))

    def _note(self, queue: QueueRecord) -> None:
        CustomerQueueStore(self._session).note(queue)

    def _record(self, action: str, details: dict[str, Any]) -> None:
        AuditTrail(self._session, self._now).record(
            organisation_id=self._queue.organisation_id,
            actor=ACTOR,
            action=action,
            subject=f"system:{self._queue.account_id}",
            details=details,
        )


def _taken(outcomes: Sequence[Outcome]) -> int:
    """Return how many from the first on were confirmed; what comes after a gap is put on again."""
    return next(
        (place for place, outcome in enumerate(outcomes) if outcome != "confirmed"), len(outcomes)
    )
