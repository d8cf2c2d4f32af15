"""The pages about a company's own systems: made, shown once, told, and revoked."""

import re
from typing import Any

import httpx
import msgspec
import pytest

from contracts.customer_queues import CustomerQueue, CustomerQueues
from contracts.errors import AlreadyExists, InvalidInput, NotPermitted
from contracts.machine_accounts import CreateMachineAccount, MachineAccounts
from contracts.webhooks import (
    RetriedDeliveries,
    RetryDeliveries,
    WebhookDeliveryPage,
    Webhooks,
    WebhookWithSecret,
)
from tests.gateway.scripted_services import ScriptedServices
from tests.gateway.unit.test_machine_account_routes import ACCOUNT, WITH_TOKEN
from tests.gateway.unit.test_webhook_routes import ACCOUNT_ID, DELIVERY, NOW, WEBHOOK

pytestmark = pytest.mark.asyncio
PAGE = f"/connections/{ACCOUNT_ID}"


QUEUE = CustomerQueue(
    account_id=ACCOUNT_ID,
    name=f"customer-{ACCOUNT_ID}",
    state="active",
    closed_because=None,
    trouble=None,
    failing_since=None,
    next_try_at=None,
    made_at=NOW,
    last_put_at=NOW,
    most_events=50000,
    waiting=17,
    counted_at=NOW,
)


def script(services: ScriptedServices, *webhooks: Any, account: Any = ACCOUNT) -> None:
    services.says("notifications.list_customer_queues", CustomerQueues(items=()))
    services.says("identity.list_machine_accounts", MachineAccounts(items=(account,)))
    services.says("notifications.list_webhooks", Webhooks(items=webhooks, is_offered=True))
    page = WebhookDeliveryPage(items=(DELIVERY,) if webhooks else (), next_before=None)
    services.says("notifications.list_webhook_deliveries", page)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_accounts_are_listed_with_what_they_see_and_how_they_are_told(
    browser: httpx.AsyncClient, services: ScriptedServices, language: str
) -> None:
    script(services, msgspec.structs.replace(WEBHOOK, failing_since=NOW))

    page = await browser.get(f"/connections?lang={language}")

    assert page.status_code == 200
    words = {"de": ("Anbindungen", "Nimmt nichts an"), "en": ("Connections", "Takes nothing")}
    for word in ("DMS", *words[language]):
        assert word in page.text


async def test_a_new_account_shows_its_token_this_once(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(services)
    services.says("identity.create_machine_account", WITH_TOKEN)
    form = "name=+DMS+&areas=documents&areas=orders&which_documents=some&document_types=letter"

    made = await browser.post(
        "/connections",
        content=form,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    (asked,) = services.calls_of("identity.create_machine_account")
    assert asked.arguments["request"] == CreateMachineAccount(
        name="DMS", areas=("documents", "orders"), document_types=("letter",)
    )
    assert "km_shown-once" in made.text
    assert made.headers["cache-control"] == "private, no-store"
    for path in ("/connections", PAGE):
        assert "km_shown-once" not in (await browser.get(path)).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "DMS"}, "areas-fault"),
        ({"name": " ", "areas": "documents"}, "name-fault"),
        ({"name": "DMS", "areas": "documents", "which_documents": "some"}, "document_types-fault"),
    ],
)
async def test_what_is_missing_is_said_beside_the_field(
    browser: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str], words: str
) -> None:
    script(services)

    again = await browser.post("/connections", data=form)

    assert again.status_code == 422
    assert words in again.text
    assert services.calls_of("identity.create_machine_account") == []


async def test_a_name_that_is_taken_keeps_what_was_typed(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(services)
    services.says("identity.create_machine_account", AlreadyExists("name"))

    again = await browser.post("/connections", data={"name": "DMS", "areas": "orders"})

    assert again.status_code == 409
    assert re.search(r'value="orders" checked', again.text)
    assert not re.search(r'value="documents" checked', again.text)


async def test_one_account_shows_its_address_and_what_became_of_events(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(services, WEBHOOK)

    page = await browser.get(PAGE)

    for shown in (
        "https://dms.example/events",
        "Dokument eingegangen",
        "Antwort 503",
        "Fehlgeschlagen",
        "Probe senden",
        "/v1/events",
    ):
        assert shown in page.text, shown


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_queue_shows_how_many_events_wait_and_why_it_takes_none(
    browser: httpx.AsyncClient, services: ScriptedServices, language: str
) -> None:
    script(services)
    words = {
        "de": ("17 von höchstens 50000 Ereignissen", "Sie ist voll.", "Konto widerrufen wurde"),
        "en": ("17 of 50000 events at most", "It is full.", "the account was revoked"),
    }[language]
    states: tuple[dict[str, Any], ...] = (
        {},
        {"trouble": "full", "failing_since": NOW},
        {"state": "closed", "closed_because": "revoked"},
    )

    for changes, word in zip(states, words, strict=True):
        queue = msgspec.structs.replace(QUEUE, **changes)
        services.says("notifications.list_customer_queues", CustomerQueues(items=(queue,)))
        page = await browser.get(f"{PAGE}?lang={language}")

        assert f"customer-{ACCOUNT_ID}" in page.text
        assert word in page.text
    listed = await browser.get("/v1/customer-queues")
    assert listed.json()["items"][0]["closed_because"] == "revoked"


async def test_a_disabled_address_says_why_and_how_to_go_on(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(
        services,
        msgspec.structs.replace(WEBHOOK, state="disabled", disabled_because="long_failure"),
    )

    page = await browser.get(PAGE)

    assert "Die Adresse hat tagelang nichts angenommen." in page.text
    assert f'action="{PAGE}/webhook/enable"' in page.text
    assert "Probe senden" not in page.text


async def test_an_address_is_entered_and_its_secret_shown_this_once(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(services)
    secret = WebhookWithSecret(webhook=WEBHOOK, secret="whsec_once")
    services.says("notifications.set_webhook", secret)
    first = await browser.post(f"{PAGE}/webhook", data={"url": " https://dms.example/events "})
    services.says("notifications.set_webhook", WebhookWithSecret(webhook=WEBHOOK, secret=None))
    second = await browser.post(f"{PAGE}/webhook", data={"url": "https://dms.example/other"})
    services.says("notifications.set_webhook", InvalidInput("url", "https_only"))
    third = await browser.post(f"{PAGE}/webhook", data={"url": "http://dms.example"})

    assert "whsec_once" in first.text
    assert (second.status_code, second.headers["location"]) == (303, f"{PAGE}?done=webhook_set")
    assert third.status_code == 422
    assert "Die Adresse muss mit https:// beginnen." in third.text
    assert 'value="http://dms.example"' in third.text


@pytest.mark.parametrize(
    ("action", "called", "answer", "leads_to"),
    [
        ("revoke", "identity.revoke_machine_account", ACCOUNT, "/connections?done=revoked"),
        ("webhook/test", "notifications.try_webhook", None, f"{PAGE}?done=tested"),
        ("webhook/enable", "notifications.enable_webhook", WEBHOOK, f"{PAGE}?done=webhook_enabled"),
        ("webhook/remove", "notifications.remove_webhook", None, f"{PAGE}?done=webhook_removed"),
    ],
)
async def test_each_button_does_one_thing(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    action: str,
    called: str,
    answer: Any,
    leads_to: str,
) -> None:
    script(services, WEBHOOK)
    services.says(called, answer)

    done = await browser.post(f"{PAGE}/{action}", data={})

    assert (done.status_code, done.headers["location"]) == (303, leads_to)
    assert services.calls_of(called)[0].arguments == {"account_id": ACCOUNT_ID}
    assert 'role="status"' in (await browser.get(leads_to)).text


async def test_one_failed_event_is_sent_once_more_or_all_are(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(services, WEBHOOK)
    services.says("notifications.retry_webhook_deliveries", RetriedDeliveries(count=1))

    await browser.post(f"{PAGE}/webhook/retry", data={"delivery_id": str(DELIVERY.id)})
    await browser.post(f"{PAGE}/webhook/retry", data={"delivery_id": ""})
    senseless = await browser.post(f"{PAGE}/webhook/retry", data={"delivery_id": "x"})

    assert [
        each.arguments["request"]
        for each in services.calls_of("notifications.retry_webhook_deliveries")
    ] == [
        RetryDeliveries(account_id=ACCOUNT_ID, delivery_ids=(DELIVERY.id,)),
        RetryDeliveries(account_id=ACCOUNT_ID),
    ]
    assert senseless.status_code == 404


async def test_whoever_administers_nothing_sees_no_connections(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script(services)
    services.says("identity.list_machine_accounts", NotPermitted("admin"))

    for path in ("/connections", PAGE):
        assert (await browser.get(path)).status_code == 403
