"""Webhooks and customers' queues, which notifications fills."""

from types import NoneType
from uuid import UUID

from contracts.customer_queues import CustomerQueues
from contracts.feed import FeedPage, FeedQuery
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
from gateway.clients.rpc import CallContext, Service


class WebhookCalls(Service):
    """Typed calls about webhooks, queues and the feed; each raises what `RpcClient.call` raises."""

    async def read_feed(self, caller: CallContext, query: FeedQuery) -> FeedPage:
        """Return what happened in the organisation's affairs, as the machine account sees it."""
        return await self.read(caller, "read_feed", {"query": query}, FeedPage)

    async def list_customer_queues(self, caller: CallContext) -> CustomerQueues:
        """Return the queues from which the organisation's systems read."""
        return await self.read(caller, "list_customer_queues", {}, CustomerQueues)

    async def list_webhooks(self, caller: CallContext) -> Webhooks:
        """Return where the organisation's systems listen."""
        return await self.read(caller, "list_webhooks", {}, Webhooks)

    async def set_webhook(self, caller: CallContext, request: SetWebhook) -> WebhookWithSecret:
        """Say where an account is told of events."""
        return await self.write(caller, "set_webhook", {"request": request}, WebhookWithSecret)

    async def remove_webhook(self, caller: CallContext, account_id: UUID) -> None:
        """Forget an address."""
        await self.write(caller, "remove_webhook", {"account_id": account_id}, NoneType)

    async def enable_webhook(self, caller: CallContext, account_id: UUID) -> Webhook:
        """Use a disabled address again."""
        return await self.write(caller, "enable_webhook", {"account_id": account_id}, Webhook)

    async def rotate_webhook_secret(
        self, caller: CallContext, account_id: UUID
    ) -> WebhookWithSecret:
        """Sign with a new secret."""
        arguments = {"account_id": account_id}
        return await self.write(caller, "rotate_webhook_secret", arguments, WebhookWithSecret)

    async def try_webhook(self, caller: CallContext, account_id: UUID) -> None:
        """Send a test."""
        await self.write(caller, "try_webhook", {"account_id": account_id}, NoneType)

    async def list_webhook_deliveries(
        self, caller: CallContext, query: WebhookDeliveryQuery
    ) -> WebhookDeliveryPage:
        """Return what was sent to an account's address."""
        arguments = {"query": query}
        return await self.read(caller, "list_webhook_deliveries", arguments, WebhookDeliveryPage)

    async def retry_webhook_deliveries(
        self, caller: CallContext, request: RetryDeliveries
    ) -> RetriedDeliveries:
        """Send failed events once more."""
        arguments = {"request": request}
        return await self.write(caller, "retry_webhook_deliveries", arguments, RetriedDeliveries)
