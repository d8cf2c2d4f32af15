"""Take over what a machine account sees."""

from contracts.machine_accounts import MachineAccountChanged
from notifications.store.machine_accounts import MachineAccountStore
from notifications.store.webhook_records import WebhookRecords


def remember_machine_account(
    changed: MachineAccountChanged, accounts: MachineAccountStore, webhooks: WebhookRecords
) -> None:
    """Take over what identity announces; of a revoked account no address and no secret stays.

    Safe to repeat; an older version than the known one changes nothing.
    """
    # Before the webhook, as everybody takes them.
    webhooks.turns.call(changed.organisation_id, webhooks.now)
    if accounts.remember(changed) is not None and changed.revoked_at is not None:
        webhooks.webhooks.remove(changed.organisation_id, changed.account_id)
