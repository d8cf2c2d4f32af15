"""Every URL about an organisation's own systems. Each needs a session, or a machine account."""

from gateway.api import customer_queues, machine_accounts, webhooks
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, put, tagged

CONNECTIONS: tuple[ApiRoute, ...] = (
    *tagged(
        "Connected systems",
        get("/v1/machine-accounts", machine_accounts.list_machine_accounts),
        post(
            "/v1/machine-accounts",
            machine_accounts.create_machine_account,
            status=201,
            faults=(409,),
            # What comes of it is told to nobody: the customer gives the account its token himself.
            in_support="proposed",
        ),
        post(
            "/v1/machine-accounts/{account_id}/token",
            machine_accounts.renew_machine_token,
            status=201,
            faults=(410,),
        ),
        post(
            "/v1/machine-accounts/{account_id}/revoke",
            machine_accounts.revoke_machine_account,
            in_support="proposed",
        ),
        get("/v1/webhooks", webhooks.list_webhooks),
        get("/v1/customer-queues", customer_queues.list_customer_queues),
        put("/v1/machine-accounts/{account_id}/webhook", webhooks.set_webhook),
        delete("/v1/machine-accounts/{account_id}/webhook", webhooks.remove_webhook),
        post("/v1/machine-accounts/{account_id}/webhook/enable", webhooks.enable_webhook),
        post(
            "/v1/machine-accounts/{account_id}/webhook/rotate",
            webhooks.rotate_webhook_secret,
            status=201,
        ),
        post(
            "/v1/machine-accounts/{account_id}/webhook/test",
            webhooks.try_webhook,
            status=202,
            faults=(422, 429),
        ),
        get(
            "/v1/machine-accounts/{account_id}/webhook/deliveries",
            webhooks.list_webhook_deliveries,
        ),
        post(
            "/v1/machine-accounts/{account_id}/webhook/deliveries/retry",
            webhooks.retry_webhook_deliveries,
        ),
        get(
            "/v1/events",
            machine_accounts.read_feed,
            faults=(410,),
            media_types=(machine_accounts.EVENT_BATCH,),
        ),
    ),
)
