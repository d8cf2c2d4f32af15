"""Tell administrators that one of their systems is not told of events any more."""

from contracts.webhooks import WebhookDisabled
from identity.store.records import Records
from identity.use_cases.support.tell_admins import tell_admins


def tell_webhook_disabled(disabled: WebhookDisabled, records: Records) -> None:
    """Have one mail sent to each administrator; safe to repeat."""
    organisation = records.organisations.find(disabled.organisation_id)
    if organisation is None:
        return
    tell_admins(
        organisation,
        "webhook_disabled",
        {
            "account_name": disabled.account_name,
            "host": disabled.host,
            "because": disabled.because,
            "link": f"/connections/{disabled.account_id}",
        },
        records,
        key=f"webhook_disabled:{disabled.account_id}:{disabled.at.isoformat()}",
    )
