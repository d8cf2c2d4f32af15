"""Webhooks in the API: what goes to which call, and what comes back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.errors import InvalidInput, TooManyAttempts
from contracts.webhooks import (
    RetriedDeliveries,
    RetryDeliveries,
    SetWebhook,
    Webhook,
    WebhookDelivery,
    WebhookDeliveryPage,
    WebhookDeliveryQuery,
    Webhooks,
    WebhookWithSecret,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

ACCOUNT_ID = UUID("01930000-0000-7000-8000-0000000000e1")
DELIVERY_ID = UUID("01930000-0000-7000-8000-0000000000e3")
NOW = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
ONE = f"/v1/machine-accounts/{ACCOUNT_ID}/webhook"
WEBHOOK = Webhook(
    account_id=ACCOUNT_ID,
    url="https://dms.example/events",
    state="active",
    disabled_because=None,
    failing_since=None,
    next_try_at=None,
    last_delivered_at=NOW,
    secret_made_at=NOW,
    older_secret_until=None,
)
DELIVERY = WebhookDelivery(
    id=DELIVERY_ID,
    event_id=DELIVERY_ID,
    type="kontor.document.arrived.v1",
    subject_id=DELIVERY_ID,
    state="failed",
    tries=12,
    created_at=NOW,
    tried_at=NOW,
    next_try_at=None,
    status=503,
    fault="status",
)


async def test_an_address_is_set_tried_rotated_enabled_and_removed(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    with_secret = WebhookWithSecret(webhook=WEBHOOK, secret="whsec_once")
    answers: dict[str, Any] = {
        "set_webhook": with_secret,
        "rotate_webhook_secret": with_secret,
        "enable_webhook": WEBHOOK,
        "try_webhook": None,
        "remove_webhook": None,
        "list_webhooks": Webhooks(items=(WEBHOOK,), is_offered=True),
    }
    for method, answer in answers.items():
        services.says(f"notifications.{method}", answer)

    put = await signed_in.put(ONE, json={"url": "https://dms.example/events"})
    rotated = await signed_in.post(f"{ONE}/rotate")
    enabled = await signed_in.post(f"{ONE}/enable")
    tried = await signed_in.post(f"{ONE}/test")
    listed = await signed_in.get("/v1/webhooks")
    removed = await signed_in.delete(ONE)

    statuses = [each.status_code for each in (put, rotated, enabled, tried, listed, removed)]
    assert statuses == [200, 201, 200, 202, 200, 204]
    assert put.json()["secret"] == rotated.json()["secret"] == "whsec_once"
    assert "whsec_" not in listed.text + enabled.text
    (asked,) = services.calls_of("notifications.set_webhook")
    assert asked.arguments["request"] == SetWebhook(
        account_id=ACCOUNT_ID, url="https://dms.example/events"
    )
    for method in ("rotate_webhook_secret", "enable_webhook", "try_webhook", "remove_webhook"):
        (asked,) = services.calls_of(f"notifications.{method}")
        assert asked.arguments == {"account_id": ACCOUNT_ID}


async def test_deliveries_are_listed_and_sent_once_more(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "notifications.list_webhook_deliveries",
        WebhookDeliveryPage(items=(DELIVERY,), next_before=DELIVERY_ID),
    )
    services.says("notifications.retry_webhook_deliveries", RetriedDeliveries(count=1))
    path = f"{ONE}/deliveries"

    listed = await signed_in.get(f"{path}?before={DELIVERY_ID}&limit=1")
    one = await signed_in.post(f"{path}/retry", json={"delivery_ids": [str(DELIVERY_ID)]})
    every = await signed_in.post(f"{path}/retry", json={})

    assert listed.json()["items"][0]["status"] == 503
    assert (one.json(), every.json()) == ({"count": 1}, {"count": 1})
    (asked,) = services.calls_of("notifications.list_webhook_deliveries")
    assert asked.arguments["query"] == WebhookDeliveryQuery(
        account_id=ACCOUNT_ID, before=DELIVERY_ID, limit=1
    )
    assert [
        each.arguments["request"]
        for each in services.calls_of("notifications.retry_webhook_deliveries")
    ] == [
        RetryDeliveries(account_id=ACCOUNT_ID, delivery_ids=(DELIVERY_ID,)),
        RetryDeliveries(account_id=ACCOUNT_ID),
    ]


async def test_what_cannot_be_an_address_is_named_in_words(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.set_webhook", InvalidInput("url", "https_only"))
    services.says("notifications.try_webhook", TooManyAttempts("10"))

    refused = await signed_in.put(ONE, json={"url": "http://dms.example"})
    too_often = await signed_in.post(f"{ONE}/test")

    (fault,) = refused.json()["errors"]
    assert (fault["field"], fault["message"]) == ("url", "Die Adresse muss mit https:// beginnen.")
    assert (too_often.status_code, too_often.headers["retry-after"]) == (429, "10")
