"""Webhooks of an organisation's machine accounts, by its administrators (docs/adr/0055)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.webhooks import (
    RetriedDeliveries,
    RetryDeliveries,
    SetWebhook,
    Webhook,
    WebhookDeliveryPage,
    WebhookDeliveryQuery,
    Webhooks,
    WebhookWithSecret,
)
from notifications.adapters.webhook_desk import WebhookDesk
from notifications.calls.tools import NotificationsCalls, organisation_administered_by
from notifications.domain.webhooks import KEPT_FOR
from notifications.store.webhook_records import WebhookRecords
from notifications.store.webhook_turns import TurnStore
from notifications.use_cases.send_at_all_desks import at_all_desks
from notifications.use_cases.webhooks.change_webhook import (
    WebhookChange,
    enable_webhook,
    remove_webhook,
    retry_deliveries,
    rotate_webhook_secret,
    set_webhook,
    try_webhook,
)
from notifications.use_cases.webhooks.describe_webhooks import describe_webhooks, list_deliveries
from notifications.use_cases.webhooks.reseal_webhooks import reseal_webhooks
from notifications.use_cases.webhooks.send_webhooks import send_webhooks


class WebhookCalls(NotificationsCalls):
    """Webhooks of an organisation's machine accounts."""

    @rpc(reads=True)
    def list_webhooks(self, caller: Principal) -> Webhooks:
        """Tell an administrator where his organisation's systems listen. Raises NotPermitted."""
        organisation_id = organisation_administered_by(caller)
        with self.database.reading(organisation_id=organisation_id) as connection:
            return describe_webhooks(
                organisation_id,
                WebhookRecords(connection, self.clock.now()),
                is_offered=bool(self.resources.webhook_desks),
                # The path may be a secret, and is no business of whoever looks in.
                hides_paths=caller.support_session_id is not None,
            )

    @rpc
    def set_webhook(self, caller: Principal, request: SetWebhook) -> WebhookWithSecret:
        """Say where an account is told of events. Raises NotFound, InvalidInput."""
        with self._webhook_change(caller, request.account_id) as change:
            return set_webhook(request, change)

    @rpc
    def enable_webhook(self, caller: Principal, account_id: UUID) -> Webhook:
        """Use a disabled address again. Raises NotFound."""
        with self._webhook_change(caller, account_id) as change:
            return enable_webhook(change)

    @rpc
    def rotate_webhook_secret(self, caller: Principal, account_id: UUID) -> WebhookWithSecret:
        """Sign with a new secret, and for a day with the one before too. Raises NotFound."""
        with self._webhook_change(caller, account_id) as change:
            return rotate_webhook_secret(change)

    @rpc
    def remove_webhook(self, caller: Principal, account_id: UUID) -> None:
        """Forget an address. Raises NotPermitted."""
        with self._webhook_change(caller, account_id) as change:
            remove_webhook(change)

    @rpc
    def try_webhook(self, caller: Principal, account_id: UUID) -> None:
        """Send a test. Raises NotFound, InvalidInput, TooManyAttempts."""
        with self._webhook_change(caller, account_id) as change:
            try_webhook(change)

    @rpc(reads=True)
    def list_webhook_deliveries(
        self, caller: Principal, query: WebhookDeliveryQuery
    ) -> WebhookDeliveryPage:
        """List what was sent to an account's address. Raises NotPermitted."""
        organisation_id = organisation_administered_by(caller)
        with self.database.reading(organisation_id=organisation_id) as connection:
            return list_deliveries(
                organisation_id, query, WebhookRecords(connection, self.clock.now())
            )

    @rpc
    def retry_webhook_deliveries(
        self, caller: Principal, request: RetryDeliveries
    ) -> RetriedDeliveries:
        """Send failed events once more. Raises NotFound, InvalidInput."""
        with self._webhook_change(caller, request.account_id) as change:
            return retry_deliveries(request.delivery_ids, change)

    @every(seconds=0.5)
    def send_webhooks(self) -> None:
        """Send events to the addresses of organisations' systems."""
        with self.database.transaction(every_organisation=True) as session:
            if not TurnStore(session).is_anybody_due(self.clock.now()):
                return
        at_all_desks(
            self.resources.webhook_desks,
            lambda desk: send_webhooks(
                desk, self.database, self.clock, portal_url=self.settings.portal_url
            ),
        )

    @every(seconds=3600)
    def forget_webhook_deliveries(self) -> None:
        """Forget what became of events long ago."""
        with self.database.transaction(every_organisation=True) as session:
            records = WebhookRecords(session, self.clock.now())
            records.deliveries.forget(records.now - KEPT_FOR)

    @every(seconds=3600)
    def reseal_webhooks(self) -> None:
        """Put secrets under the present key."""
        if self.resources.webhook_desks:
            with self.database.transaction(every_organisation=True) as session:
                records = WebhookRecords(session, self.clock.now())
                reseal_webhooks(records, self.resources.webhook_desks[0])

    @contextmanager
    def _webhook_change(self, caller: Principal, account_id: UUID) -> Iterator[WebhookChange]:
        organisation_id = organisation_administered_by(caller)
        desk = self._webhook_desk()
        with self.database.transaction(organisation_id=organisation_id) as session:
            records = WebhookRecords(session, self.clock.now())
            records.turns.call(organisation_id, records.now)
            yield WebhookChange(
                organisation_id=organisation_id,
                account_id=account_id,
                by=actor_of(caller),
                desk=desk,
                records=records,
            )

    def _webhook_desk(self) -> WebhookDesk:
        if not self.resources.webhook_desks:
            raise NotFound("webhooks")
        return self.resources.webhook_desks[0]
