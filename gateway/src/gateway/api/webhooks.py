"""Webhooks of an organisation's machine accounts, for its administrators."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.webhooks import (
    RetriedDeliveries,
    RetryDeliveries,
    SetWebhook,
    Webhook,
    WebhookDeliveryPage,
    WebhookDeliveryQuery,
    Webhooks,
    WebhookUrl,
    WebhookWithSecret,
)
from gateway.call import Call


class WebhookAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where events are sent: an https address, to a port that is 443 or above 1023."""

    url: WebhookUrl


class DeliveryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the deliveries: the latest first, before the one that a page ended with."""

    before: UUID | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20


class DeliveriesToRetry(msgspec.Struct, frozen=True, kw_only=True):
    """Which failed deliveries to send once more; null: all of them."""

    delivery_ids: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=100)] | None = (
        None
    )


async def list_webhooks(call: Call) -> Webhooks:
    """Return where the organisation's machine accounts are told of events; never a secret."""
    return await call.around.notifications.list_webhooks(call.context)


async def set_webhook(call: Call, account_id: UUID, body: WebhookAddress) -> WebhookWithSecret:
    """Say where an account is told of events; the first answer shows the secret, this once."""
    return await call.around.notifications.set_webhook(
        call.context, SetWebhook(account_id=account_id, url=body.url)
    )


async def remove_webhook(call: Call, account_id: UUID) -> None:
    """Forget an account's address, with its secret and what was on its way."""
    await call.around.notifications.remove_webhook(call.context, account_id)


async def enable_webhook(call: Call, account_id: UUID) -> Webhook:
    """Use an address again that was disabled after long failure."""
    return await call.around.notifications.enable_webhook(call.context, account_id)


async def rotate_webhook_secret(call: Call, account_id: UUID) -> WebhookWithSecret:
    """Sign with a new secret, shown this once; for a day the one before signs as well."""
    return await call.around.notifications.rotate_webhook_secret(call.context, account_id)


async def try_webhook(call: Call, account_id: UUID) -> None:
    """Send an event of type `kontor.webhook.tested.v1`; the deliveries show what came of it."""
    await call.around.notifications.try_webhook(call.context, account_id)


async def list_webhook_deliveries(
    call: Call, account_id: UUID, query: DeliveryQuery
) -> WebhookDeliveryPage:
    """Return what was sent to an account's address in the last 30 days, and what came of it."""
    return await call.around.notifications.list_webhook_deliveries(
        call.context,
        WebhookDeliveryQuery(account_id=account_id, before=query.before, limit=query.limit),
    )


async def retry_webhook_deliveries(
    call: Call, account_id: UUID, body: DeliveriesToRetry
) -> RetriedDeliveries:
    """Send failed events once more."""
    return await call.around.notifications.retry_webhook_deliveries(
        call.context, RetryDeliveries(account_id=account_id, delivery_ids=body.delivery_ids)
    )
