"""A customer's own system hears of a document, fetches it, and is cut off."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
from amqp.exceptions import InternalError, NotFound
from kombu import Connection

from contracts.broker_addresses import broker_addresses
from tests.chassis.kontor import run_kontor
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


def test_a_dms_is_told_at_once_by_a_signed_request_and_on_its_queue(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    made = connect(world, admin, "documents")
    with WebhookReceiver() as receiver:
        secret = until(lambda: webhook_secret(world, admin, made, receiver.url), seconds=60)
        address, queue = give_queue(world, made["account"]["id"])

        world.issue(customer, "RE-901")

        (taken,) = until(lambda: receiver.taken, seconds=60)
    queued = until(lambda: taken_from(address, queue), seconds=60)
    assert taken.is_signed_with(secret)
    assert taken.event["data"]["number"] == "RE-901"
    assert events(world, made["token"]) == [taken.event] == [queued]
    shown = world.get("/v1/customer-queues", admin).json()["items"]
    assert [(each["name"], each["state"]) for each in shown] == [(queue, "active")]


def give_queue(world: World, account_id: str) -> tuple[str, str]:
    """Give the account a queue, as an operator does; return its reader's address and its name."""
    namespace = world.product.namespace
    answer = run_kontor(
        *("customer-queue", "add", account_id, "--json"),
        KONTOR_DATABASE_URL_NOTIFICATIONS=namespace.databases["notifications"].application_url,
        KONTOR_AMQP_URL=namespace.amqp_url("notifications"),
    )
    assert answer.returncode == 0, answer.stderr
    made = json.loads(answer.stdout)
    management = namespace.servers.management_url.rstrip("/")
    definitions = made["definitions"]
    httpx.post(f"{management}/api/definitions", json=definitions, timeout=30).raise_for_status()
    place = urlsplit(broker_addresses(namespace.servers.amqp_url)[0])
    host = f"{place.hostname}:{place.port or 5672}"
    address = made["address"].replace("amqps:", "amqp:").replace("BROKER-HOST:5671", host)
    return address, made["queue"]


def is_there(address: str, queue: str) -> bool:
    """Whether the service has made the queue, as its reader sees it.

    One that is just being made answers that its process is not there yet (541).
    """
    with suppress(NotFound, InternalError), Connection(address) as connection:
        connection.default_channel.basic_get(queue)
        return True
    return False


def taken_from(address: str, queue: str) -> Any:
    """Return the next event of the queue, None while there is no queue or nothing in it.

    As its readers do: what was not read to its end stays, and a broker that hangs up because its
    queue is slow to answer is asked again later.
    """
    with suppress(NotFound, InternalError), Connection(address) as connection:
        message = connection.default_channel.basic_get(queue)
        if message is not None:
            event = json.loads(message.body)
            connection.default_channel.basic_ack(message.delivery_tag)
            return event
    return None


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
