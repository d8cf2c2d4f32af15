"""What people and systems write about themselves, on its way into real mails: S10."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import httpx
import pytest

from contracts.inbound import CustomerUpserted
from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.test_own_account import register
from tests.flows.world import World
from tests.waiting import until

THIEF = "dieb@fremd.example"
HOSTILE = {
    "line feeds": f"Muster\r\nBcc: {THIEF}\r\n\r\nHallo",
    "a bare line feed": f"Muster\nBcc: {THIEF}",
    "a bare carriage return": f"Muster\rBcc: {THIEF}",
    "NUL": f"Muster\0Bcc: {THIEF}",
    "a line separator": f"Muster\u2028Bcc: {THIEF}",
    "a paragraph separator": f"Muster\u2029Bcc: {THIEF}",
    "a next line": f"Muster\x85Bcc: {THIEF}",
    "a folded line": f"Muster\r\n Bcc: {THIEF}",
    "an encoded word": "=?utf-8?q?Muster=0D=0ABcc:_dieb=40fremd.example?=",
    "an encoded word in Base64": "=?utf-8?b?TXVzdGVyDQpCY2M6IGRpZWJAZnJlbWQuZXhhbXBsZQ==?=",
    "the end of a mail": f"Muster\r\n.\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{THIEF}>",
    "a right-to-left override": "Muster\u202eretsuM",
    "two hundred letters": "ÄMuster " * 25,
    "an address": f'"Muster" <{THIEF}>, <{THIEF}>',
}
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}
# What the sink itself adds when it keeps a mail.
OF_THE_SINK = {"X-Peer", "X-MailFrom", "X-RcptTo"}


def post(world: World, path: str, session: str, **body: object) -> httpx.Response:
    return world.portal.http.post(path, json=body, headers=world.portal.as_(session))


def announce(world: World, number: str, name: str, contact: str) -> str:
    """Have the ERP name a customer; return the event's id."""
    customer = CustomerUpserted(customer_number=number, name=name, version=1, contact_email=contact)
    world.portal.announce_customer(world.erp, customer)
    return f"customer-{number}-1"


@pytest.mark.req("S10")
@pytest.mark.timeout(600)
def test_no_name_becomes_a_header_or_a_recipient(world: World) -> None:
    domain = f"{world.product.namespace.name}.example"
    mailed: set[str] = set()

    for number, (kind, text) in enumerate(HOSTILE.items(), start=41001):
        contact = f"kontakt{number}@{domain}"
        event_id = announce(world, str(number), text, contact)
        until(
            lambda contact=contact, event_id=event_id: (  # type: ignore[misc]  # a plain lambda
                world.portal.mails_to(contact) or world.parked_code("identity", event_id)
            ),
            seconds=60,
        )
        if not world.portal.mails_to(contact):
            continue
        mailed.add(kind)
        admin = world.portal.accept(
            world.portal.mailed_token("invitations", contact),
            Account(email=contact, name="Adam Muster", password=PASSWORD),
        )
        post(world, "/v1/invitations", admin, email=f"kollege{number}@{domain}")
        post(world, "/v1/invitations", admin, email=f"x{number}@{domain}\r\nBcc: {THIEF}")
        stranger = register(world, f"fremd{number}@{domain}")
        world.portal.http.patch(
            "/v1/me/profile",
            json={"given_name": text, "family_name": text},
            headers=world.portal.as_(stranger),
        )
        post(world, "/v1/access-requests", stranger, customer_number=str(number), note=text)
        until(
            lambda contact=contact: len(world.portal.mails_to(contact)) > 1,  # type: ignore[misc]  # a plain lambda
            seconds=60,
        )
    world.wait_settled()

    assert {"an encoded word", "two hundred letters", "an address"} & mailed
    assert world.portal.mails_to(THIEF) == []
    mails = caught(world, domain)
    assert len(mails) >= 3 * len(mailed)
    for mail in mails:
        assert set(mail.keys()) - OF_THE_SINK == HEADERS
        assert len(mail.keys()) == len(set(mail.keys()))
        assert [each.addr_spec for each in mail["To"].addresses] == [str(mail["X-RcptTo"])]
        assert str(mail["Subject"]).isprintable()


def caught(world: World, domain: str) -> list[EmailMessage]:
    """Return every mail that reached this product's people, as the sink received it."""
    page = world.product.namespace.servers.mail_page_url.rstrip("/")
    listed = httpx.get(f"{page}/mails.json", timeout=30).raise_for_status().json()
    mails: list[EmailMessage] = []
    for each in listed:
        if any(address.endswith(f"@{domain}") for address in each["recipients"]):
            raw = httpx.get(f"{page}/mails/{each['id']}/raw", timeout=30).raise_for_status().content
            mails.append(email.message_from_bytes(raw, policy=email.policy.default))
    return mails
