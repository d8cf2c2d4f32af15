"""What takes mails in beside the services, fed by the mail sink as by a relay."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.database import Database
from chassis.ids import new_id
from kontor_local.environment import BOUNCE_ADDRESS, REQUEST_MAIL_ADDRESS
from kontor_local.keys import return_path_keys
from kontor_local.mail_routes import FILE_NAME, MailRoutes
from kontor_local.mail_sink import mail_sink_program
from kontor_local.parts import MAIL_PARTS
from kontor_local.places import remembered_ports
from kontor_local.processes import Child
from kontor_local.product import Product
from notifications.adapters.return_path_keys import read_return_path
from tests.conftest import NewNamespace
from tests.waiting import until

CUSTOMER = "erika@muster.example"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostOffice:
    """A mail sink that hands mails over to the parts that run."""

    product: Product
    smtp_port: int
    page_url: str

    def send(self, *, to: str, sender: str = CUSTOMER, **headers: str) -> None:
        """Send a mail to the sink."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, "Ihre Anfrage 1001"
        mail["Message-ID"] = f"<{new_id()}@example.com>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content("Welches Papier verwenden Sie?")
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            server.send_message(mail, from_addr=sender, to_addrs=[to])

    def caught(self, to: str) -> list[dict[str, Any]]:
        """Return what the sink shows for an address, the newest first."""
        mails: list[dict[str, Any]] = httpx.get(
            f"{self.page_url}/mails.json", params={"to": to}, timeout=60
        ).json()
        return mails

    def answer(self, mail: dict[str, Any], how: str, **form: str) -> httpx.Response:
        """Send one of the forms below a mail."""
        return httpx.post(f"{self.page_url}/mails/{mail['id']}/{how}", data=form, timeout=60)

    def taken_in(self) -> list[str]:
        """Return whose mails tickets has written down."""
        database = Database(self.product.namespace.databases["tickets"].application_url)
        with database.transaction(every_organisation=True) as session:
            senders = list(session.scalars(text("SELECT sender FROM incoming_mail")))
        database.dispose()
        return senders

    def counted(self, part: str, answer: str) -> float:
        """Return how many mails a part has answered so."""
        url = self.product.ready_url(part).replace("/ready", "/metrics")
        name = f'kontor_mails_handed_over_total{{answer="{answer}"}} '
        lines = httpx.get(url, timeout=60).text.splitlines()
        return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))


@pytest.fixture(scope="module")
def office(
    new_namespace: NewNamespace,
    migrated_template: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PostOffice]:
    home = tmp_path_factory.mktemp("mail-parts")
    ports = remembered_ports(home / "sink", ("smtp", "mail_page"))
    sink = Child(mail_sink_program(home, ports, home / "sink.log"))
    services = ("tickets", "notifications")
    templates = {service: migrated_template(service) for service in services}
    with new_namespace(services, templates=templates) as namespace:
        product = Product(namespace, home / "product", parts=MAIL_PARTS)
        try:
            sink.start()
            product.start()
            sink.wait_ready(60)
            product.wait_ready(60)
            MailRoutes(file=home / FILE_NAME).write(product.mail_ports())
            yield PostOffice(
                product=product,
                smtp_port=ports["smtp"],
                page_url=f"http://127.0.0.1:{ports['mail_page']}",
            )
        finally:
            product.stop()
            sink.stop()


def test_a_mail_to_the_portal_is_taken_in_and_shown_among_the_others(office: PostOffice) -> None:
    office.send(to=REQUEST_MAIL_ADDRESS, sender="first@muster.example")

    assert "first@muster.example" in office.taken_in()
    assert office.counted("mail-intake", "taken") >= 1
    assert office.caught(REQUEST_MAIL_ADDRESS)[0]["sender"] == "first@muster.example"


def test_a_caught_mail_is_answered_on_its_page(office: PostOffice) -> None:
    office.send(to=CUSTOMER, sender="kontor@example.com", Reply_To=REQUEST_MAIL_ADDRESS)
    (mail,) = until(lambda: office.caught(CUSTOMER))

    page = httpx.get(f"{office.page_url}/mails/{mail['id']}", timeout=60).text
    sent = office.answer(mail, "reply", words="A4, 80 Gramm.")
    foreign = httpx.post(
        f"{office.page_url}/mails/{mail['id']}/reply",
        data={"words": "Hallo"},
        headers={"Origin": "https://else.example"},
        timeout=60,
    )

    reply = next(each for each in office.caught(REQUEST_MAIL_ADDRESS) if CUSTOMER in str(each))
    assert "Send reply" in page
    assert "Send back" not in page
    assert (sent.status_code, foreign.status_code) == (200, 403)
    assert reply["text"].startswith("A4, 80 Gramm.")
    assert "> Welches Papier verwenden Sie?" in reply["text"]
    assert reply["headers"]["In-Reply-To"] == mail["headers"]["Message-ID"]
    assert office.taken_in().count(CUSTOMER) == 1


def test_a_caught_mail_is_sent_back_on_its_page(office: PostOffice) -> None:
    path = read_return_path(BOUNCE_ADDRESS, return_path_keys(office.product.home))
    assert path is not None
    office.send(to="gone@muster.example", sender=path.address_of(new_id()))
    office.send(to="gone@muster.example", sender=f"bounce+made.up@{BOUNCE_ADDRESS.split('@')[1]}")
    forged, ours = until(lambda: office.caught("gone@muster.example")[:2])

    taken = office.answer(ours, "return")
    refused = office.answer(forged, "return")

    assert "Send back" in taken.text
    assert (taken.status_code, refused.status_code) == (200, 502)
    assert "No such address" in refused.text
    assert office.counted("bounce-listener", "taken") == 1
    assert office.counted("bounce-listener", "unknown_address") == 1


def test_each_says_whether_it_lives_and_is_ready(office: PostOffice) -> None:
    for part in ("mail-intake", "bounce-listener"):
        ready = office.product.ready_url(part)
        answers = {
            path: httpx.get(ready.replace("/ready", path), timeout=60).status_code
            for path in ("/live", "/ready", "/metrics", "/else")
        }

        assert answers == {"/live": 200, "/ready": 200, "/metrics": 200, "/else": 404}


def test_while_nobody_listens_the_sender_is_told_to_come_again(
    office: PostOffice, tmp_path: Path
) -> None:
    ports = remembered_ports(tmp_path, ("nobody",))
    routes = MailRoutes(file=Path(office.product.home).parent / FILE_NAME)
    routes.write({REQUEST_MAIL_ADDRESS: ports["nobody"]})

    try:
        with pytest.raises(smtplib.SMTPDataError, match=r"Nobody listens"):
            office.send(to=f"anfragen+some.thing@{REQUEST_MAIL_ADDRESS.split('@')[1]}")
    finally:
        routes.write(office.product.mail_ports())
