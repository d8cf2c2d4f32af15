"""Look how many events wait in customers' queues."""

from chassis.broker.outside_queues import OutsideQueues
from chassis.clock import Clock
from chassis.database import Database
from notifications.adapters.metrics import QUEUES_IN_TROUBLE
from notifications.store.customer_queues import CustomerQueueStore


def count_customer_queues(queues: OutsideQueues, database: Database, clock: Clock) -> None:
    """Note of each queue how many events are ready in it; one that is missing is made again.

    Raises:
        DependencyDown: the broker or the database is away.
    """
    with database.transaction(every_organisation=True) as session:
        store = CustomerQueueStore(session)
        QUEUES_IN_TROUBLE.set(store.count_in_trouble())
        known = store.countable()
    if not known:
        return
    counts = queues.counts(each.name for each in known)
    for queue in known:
        with database.transaction(organisation_id=queue.organisation_id) as session:
            CustomerQueueStore(session).note_count(queue, counts[queue.name], clock.now())
