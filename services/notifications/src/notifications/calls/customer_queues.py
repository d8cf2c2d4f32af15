"""Queues at the broker from which customers' systems read events (docs/adr/0060)."""

from chassis.entrypoints import every, rpc
from contracts.customer_queues import CustomerQueues
from contracts.principal import Principal
from notifications.calls.tools import NotificationsCalls, organisation_administered_by
from notifications.store.customer_queues import CustomerQueueStore
from notifications.use_cases.customer_queues.count_customer_queues import count_customer_queues
from notifications.use_cases.customer_queues.describe_customer_queues import (
    describe_customer_queues,
)
from notifications.use_cases.customer_queues.fill_customer_queues import fill_customer_queues
from notifications.use_cases.send_at_all_desks import at_all_desks


class CustomerQueueCalls(NotificationsCalls):
    """Queues of customers' machine accounts; the operator makes them."""

    @rpc(reads=True)
    def list_customer_queues(self, caller: Principal) -> CustomerQueues:
        """Tell an administrator of the queues of his systems. Raises NotPermitted."""
        organisation_id = organisation_administered_by(caller)
        with self.database.reading(organisation_id=organisation_id) as connection:
            return describe_customer_queues(organisation_id, CustomerQueueStore(connection))

    @every(seconds=0.5)
    def fill_customer_queues(self) -> None:
        """Put events on customers' queues."""
        with self.database.transaction(every_organisation=True) as session:
            if not CustomerQueueStore(session).is_any():
                return
        at_all_desks(
            self.resources.queue_desks,
            lambda desk: fill_customer_queues(
                desk, self.database, self.clock, portal_url=self.settings.portal_url
            ),
        )

    @every(seconds=30)
    def count_customer_queues(self) -> None:
        """Look how many events wait in customers' queues."""
        count_customer_queues(self.resources.queue_desks[0].queues, self.database, self.clock)
