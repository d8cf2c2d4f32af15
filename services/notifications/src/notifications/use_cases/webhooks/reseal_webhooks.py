"""Put the secrets of webhooks under the present key, so that an older one can go."""

from dataclasses import replace

from notifications.adapters.webhook_desk import WebhookDesk
from notifications.store.webhook_records import WebhookRecords

_AT_ONCE = 100


def reseal_webhooks(records: WebhookRecords, desk: WebhookDesk) -> int:
    """Return how many were under another key and are under the present one now.

    Raises:
        cryptography.exceptions.InvalidTag, KeyError: a secret does not open.
    """
    others = records.webhooks.sealed_otherwise(desk.sealer.present_prefix, _AT_ONCE)
    for webhook in others:
        present, *older = desk.secrets_of(webhook, records.now)
        records.webhooks.put_secrets(
            replace(
                webhook,
                sealed_secret=desk.seal(present, webhook),
                older_sealed_secret=desk.seal(older[0], webhook) if older else None,
                older_secret_until=webhook.older_secret_until if older else None,
            )
        )
    return len(others)
