"""What happens in organisations' affairs, and who of their systems is told."""

from chassis.entrypoints import Incoming, on_event, rpc
from contracts.feed import AFFAIR_CHANGED, AffairChanged, FeedPage, FeedQuery
from contracts.machine_accounts import MACHINE_ACCOUNT_CHANGED, MachineAccountChanged
from contracts.principal import Principal
from notifications.calls.tools import NotificationsCalls
from notifications.domain.feed import sight_of
from notifications.store.feed import FeedStore
from notifications.store.machine_accounts import MachineAccountStore
from notifications.store.webhook_records import WebhookRecords
from notifications.use_cases.feed.read_feed import read_feed
from notifications.use_cases.feed.record_affair import record_affair
from notifications.use_cases.feed.remember_machine_account import remember_machine_account


class FeedCalls(NotificationsCalls):
    """The feed of organisations' affairs (docs/adr/0055)."""

    @on_event("billing_docs", AFFAIR_CHANGED)
    def record_document(self, event: Incoming[AffairChanged]) -> None:
        """Take up what happened to a document."""
        self._record(event)

    @on_event("tickets", AFFAIR_CHANGED)
    def record_request(self, event: Incoming[AffairChanged]) -> None:
        """Take up what happened to a request."""
        self._record(event)

    @on_event("catalog", AFFAIR_CHANGED)
    def record_order_or_contract(self, event: Incoming[AffairChanged]) -> None:
        """Take up what happened to an order or a contract."""
        self._record(event)

    @on_event("identity", MACHINE_ACCOUNT_CHANGED)
    def remember_machine_account(self, event: Incoming[MachineAccountChanged]) -> None:
        """Take over what a machine account sees."""
        with self.database.transaction(organisation_id=event.data.organisation_id) as session:
            remember_machine_account(
                event.data,
                MachineAccountStore(session),
                WebhookRecords(session, self.clock.now()),
            )

    @rpc(reads=True)
    def read_feed(self, caller: Principal, query: FeedQuery) -> FeedPage:
        """Let a machine account read what happened. Raises NotPermitted, InvalidInput."""
        sight = sight_of(caller)
        with self.database.reading(organisation_id=sight.organisation_id) as connection:
            return read_feed(
                sight,
                query,
                FeedStore(connection),
                now=self.clock.now(),
                portal_url=self.settings.portal_url,
            )

    def _record(self, event: Incoming[AffairChanged]) -> None:
        with self.database.transaction(organisation_id=event.data.organisation_id) as session:
            record_affair(
                event.id,
                event.data,
                FeedStore(session),
                WebhookRecords(session, self.clock.now()),
            )
