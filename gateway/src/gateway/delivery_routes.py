"""Every URL about how documents reach people: by mail, by post, and what is printed.

Each needs a session, or an API key where the description says so.
"""

from gateway.api import (
    abandoned_messages,
    delivery,
    delivery_rules,
    e_billing_requests,
    mail_accounts,
    message_history,
    notification_settings,
    printing,
    sending,
)
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, put, tagged

DELIVERY: tuple[ApiRoute, ...] = (
    *tagged(
        "Delivery",
        get("/v1/delivery-mode", delivery.get_delivery_mode),
        put("/v1/delivery-mode", delivery.set_delivery_mode),
        get("/v1/delivery-mode/history", delivery.list_delivery_modes),
        get("/v1/delivery-rules", delivery_rules.list_delivery_rules),
        put("/v1/delivery-rules", delivery_rules.set_delivery_rules, faults=(429,)),
        post(
            "/v1/delivery-rules/recipients",
            delivery_rules.add_delivery_recipient,
            faults=(429,),
        ),
        delete(
            "/v1/delivery-rules/recipients/{recipient_id}",
            delivery_rules.remove_delivery_recipient,
        ),
        get(
            "/v1/delivery-recipients/by-token/{token}",
            delivery_rules.preview_recipient_link,
            public=True,
            faults=(410,),
        ),
        post(
            "/v1/delivery-recipients/by-token/{token}/confirm",
            delivery_rules.confirm_recipient,
            public=True,
            faults=(410,),
        ),
        get(
            "/v1/delivery-subscriptions/by-token/{token}",
            delivery_rules.preview_unsubscription,
            public=True,
        ),
        post(
            "/v1/delivery-subscriptions/by-token/{token}/end",
            delivery_rules.unsubscribe_recipient,
            public=True,
        ),
        get("/v1/delivery-failures", delivery_rules.list_delivery_failures),
        post(
            "/v1/delivery-failures/{document_id}/settle",
            delivery_rules.settle_delivery_failure,
        ),
    ),
    *tagged(
        "E-billing address",
        post(
            "/v1/e-billing-address-requests",
            e_billing_requests.request_e_billing_address,
            status=202,
            faults=(400, 409, 422),
        ),
    ),
    *tagged(
        "Sending",
        get("/v1/billing-access", sending.get_billing_access),
        post("/v1/billing-access", sending.set_up_billing_access),
        post(
            "/v1/documents/{document_id}/send",
            sending.send_document,
            status=202,
            faults=(400, 409, 422, 429),
        ),
        get("/v1/documents/{document_id}/deliveries", sending.list_deliveries),
    ),
    *tagged(
        "Mail account",
        get("/v1/mail-account", mail_accounts.get_mail_sending),
        put("/v1/mail-account", mail_accounts.set_mail_account, faults=(400, 422)),
        post("/v1/mail-account/connect", mail_accounts.connect_mail_account, faults=(429,)),
        post("/v1/mail-account/disconnect", mail_accounts.disconnect_mail_account),
        delete("/v1/mail-account", mail_accounts.remove_mail_account),
    ),
    *tagged(
        "Notifications",
        get("/v1/company-notices", notification_settings.get_company_notices),
        put("/v1/company-notices", notification_settings.set_company_notices, faults=(400, 422)),
        get("/v1/mail-sender", notification_settings.get_sender),
        put("/v1/mail-sender", notification_settings.set_sender, faults=(400, 422)),
        get("/v1/me/news", notification_settings.get_news_choice),
        put("/v1/me/news", notification_settings.set_news_choice, faults=(400,)),
        get(
            "/v1/news-subscriptions/by-token/{token}",
            notification_settings.preview_news_link,
            public=True,
        ),
        post(
            "/v1/news-subscriptions/by-token/{token}/end",
            notification_settings.unsubscribe_from_news,
            public=True,
        ),
    ),
    *tagged(
        "Abandoned messages",
        get("/v1/abandoned-messages", abandoned_messages.list_abandoned_messages),
        post("/v1/abandoned-messages/replay", abandoned_messages.replay_messages),
        post("/v1/abandoned-messages/put-away", abandoned_messages.put_away_messages),
    ),
    *tagged(
        "Message history",
        get("/v1/message-history", message_history.list_message_history),
        post("/v1/message-history/search", message_history.search_message_history),
        get("/v1/message-history/{message_id}", message_history.get_past_message),
        get("/v1/doubtful-messages", message_history.list_doubtful_messages),
        post("/v1/doubtful-messages/decide", message_history.decide_doubtful_messages),
    ),
    *tagged(
        "Printing",
        get("/v1/print-batches", printing.list_print_batches),
        get("/v1/print-batches/{batch_id}", printing.get_print_batch),
        get(
            "/v1/print-batches/{batch_id}/file",
            printing.get_print_file,
            faults=(304, 502),
            media_types=("application/pdf",),
        ),
        get(
            "/v1/print-batches/{batch_id}/index",
            printing.get_print_index,
            faults=(304, 502),
            media_types=("application/json", "text/csv"),
        ),
        post("/v1/print-batches/{batch_id}/printed", printing.mark_printed),
    ),
)
