"""Give a machine account a queue at the broker, or take it away: the operator's work."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from contracts.errors import AlreadyExists, InvalidInput, NotFound
from notifications.domain.customer_queues import (
    FEWEST_EVENTS,
    LARGEST_QUEUE,
    QueueRecord,
    after_success,
)
from notifications.store.customer_queues import CustomerQueueStore
from notifications.store.feed import FeedStore


def add_customer_queue(
    account_id: UUID,
    session: Session,
    *,
    most_events: int,
    is_from_the_beginning: bool,
    by: str,
    now: datetime,
) -> QueueRecord:
    """Return the new queue of a machine account; the service makes it at the broker.

    It gets what happens from now on, or the whole feed as far as the account is shown it. One that
    was removed may be added again.

    Raises:
        NotFound: there is no such machine account, or it was revoked.
        AlreadyExists: it has a queue.
        InvalidInput: no queue holds so many events.
    """
    if not FEWEST_EVENTS <= most_events <= LARGEST_QUEUE:
        raise InvalidInput("most_events", "out_of_range")
    queues = CustomerQueueStore(session)
    owner = queues.owner_of(account_id)
    if owner is None or owner[1]:
        raise NotFound("machine_account")
    organisation_id = owner[0]
    queue = QueueRecord(
        organisation_id=organisation_id,
        account_id=account_id,
        state="active",
        closed_because=None,
        is_declared=False,
        most_events=most_events,
        position=0 if is_from_the_beginning else FeedStore(session).end(organisation_id),
        failures=0,
        trouble=None,
        failing_since=None,
        rests_until=None,
        made_at=now,
        last_put_at=None,
        waiting=None,
        counted_at=None,
    )
    if not queues.put(queue):
        known = queues.lock(organisation_id, account_id)
        if known is None or known.state != "closed":
            raise AlreadyExists("customer_queue")
        queues.note(queue)
    _record(session, queue, "customer_queue.added", by=by, now=now)
    return queue


def remove_customer_queue(account_id: UUID, session: Session, *, by: str, now: datetime) -> None:
    """Have the service delete the queue with what is in it; one that is closed stays so.

    Raises:
        NotFound: the account has none.
    """
    queue = locked_customer_queue(account_id, session)
    if queue.state != "active":
        return
    closing = replace(after_success(queue), state="closing", closed_because="removed")
    CustomerQueueStore(session).note(closing)
    _record(session, queue, "customer_queue.removed", by=by, now=now)


def note_new_reader(account_id: UUID, session: Session, *, by: str, now: datetime) -> None:
    """Write down that the reader of the queue gets another password.

    Raises:
        NotFound: the account has no queue that is in use.
    """
    queue = locked_customer_queue(account_id, session)
    if queue.state != "active":
        raise NotFound("customer_queue")
    _record(session, queue, "customer_queue.password_renewed", by=by, now=now)


def locked_customer_queue(account_id: UUID, session: Session) -> QueueRecord:
    """Return the queue of an account, which nobody changes until the transaction ends.

    Raises:
        NotFound: the account has none.
    """
    queues = CustomerQueueStore(session)
    owner = queues.owner_of(account_id)
    queue = None if owner is None else queues.lock(owner[0], account_id)
    if queue is None:
        raise NotFound("customer_queue")
    return queue


def _record(session: Session, queue: QueueRecord, action: str, *, by: str, now: datetime) -> None:
    AuditTrail(session, now).record(
        organisation_id=queue.organisation_id,
        actor=by,
        action=action,
        subject=f"system:{queue.account_id}",
        details={"queue": queue.name},
    )
