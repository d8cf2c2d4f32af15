"""Show webhooks and what became of events."""

from uuid import UUID

from contracts.webhooks import (
    Webhook,
    WebhookDeliveryPage,
    WebhookDeliveryQuery,
    Webhooks,
)
from notifications.domain.webhooks import WebhookRecord, host_of
from notifications.store.webhook_records import WebhookRecords


def describe_webhooks(
    organisation_id: UUID, records: WebhookRecords, *, is_offered: bool, hides_paths: bool
) -> Webhooks:
    """Return the organisation's webhooks; with `hides_paths` of each address the host alone."""
    webhooks = records.webhooks.all_of(organisation_id)
    return Webhooks(
        items=tuple(describe_webhook(each, hides_path=hides_paths) for each in webhooks),
        is_offered=is_offered,
    )


def describe_webhook(webhook: WebhookRecord, *, hides_path: bool = False) -> Webhook:
    """Return the webhook without its secrets."""
    return Webhook(
        account_id=webhook.account_id,
        url=host_of(webhook.url) if hides_path else webhook.url,
        state=webhook.state,
        disabled_because=webhook.disabled_because,
        failing_since=webhook.failing_since,
        next_try_at=webhook.rests_until,
        last_delivered_at=webhook.last_delivered_at,
        secret_made_at=webhook.secret_made_at,
        older_secret_until=webhook.older_secret_until,
    )


def list_deliveries(
    organisation_id: UUID, query: WebhookDeliveryQuery, records: WebhookRecords
) -> WebhookDeliveryPage:
    """Return a page of an account's deliveries, the latest first."""
    found = records.deliveries.page(
        organisation_id, query.account_id, before=query.before, limit=query.limit + 1
    )
    shown = tuple(found[: query.limit])
    return WebhookDeliveryPage(
        items=shown, next_before=shown[-1].id if len(found) > len(shown) else None
    )
