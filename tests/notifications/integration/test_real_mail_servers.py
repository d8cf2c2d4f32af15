"""Through a real relay and a real mailbox: what is sent, and how what comes back is taken in."""

from __future__ import annotations

import imaplib
import ssl

import pytest

from chassis.mail_intake.mailbox import Mailbox, MailboxAddress, MailboxAwayError
from contracts.events import NOTICE_FAILED
from kontor_local.mail_servers import (
    NOBODY_THERE,
    PASSWORD,
    RETURNED_BY_LMTP,
    RETURNED_TO_MAILBOX,
    USER,
)
from notifications.adapters.composition import Composer
from notifications.domain.return_path import ReturnPath
from notifications.use_cases.fetch_returned_mails import fetch_returned_mails
from tests.notifications.integration.conftest import Office, run_at_once
from tests.notifications.integration.test_outcomes import a_document, told
from tests.notifications.integration.test_returned_mails import listening
from tests.notifications.real_mail_servers import RealMailServers
from tests.waiting import until


def send_to_nobody(office: Office, real: RealMailServers, path: ReturnPath) -> int:
    desk = office.new_desk(real.smtp_url, patience_seconds=20)
    desk.composer = Composer(mail_from="Kontor <kontor@kontor.example>", return_path=path)
    office.queue(a_document(1, recipient=f"{NOBODY_THERE}@muster.example"))
    return office.send(desk)


def path_to(domain: str) -> ReturnPath:
    return ReturnPath(address=f"bounce@{domain}", keys=[b"k" * 32])


def inbox(real: RealMailServers) -> imaplib.IMAP4:
    mailbox = imaplib.IMAP4("localhost", real.imap_port, timeout=60)
    mailbox.starttls(ssl.create_default_context())
    mailbox.login(USER, PASSWORD)
    mailbox.select("INBOX")
    return mailbox


def flags(real: RealMailServers) -> list[bytes]:
    with inbox(real) as mailbox:
        _, numbers = mailbox.search(None, "ALL")
        # Of an empty mailbox there is no first mail to ask about.
        _, found = mailbox.fetch("1:*", "(FLAGS)") if numbers[0] else ("OK", [])
    return [each for each in found if isinstance(each, bytes)]


def empty(real: RealMailServers) -> None:
    """Throw away what other tests have had delivered."""
    with inbox(real) as mailbox:
        _, found = mailbox.search(None, "ALL")
        for number in found[0].split():
            mailbox.store(number.decode(), "+FLAGS", r"(\Deleted)")
        mailbox.expunge()


@pytest.mark.req("B17")
def test_a_real_relay_takes_a_mail_under_tls_and_brings_its_report_to_the_listener(
    office: Office, real: RealMailServers
) -> None:
    path = path_to(RETURNED_BY_LMTP)
    with listening(office, "lmtp", path=path, port=real.listener_port):
        sent = send_to_nobody(office, real, path)
        until(lambda: told(office, NOTICE_FAILED), seconds=30)

    assert sent == 1
    (failed,) = told(office, NOTICE_FAILED)
    assert (failed["bounce"]["severity"], failed["bounce"]["came_back"]) == ("hard", True)


@pytest.mark.req("B17")
def test_pollers_of_a_real_mailbox_at_once_count_a_report_once_and_leave_the_rest_to_people(
    office: Office, real: RealMailServers
) -> None:
    path = path_to(RETURNED_TO_MAILBOX)
    box = Mailbox(MailboxAddress.parse(real.imap_url))
    empty(real)
    send_to_nobody(office, real, path)
    until(lambda: len(flags(real)) == 1, seconds=30)
    with inbox(real) as mailbox:
        mailbox.append("INBOX", "", "", b"From: a@b.example\r\n\r\nHallo\r\n")
        mailbox.append("INBOX", "", "", b"\0\xff" * 2_000_000)

    run_at_once(*[lambda: fetch_returned_mails(box, path, office.database, office.clock)] * 2)
    again = fetch_returned_mails(box, path, office.database, office.clock)

    assert again == 0
    assert len(told(office, NOTICE_FAILED)) == 1
    left = flags(real)
    assert len(left) == 2
    assert all(b"\\Seen" in each for each in left)


def test_a_mailbox_is_entered_under_tls_with_its_password_alone(
    real: RealMailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = real.imap_url.replace(PASSWORD, "wrong")
    nowhere = real.imap_url.replace("INBOX", "Nowhere")

    for url in (wrong, nowhere):
        with pytest.raises(MailboxAwayError), Mailbox(MailboxAddress.parse(url)).open():
            pass
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        pytest.raises(MailboxAwayError),
        Mailbox(MailboxAddress.parse(real.imap_url)).open(),
    ):
        pass
