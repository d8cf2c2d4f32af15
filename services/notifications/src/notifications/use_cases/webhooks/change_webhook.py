"""Say where a machine account is told of events, and with which secret they are signed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, TooManyAttempts
from contracts.webhooks import RetriedDeliveries, SetWebhook, Webhook, WebhookWithSecret
from notifications.adapters.webhook_desk import WebhookDesk
from notifications.domain.webhooks import (
    SECRET_OVERLAP,
    WebhookRecord,
    host_of,
    new_secret,
    plain_url,
)
from notifications.store.webhook_records import WebhookRecords
from notifications.use_cases.webhooks.describe_webhooks import describe_webhook

TEST_PAUSE = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookChange:
    """An administrator who changes something of one account's webhook, in a transaction.

    The organisation's turn is taken: nothing is sent meanwhile, and whatever is due then will be.
    """

    organisation_id: UUID
    account_id: UUID
    by: str
    desk: WebhookDesk
    records: WebhookRecords

    def lock(self) -> WebhookRecord:
        """Return the webhook. Raises NotFound where there is none."""
        found = self.records.webhooks.lock(self.organisation_id, self.account_id)
        if found is None:
            raise NotFound("webhook")
        return found

    def record(self, action: str, **details: str) -> None:
        """Put on record what was done."""
        self.records.audit.record(
            organisation_id=self.organisation_id,
            actor=self.by,
            action=action,
            subject=f"system:{self.account_id}",
            details=details,
        )


def set_webhook(request: SetWebhook, change: WebhookChange) -> WebhookWithSecret:
    """Return the webhook with its new address; the first time with its secret, shown this once.

    Another address begins without the failures of the one before; the secret stays.

    Raises:
        NotFound: the organisation has no such account in use.
        InvalidInput: it is no address that events may be sent to.
    """
    records, now = change.records, change.records.now
    if not records.webhooks.has_account(change.organisation_id, change.account_id):
        raise NotFound("machine_account")
    url = plain_url(request.url, allows_loopback=change.desk.allows_loopback)
    known = records.webhooks.lock(change.organisation_id, change.account_id)
    if known is not None and known.url == url and known.state == "active":
        return WebhookWithSecret(webhook=describe_webhook(known), secret=None)
    secret = None
    if known is None:
        secret = new_secret()
        known = WebhookRecord(
            organisation_id=change.organisation_id,
            account_id=change.account_id,
            url="",
            state="active",
            disabled_because=None,
            failures=0,
            failing_since=None,
            rests_until=None,
            last_delivered_at=None,
            sealed_secret=b"",
            secret_made_at=now,
            older_sealed_secret=None,
            older_secret_until=None,
        )
        known = replace(known, sealed_secret=change.desk.seal(secret, known))
    wanted = _fresh(replace(known, url=url))
    records.webhooks.put(wanted)
    # The path may be a secret of the receiver's.
    change.record("webhook.set", before=host_of(known.url), after=host_of(url))
    return WebhookWithSecret(webhook=describe_webhook(wanted), secret=secret)


def enable_webhook(change: WebhookChange) -> Webhook:
    """Return the webhook, used again from now on; enabling one that is in use changes nothing.

    Raises:
        NotFound: the account has none.
    """
    known = change.lock()
    if known.state == "active":
        return describe_webhook(known)
    enabled = _fresh(known)
    change.records.webhooks.note(enabled)
    change.record("webhook.enabled")
    return describe_webhook(enabled)


def rotate_webhook_secret(change: WebhookChange) -> WebhookWithSecret:
    """Return the webhook with a new secret, shown this once; for a day the one before signs too.

    Raises:
        NotFound: the account has none.
    """
    known, now = change.lock(), change.records.now
    secret = new_secret()
    rotated = replace(
        known,
        sealed_secret=change.desk.seal(secret, known),
        secret_made_at=now,
        older_sealed_secret=known.sealed_secret,
        older_secret_until=now + SECRET_OVERLAP,
    )
    change.records.webhooks.put(rotated)
    change.record("webhook.secret_rotated")
    return WebhookWithSecret(webhook=describe_webhook(rotated), secret=secret)


def remove_webhook(change: WebhookChange) -> None:
    """Forget the address, its secrets and what was on its way. Repeating changes nothing."""
    if change.records.webhooks.remove(change.organisation_id, change.account_id):
        change.record("webhook.removed")


def try_webhook(change: WebhookChange) -> None:
    """Send an event that says nothing; what came of it stands among the deliveries.

    Raises:
        NotFound: the account has none.
        InvalidInput: it is disabled.
        TooManyAttempts: one was sent just now.
    """
    known, now = change.lock(), change.records.now
    if known.state == "disabled":
        raise InvalidInput("account_id", "webhook_disabled")
    last = change.records.deliveries.last_test_at(change.organisation_id, change.account_id)
    if last is not None and now < last + TEST_PAUSE:
        raise TooManyAttempts(str(int(TEST_PAUSE.total_seconds())))
    # Somebody waits for it: the address need not have its rest first.
    change.records.webhooks.note(replace(known, rests_until=None))
    change.records.deliveries.add(known, new_id(), now, is_test=True)


def retry_deliveries(
    delivery_ids: Collection[UUID] | None, change: WebhookChange
) -> RetriedDeliveries:
    """Return how many failed deliveries are on their way again; those of others are left out.

    Raises:
        NotFound: the account has no webhook.
        InvalidInput: it is disabled.
    """
    known = change.lock()
    if known.state == "disabled":
        raise InvalidInput("account_id", "webhook_disabled")
    count = change.records.deliveries.retry(
        change.organisation_id, change.account_id, delivery_ids, change.records.now
    )
    if count:
        change.records.webhooks.note(replace(known, rests_until=None))
    return RetriedDeliveries(count=count)


def _fresh(webhook: WebhookRecord) -> WebhookRecord:
    return replace(
        webhook,
        state="active",
        disabled_because=None,
        failures=0,
        failing_since=None,
        rests_until=None,
    )
