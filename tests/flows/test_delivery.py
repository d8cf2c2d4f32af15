"""Documents reach people: by rule and on when a mail bounces, and by hand."""

from __future__ import annotations

import email
import email.policy
import smtplib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from kontor_local.places import accepts_connections, remembered_ports
from kontor_local.processes import Child, Program
from tests.flows.world import Customer, World
from tests.notifications.returned_mails import a_report
from tests.waiting import until


def post(world: World, path: str, token: str, **options: Any) -> httpx.Response:
    """Send something to the API as somebody."""
    headers = {**world.portal.as_(token), **options.pop("headers", {})}
    return world.portal.http.post(path, headers=headers, **options)


def confirm(world: World, address: str) -> None:
    """Use the link that was mailed to an address, as whoever reads it does."""
    (mail,) = until(lambda: world.portal.mails_to(address), seconds=60)
    link = next(word for word in mail["text"].split() if "/document-recipients/" in word)
    answer = world.portal.http.post(
        f"/v1/delivery-recipients/by-token/{link.rpartition('/')[2]}/confirm"
    )
    answer.raise_for_status()


def attached(world: World, mail: dict[str, Any]) -> list[bytes]:
    """Return the files of a mail as the mail server got them."""
    page = world.product.namespace.servers.mail_page_url.rstrip("/")
    raw = httpx.get(f"{page}/mails/{mail['id']}/raw", timeout=60).raise_for_status().content
    message: Any = email.message_from_bytes(raw, policy=email.policy.default)
    return [part.get_payload(decode=True) for part in message.iter_attachments()]


def with_attachment(world: World, address: str) -> list[dict[str, Any]]:
    """Return the mails with a file that have reached an address."""
    return [mail for mail in world.portal.mails_to(address) if mail["attachments"]]


@pytest.mark.req("SE-43", "SE-48", "B9", "B17")
def test_a_document_goes_to_the_second_recipient_when_the_first_one_bounces(
    world: World, customer: Customer
) -> None:
    admin = world.portal.settle_in(customer.admin)
    # The mail sink takes no files for addresses that begin like this.
    first, second = f"no-files@{customer.domain}", f"ersatz@{customer.domain}"
    for address, turn in ((first, "first"), (second, "fallback")):
        body = {"email": address, "turn": turn}
        post(world, "/v1/delivery-rules/recipients", admin, json=body).raise_for_status()
        confirm(world, address)

    published = world.issue(customer, f"RE-{customer.number}-2")

    (mail,) = until(lambda: with_attachment(world, second), seconds=60)
    assert attached(world, mail) == [published.content]
    assert with_attachment(world, first) == []
    (document,) = world.documents(admin)
    path = f"/v1/documents/{document['id']}/deliveries"

    def states() -> dict[str, str]:
        shown = world.get(path, admin).json()["items"]
        return {each["recipient"]: each["state"] for each in shown if each["way"] == "rule"}

    until(lambda: states() == {first: "bounced", second: "sent"}, seconds=30)


@pytest.mark.req("B9", "B17")
def test_a_document_goes_on_when_its_mail_was_taken_and_comes_back(
    world: World, customer: Customer
) -> None:
    admin = world.portal.settle_in(customer.admin)
    first, second = f"weg@{customer.domain}", f"ersatz@{customer.domain}"
    for address, turn in ((first, "first"), (second, "fallback")):
        body = {"email": address, "turn": turn}
        post(world, "/v1/delivery-rules/recipients", admin, json=body).raise_for_status()
        confirm(world, address)
    world.issue(customer, f"RE-{customer.number}-Z")
    (taken,) = until(lambda: with_attachment(world, first), seconds=60)

    with bounce_listener(world) as relay:
        relay.sendmail("", [taken["sender"]], a_report(to=taken["sender"]))

    until(lambda: with_attachment(world, second), seconds=60)
    (document,) = world.documents(admin)
    shown = world.get(f"/v1/documents/{document['id']}/deliveries", admin).json()["items"]
    (back,) = [each for each in shown if each["recipient"] == first]
    assert (back["state"], back["bounce"]["reason"]) == ("bounced", "address_unknown")


@contextmanager
def bounce_listener(world: World) -> Iterator[smtplib.LMTP]:
    """Run the listener for returned mails; yield a relay's connection to it."""
    folder = world.product.home / "bounce-listener"
    port = remembered_ports(folder, ["lmtp"])["lmtp"]
    environment = world.product.environment_of("notifications") | {
        "KONTOR_BOUNCE_LISTEN": f"lmtp://127.0.0.1:{port}",
        "KONTOR_HTTP_PORT": "0",
    }
    listener = Child(
        Program(
            name="bounce-listener",
            command=(sys.executable, "-m", "notifications.bounce_listener"),
            environment=environment,
            log=folder / "log",
            is_ready=lambda: accepts_connections(port),
        )
    )
    listener.start()
    try:
        listener.wait_ready(30)
        with smtplib.LMTP("127.0.0.1", port) as relay:
            yield relay
    finally:
        listener.stop()


@pytest.mark.req("SE-46", "SE-47", "B5", "B6")
def test_a_document_sent_by_hand_arrives_byte_for_byte_and_once(
    world: World, customer: Customer
) -> None:
    accountant = world.portal.settle_in(customer.accountant)
    published = world.issue(customer, f"RE-{customer.number}-H")
    (document,) = until(lambda: world.documents(accountant), seconds=60)
    path, wish = f"/v1/documents/{document['id']}/send", {"email": f"steuer@{customer.domain}"}
    key = {"Idempotency-Key": "one"}

    before = post(world, path, accountant, json=wish, headers=key)
    setups = [post(world, "/v1/billing-access", accountant).json()["is_new"] for _ in range(2)]
    sent = [post(world, path, accountant, json=wish, headers=key).status_code for _ in range(3)]

    assert (before.status_code, before.json()["code"]) == (409, "setup_required")
    assert (setups, sent) == ([True, False], [202, 202, 202])
    (mail,) = until(lambda: with_attachment(world, wish["email"]), seconds=60)
    assert attached(world, mail) == [published.content]
    world.wait_settled()
    assert len(with_attachment(world, wish["email"])) == 1
