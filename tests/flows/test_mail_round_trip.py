"""An answer in the portal, a mail, a reply by mail, and a comment in the portal: all of it real.

The customer writes through a real relay (Exim) under TLS; his mails reach us by LMTP, or lie in a
real mailbox (Dovecot) that is read over IMAP.
"""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest

from kontor_local.mail_servers import PASSWORD, USER, can_run_mail_servers
from kontor_local.places import accepts_connections
from kontor_local.processes import Child, Program
from tests.flows.world import Customer, World
from tests.notifications.real_mail_servers import RealMailServers, running_mail_servers
from tests.waiting import until

pytestmark = pytest.mark.skipif(
    not can_run_mail_servers(), reason="the mail servers are Debian packages in a namespace"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20_000)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMailServers]:
    with running_mail_servers(tmp_path_factory.mktemp("mail-servers")) as servers:
        yield servers


@pytest.fixture(scope="module")
def intake(world: World, real: RealMailServers) -> Iterator[Child]:
    """Run the mail intake, with both of its ways in."""
    with mail_intake(world, real) as running:
        yield running


@contextmanager
def mail_intake(world: World, real: RealMailServers) -> Iterator[Child]:
    environment = world.product.environment_of("tickets") | {
        "KONTOR_REQUEST_MAIL_LISTEN": f"lmtp://127.0.0.1:{real.listener_port}",
        "KONTOR_REQUEST_MAIL_IMAP_URL": real.imap_url,
        "KONTOR_REQUEST_MAIL_IMAP_SECONDS": "0.3",
        # Not the one at which the service itself tells how it is.
        "KONTOR_HTTP_PORT": "0",
        "SSL_CERT_FILE": str(real.certificate),
    }
    intake = Child(
        Program(
            name="mail-intake",
            command=(sys.executable, "-m", "tickets.mail_intake"),
            environment=environment,
            log=real.home / "intake.log",
            is_ready=lambda: accepts_connections(real.listener_port),
        )
    )
    intake.start()
    try:
        intake.wait_ready(30)
        yield intake
    finally:
        intake.stop()


@dataclass(frozen=True, kw_only=True, slots=True)
class Correspondence:
    """A request, who asked, and who answers."""

    world: World
    customer: Customer
    admin: str
    request: dict[str, Any]

    def say(self, token: str, words: str) -> None:
        """Answer in the portal."""
        self.world.portal.http.post(
            f"/v1/requests/{self.request['id']}/comments",
            headers={**self.world.portal.as_(token), "Idempotency-Key": words},
            json={"body": words},
        ).raise_for_status()

    def comments(self) -> list[dict[str, Any]]:
        """Return what was said, as the customer sees it."""
        answer = self.world.get(
            f"/v1/requests/{self.request['id']}/history?kind=comment", self.admin
        )
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def mail_with(self, words: str) -> dict[str, Any]:
        """Return the mail that brought something to the customer."""
        mails = self.world.portal.mails_to(self.customer.admin.email)
        found: dict[str, Any] = next((mail for mail in mails if words in mail["text"]), {})
        return found


@pytest.fixture
def correspondence(world: World, customer: Customer) -> Correspondence:
    admin = world.portal.settle_in(customer.admin)
    opened = world.portal.http.post(
        "/v1/requests",
        headers={**world.portal.as_(admin), "Idempotency-Key": "mail"},
        json={
            "kind": "technical_problem",
            "title": "Drucker im Lager zieht kein Papier ein",
            "description": "Seit heute Morgen, Fehlercode E-12, bei jedem Format.",
        },
    ).raise_for_status()
    return Correspondence(world=world, customer=customer, admin=admin, request=opened.json())


def reply(mail: dict[str, Any], words: str, *, sender: str) -> EmailMessage:
    """Return a reply as a mail program writes it: below the new words stands the whole mail."""
    headers = mail["headers"]
    answer = EmailMessage()
    answer["From"] = sender
    answer["To"] = headers["Reply-To"]
    answer["Subject"] = f"Re: {mail['subject']}"
    answer["Message-ID"] = f"<{abs(hash(words))}@muster.example>"
    answer["In-Reply-To"] = headers["Message-ID"]
    answer["References"] = f"{headers['References']} {headers['Message-ID']}"
    quoted = "\n".join(f"> {line}" for line in mail["text"].splitlines())
    answer.set_content(f"{words}\n\nAm 02.03.2026 um 12:00 schrieb Kontor:\n{quoted}\n")
    return answer


def send(real: RealMailServers, mail: EmailMessage, *recipients: str) -> None:
    """Hand a mail over to the relay, as the customer's own mail program does."""
    with smtplib.SMTP("localhost", real.smtp_port) as relay:
        relay.starttls(context=ssl.create_default_context(cafile=str(real.certificate)))
        relay.login(USER, PASSWORD)
        relay.send_message(mail, to_addrs=recipients or None)


@pytest.mark.req("C15", "FD-02")
def test_an_answer_in_the_portal_is_replied_to_by_mail_and_the_reply_is_a_comment(
    correspondence: Correspondence, real: RealMailServers, intake: Child
) -> None:
    del intake
    erika = correspondence.customer.admin.email
    correspondence.say(correspondence.world.staff(), "Zieht er mit A4 ein?")
    mail = until(lambda: correspondence.mail_with("Zieht er mit A4 ein?"), seconds=30)
    answer = reply(mail, "Nein, auch damit nicht. Siehe Bild.", sender=f"Erika <{erika}>")
    answer.add_attachment(PNG, maintype="image", subtype="png", filename="Anzeige.png")
    forged = reply(mail, "Ich bin es auch.", sender="Fremd <fremd@else.example>")

    send(real, answer)
    send(real, answer)
    send(real, forged)
    said = until(lambda: correspondence.comments()[1:], seconds=60)
    told = until(lambda: correspondence.world.portal.mails_to("fremd@else.example"), seconds=30)

    (comment,) = said
    assert comment["body"] == "Nein, auch damit nicht. Siehe Bild."
    assert (comment["side"], comment["audience"]) == ("customer", "public")
    (file,) = comment["attachments"]
    fetched = correspondence.world.get(
        f"/v1/requests/{correspondence.request['id']}/attachments/{file['id']}",
        correspondence.admin,
    )
    assert (file["file_name"], fetched.content) == ("Anzeige.png", PNG)
    assert len(told) == 1
    assert str(correspondence.request["number"]) not in str(told)
    assert len(correspondence.comments()) == 2


@pytest.mark.req("C15", "SE-10")
def test_a_mail_of_a_member_that_comes_by_lmtp_opens_a_request(
    correspondence: Correspondence, real: RealMailServers, intake: Child
) -> None:
    del intake
    mail = EmailMessage()
    mail["From"] = correspondence.customer.admin.email
    mail["To"] = "anfragen@example.com"
    mail["Subject"] = "Rechnung fehlt"
    mail["Message-ID"] = "<new@muster.example>"
    mail.set_content("Uns fehlt die Rechnung vom Februar.")

    with smtplib.LMTP("127.0.0.1", real.listener_port) as relay:
        relay.send_message(mail)
        relay.ehlo()
        relay.mail(str(mail["From"]))
        unknown = relay.rcpt("somebody@else.example")

    def opened() -> list[dict[str, Any]]:
        listed = correspondence.world.get("/v1/requests", correspondence.admin).json()["items"]
        return [each for each in listed if each["title"] == "Rechnung fehlt"]

    (request,) = until(opened, seconds=30)
    assert (request["channel"], request["state"]) == ("mail", "waiting_for_vendor")
    assert unknown[0] == 550
