"""A customer's own system hears of a document, fetches it, and is cut off."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.flows.world import World
from tests.notifications.webhook_receiver import WebhookReceiver
from tests.waiting import until


def test_a_dms_hears_of_a_document_fetches_it_and_is_cut_off(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    made = connect(world, admin, "documents")
    orders = connect(world, admin, "orders")["token"]
    dms = made["token"]

    published = world.issue(customer, "RE-900")

    (event,) = until(lambda: events(world, dms), seconds=60)
    assert event["data"]["number"] == "RE-900"
    assert events(world, dms, after=event["id"]) == []
    assert events(world, orders) == []
    fetched = world.get(f"/v1/documents/{event['subject']}/content", dms)
    assert hashlib.sha256(fetched.content).hexdigest() == published.sha256
    assert world.get("/v1/documents", orders).status_code == 403
    for path in ("/v1/members", "/v1/requests", "/v1/machine-accounts", "/v1/audit"):
        assert world.get(path, dms).status_code == 403, path
    headers = world.portal.as_(dms)
    tried = world.portal.http.post(
        "/v1/documents/move",
        headers=headers,
        json={"document_ids": [event["subject"]], "folder": "archive"},
    )
    assert tried.status_code == 403, tried.text

    revoked = world.portal.http.post(
        f"/v1/machine-accounts/{made['account']['id']}/revoke", headers=world.portal.as_(admin)
    )

    assert revoked.status_code == 200, revoked.text
    for path in ("/v1/events", f"/v1/documents/{event['subject']}/content"):
        until(lambda path=path: world.get(path, dms).status_code == 410, seconds=60)  # type: ignore[misc]  # a loop's variable


def test_a_dms_is_told_at_once_by_a_signed_request(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    made = connect(world, admin, "documents")
    with WebhookReceiver() as receiver:
        secret = until(lambda: webhook_secret(world, admin, made, receiver.url), seconds=60)

        world.issue(customer, "RE-901")

        (taken,) = until(lambda: receiver.taken, seconds=60)
    assert taken.is_signed_with(secret)
    assert taken.event["data"]["number"] == "RE-901"
    assert events(world, made["token"]) == [taken.event]


def webhook_secret(world: World, admin: str, made: dict[str, Any], url: str) -> str | None:
    """Return the secret, None as long as notifications has not heard of the account."""
    answer = world.portal.http.put(
        f"/v1/machine-accounts/{made['account']['id']}/webhook",
        headers=world.portal.as_(admin),
        json={"url": url},
    )
    assert answer.status_code in {200, 404}, answer.text
    secret: str | None = answer.json().get("secret")
    return secret


def connect(world: World, admin: str, *areas: str) -> dict[str, Any]:
    answer = world.portal.http.post(
        "/v1/machine-accounts",
        headers=world.portal.as_(admin),
        json={"name": f"System for {areas}", "areas": list(areas)},
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def events(world: World, token: str, after: str | None = None) -> list[dict[str, Any]]:
    answer = world.get("/v1/events", token, params={"after": after} if after else {})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found
