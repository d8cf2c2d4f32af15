"""Mails that come back: each counts once, forged and harmless ones never, whoever takes them in."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.errors import DependencyDown
from chassis.ids import new_id
from chassis.mail_intake.listener import listen
from chassis.testing import a_principal
from contracts.events import NOTICE_FAILED, RECIPIENT_REACHED
from contracts.notifications import MessageQuery, MessageRecord
from notifications.adapters.composition import Composer
from notifications.adapters.returned_mail import read_returned_mail
from notifications.bounce_listener import LARGEST_MAIL_BYTES, ReturnedMailTaker
from notifications.domain.bounces import BELIEVED_FOR, QUIET_BEFORE_REACHED
from notifications.domain.return_path import ReturnPath
from notifications.store.messages import MessageStore
from notifications.store.records import MessageRecords
from notifications.store.returned_mails import ReturnedMailStore
from notifications.use_cases.confirm_reached_recipients import confirm_reached_recipients
from notifications.use_cases.describe_message import describe_message
from notifications.use_cases.receive_returned_mail import receive_returned_mail
from tests.notifications.integration.conftest import DatabaseSwitch, Office, run_at_once
from tests.notifications.integration.test_outcomes import ORGANISATION, a_document, told
from tests.notifications.returned_mails import QMAIL, a_mail, a_report
from tests.notifications.scripted_mail_server import Behaviour, ScriptedMailServer

PATH = ReturnPath(address="bounce@kontor.example", keys=[b"k" * 32])


@pytest.fixture(autouse=True)
def _mails_come_back_to_us(office: Office) -> None:
    office.desk.composer = Composer(mail_from="Kontor <kontor@kontor.example>", return_path=PATH)


def send_one(office: Office, server: ScriptedMailServer, number: int = 1) -> str:
    """Send a document's notice; return the address to which it comes back."""
    office.queue(a_document(number))
    office.send()
    return server.senders[-1]


def take_in(office: Office, content: bytes, *addresses: str) -> str:
    """Take in what came back, as the listener does."""
    mail = read_returned_mail(content)
    with office.database.transaction(every_organisation=True) as session:
        return receive_returned_mail(
            mail,
            addresses or mail.addressed_to,
            path=PATH,
            session=session,
            now=office.clock.now(),
        )


def described(office: Office, number: int = 1) -> MessageRecord:
    staff = a_principal(organisation_kind="vendor")
    with office.database.transaction(every_organisation=True) as session:
        return describe_message(
            staff,
            MessageQuery(idempotency_key=f"document:{number}"),
            MessageRecords(session),
            ReturnedMailStore(session),
        )


@pytest.mark.req("B17", "SE-30")
def test_a_mail_that_was_sent_and_came_back_is_bounced_and_told_once(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)
    report = a_report(to=address)

    receipts = [take_in(office, report), take_in(office, report)]
    another = take_in(office, a_report(to=address, message_id="<again@relay.example>"))

    assert address.startswith("bounce+")
    assert [*receipts, another] == ["bounced", "known", "noted"]
    (failed,) = told(office, NOTICE_FAILED)
    assert failed["bounce"] == {
        "severity": "hard",
        "reason": "address_unknown",
        "status": "5.1.1",
        "came_back": True,
    }
    record = described(office)
    assert (record.state, [each.sort for each in record.returned]) == ("bounced", ["failed"] * 2)
    assert record.returned[0].words.startswith("550 5.1.1")


@pytest.mark.req("B17")
def test_a_mail_taken_in_at_two_places_at_once_bounces_once(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    report = a_report(to=send_one(office, mail_server))

    receipts = run_at_once(*[lambda: take_in(office, report)] * 4)

    assert sorted(receipts) == ["bounced", "known", "known", "known"]
    assert len(told(office, NOTICE_FAILED)) == 1


def test_what_is_no_failure_is_noted_and_changes_nothing(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)
    own = mail_server.accepted[-1]

    for number, content in enumerate(
        [
            a_report(to=address, action="delayed", message_id="<1@relay>"),
            a_report(to=address, action="relayed", message_id="<2@relay>"),
            a_mail("Ich bin im Urlaub", to=address, auto_submitted="auto-replied"),
            own,
        ],
        start=1,
    ):
        assert take_in(office, content, address) == "noted", number

    assert told(office, NOTICE_FAILED) == []
    record = described(office)
    assert record.state == "sent"
    sorts = sorted(each.sort for each in record.returned)
    assert sorts == ["auto_reply", "delayed", "delivered", "looped"]


def test_a_bounce_without_a_report_is_known_by_its_address_alone(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)

    assert take_in(office, a_mail(QMAIL, to=address)) == "bounced"


def test_a_made_up_return_address_changes_nothing(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)
    made_up = ReturnPath(address="bounce@kontor.example", keys=[b"x" * 32]).address_of(new_id())
    nobodys = PATH.address_of(new_id())

    receipts = [
        take_in(office, a_report(to=each)) for each in (made_up, nobodys, "", f"x{address}")
    ]

    assert receipts == ["forged"] * 4
    assert described(office).returned == ()


def test_what_comes_back_after_a_month_is_noted_only(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)
    office.clock.move(BELIEVED_FOR + timedelta(seconds=1))

    assert take_in(office, a_report(to=address)) == "noted"
    assert described(office).state == "sent"


def test_a_mail_in_doubt_that_comes_back_is_not_sent_again(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    mail_server.behaviour = Behaviour(hang_up_at="dot")
    address = send_one(office, mail_server)
    mail_server.behaviour = Behaviour()

    receipt = take_in(office, a_report(to=address))
    office.clock.move(timedelta(hours=1))
    office.ticks += 60

    assert receipt == "bounced"
    assert office.send() == 0
    assert len(mail_server.accepted) == 1


def test_a_mail_that_comes_back_before_its_sending_is_written_down_stays_bounced(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_document(1))
    addresses: list[str] = []

    def comes_back_at_once() -> None:
        with office.database.transaction(every_organisation=True) as session:
            (message_id,) = session.scalars(text("SELECT id FROM message"))
        addresses.append(PATH.address_of(message_id))
        take_in(office, a_report(to=addresses[0]))

    mail_server.when_content_arrived = comes_back_at_once
    sent = office.send()

    assert (sent, addresses) == (1, mail_server.senders)
    record = described(office)
    assert (record.state, [each.outcome for each in record.attempts]) == ("bounced", ["sent"])
    assert len(told(office, NOTICE_FAILED)) == 1


def test_whom_mails_came_back_from_is_reached_when_one_has_stayed_out_for_a_day(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    take_in(office, a_report(to=send_one(office, mail_server, 1)))
    second = send_one(office, mail_server, 2)
    confirm(office, QUIET_BEFORE_REACHED - timedelta(seconds=1))
    take_in(office, a_report(to=second, message_id="<2@relay.example>"))
    confirm(office, QUIET_BEFORE_REACHED)
    send_one(office, mail_server, 3)
    early = told(office, RECIPIENT_REACHED)

    confirm(office, QUIET_BEFORE_REACHED)
    confirm(office, QUIET_BEFORE_REACHED)

    assert early == []
    (reached,) = told(office, RECIPIENT_REACHED)
    assert reached["organisation_id"] == str(ORGANISATION)


def confirm(office: Office, after: timedelta) -> None:
    office.clock.move(after)
    with office.database.transaction(every_organisation=True) as session:
        confirm_reached_recipients(session, office.clock.now())


def test_a_refusal_at_once_is_told_with_its_code_too(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_document(1))
    mail_server.behaviour = Behaviour(recipient="552 5.2.2 Mailbox full")

    office.send()

    (failed,) = told(office, NOTICE_FAILED)
    assert failed["bounce"] == {
        "severity": "hard",
        "reason": "mailbox_full",
        "status": "5.2.2",
        "came_back": False,
    }


# The listener -------------------------------------------------------------------------------------


@contextmanager
def listening(
    office: Office, protocol: str, *, path: ReturnPath = PATH, port: int = 0
) -> Iterator[int]:
    """Yield the port of a listener in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    async def start() -> asyncio.Server:
        taker = ReturnedMailTaker(path=path, database=office.database, clock=office.clock)
        url = f"{protocol}://127.0.0.1:{port}"
        return await listen(taker, url, largest_bytes=LARGEST_MAIL_BYTES)

    async def stop() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = run(start())
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        run(stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.req("B17")
def test_a_relay_hands_over_by_lmtp_what_came_back(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)
    with listening(office, "lmtp") as port, smtplib.LMTP("127.0.0.1", port) as relay:
        relay.ehlo("relay.example")  # which says LHLO here
        relay.mail("<>")
        forged = relay.rcpt("bounce+aaaa.bbbb@kontor.example")
        taken, second = relay.rcpt(address), relay.rcpt(address)
        answer = relay.data(a_report(to="somebody@else.example"))

    assert (forged[0], taken[0], second[0], answer[0]) == (550, 250, 452, 250)
    assert described(office).state == "bounced"


def test_a_listener_survives_what_is_long_or_broken_and_asks_to_wait_without_its_database(
    office: Office, mail_server: ScriptedMailServer, database_switch: DatabaseSwitch
) -> None:
    address = send_one(office, mail_server)
    # More short lines than are read, and nine megabytes in all.
    lines = b"x" * 70 + b"\r\n" + b"y\r\n" * 400_000 + (b"y" * 900 + b"\r\n") * 9_000
    long = a_report(to=address).replace(b"--demo--", lines)

    with listening(office, "smtp") as port, smtplib.SMTP("127.0.0.1", port) as relay:
        database_switch.off()
        with pytest.raises(smtplib.SMTPDataError) as put_off:
            relay.sendmail("", [address], a_report(to=address))
        database_switch.on()
        relay.sendmail("", [address], b"\0\xff" * 10_000)
        relay.sendmail("", [address], long)

    assert put_off.value.smtp_code == 451
    record = described(office)
    assert record.state == "bounced"
    assert sorted(each.sort for each in record.returned) == ["failed", "unclear"]


def test_a_claim_on_a_bounced_message_is_refused(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    address = send_one(office, mail_server)
    take_in(office, a_report(to=address))

    with office.database.transaction(every_organisation=True) as session:
        claimed = MessageStore(session).claim_next(office.clock.now())

    assert claimed is None


def test_while_the_database_is_away_nothing_is_taken(
    office: Office, mail_server: ScriptedMailServer, database_switch: DatabaseSwitch
) -> None:
    report = a_report(to=send_one(office, mail_server))
    database_switch.off()
    with pytest.raises(DependencyDown):
        take_in(office, report)
    database_switch.on()

    assert take_in(office, report) == "bounced"
