"""Show an organisation the queues of its machine accounts."""

from uuid import UUID

from contracts.customer_queues import CustomerQueue, CustomerQueues
from notifications.domain.customer_queues import QueueRecord
from notifications.store.customer_queues import CustomerQueueStore


def describe_customer_queues(organisation_id: UUID, queues: CustomerQueueStore) -> CustomerQueues:
    """Return the organisation's queues, closed ones too."""
    return CustomerQueues(items=tuple(map(describe_customer_queue, queues.all_of(organisation_id))))


def describe_customer_queue(queue: QueueRecord) -> CustomerQueue:
    """Return how the queue does."""
    return CustomerQueue(
        account_id=queue.account_id,
        name=queue.name,
        state=queue.state,
        closed_because=queue.closed_because,
        trouble=queue.trouble,
        failing_since=queue.failing_since,
        next_try_at=queue.rests_until,
        made_at=queue.made_at,
        last_put_at=queue.last_put_at,
        most_events=queue.most_events,
        waiting=queue.waiting,
        counted_at=queue.counted_at,
    )
