import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.silent_peers import SILENT_MILLISECONDS
from notifications.adapters.connections import connect_anywhere
from notifications.domain.delivery import GIVE_UP_AFTER, LEASE
from tests.notifications.certificates import make_certificate, server_context
from tests.notifications.integration.conftest import Office
from tests.notifications.notices import DOCUMENT, INVITATION, a_notice
from tests.notifications.scripted_mail_server import OK, Behaviour, ScriptedMailServer
from tests.waiting import until

OTHER = a_notice(idempotency_key="document:other", recipient="andere@muster.example")


@pytest.mark.req("R6")
@pytest.mark.parametrize("where", ["mail", "recipient", "content"])
def test_a_temporary_refusal_puts_the_message_off_and_it_is_sent_later(
    office: Office, mail_server: ScriptedMailServer, where: str
) -> None:
    office.queue()
    mail_server.behaviour = Behaviour(**{where: "451 4.7.1 Greylisted, please come back"})

    sent_at_once = office.send()
    mail_server.behaviour = Behaviour()
    office.clock.move(timedelta(seconds=29))
    sent_too_early = office.send()
    office.clock.move(timedelta(seconds=1))
    sent_in_time = office.send()

    assert (sent_at_once, sent_too_early, sent_in_time) == (0, 0, 1)
    assert [(attempt.outcome, attempt.reply) for attempt in office.find().attempts] == [
        ("deferred", "451 4.7.1 Greylisted, please come back"),
        ("sent", OK),
    ]


@pytest.mark.req("R6")
@pytest.mark.parametrize("where", ["recipient", "content"])
def test_a_final_refusal_fails_the_message_with_the_servers_words(
    office: Office, mail_server: ScriptedMailServer, where: str
) -> None:
    office.queue(INVITATION)
    mail_server.behaviour = Behaviour(**{where: "550 5.1.1 No such mailbox"})

    office.send()
    mail_server.behaviour = Behaviour()
    office.clock.move(timedelta(days=1))
    office.send()

    found = office.find(INVITATION)
    assert found.state == "failed"
    assert [(attempt.outcome, attempt.reply) for attempt in found.attempts] == [
        ("failed", "550 5.1.1 No such mailbox")
    ]
    assert mail_server.accepted == []


def test_a_refused_sender_is_our_own_fault_and_fails_no_message(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    mail_server.behaviour.mail = "530 5.7.0 Authentication required"

    office.send()

    assert office.find().state == "deferred"


def test_whatever_a_server_says_can_be_recorded(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    mail_server.behaviour.recipient = "550 \x00\x1b[31m" + "no " * 300

    office.send()

    (attempt,) = office.find().attempts
    assert attempt.reply.startswith("550 ??[31mno no")
    assert len(attempt.reply) == 500


def test_one_refused_recipient_does_not_hold_the_others_up(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_notice(recipient="nobody@muster.example"))
    office.queue(OTHER)
    mail_server.refused = {"nobody@muster.example": "550 No such mailbox"}

    sent = office.send()

    assert sent == 1
    assert office.find(OTHER).state == "sent"
    assert mail_server.connections == 1


def test_after_three_days_of_temporary_refusals_the_message_has_failed(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    mail_server.behaviour.content = "452 4.2.2 Mailbox full"
    began_at = office.clock.now()

    while office.find().state != "failed":
        office.send()
        office.clock.move(timedelta(minutes=30))

    lasted = office.clock.now() - began_at
    assert GIVE_UP_AFTER <= lasted <= GIVE_UP_AFTER + timedelta(hours=7)
    assert len(office.find().attempts) == 17
    assert office.find().attempts[-1].reply == "452 4.2.2 Mailbox full"


@pytest.mark.req("R6", "P3")
@pytest.mark.parametrize("where", ["mail", "recipient"])
def test_a_connection_lost_before_the_final_dot_costs_ten_seconds_and_no_doubt(
    office: Office, mail_server: ScriptedMailServer, where: str
) -> None:
    office.queue()
    mail_server.behaviour.hang_up_at = where

    office.send()
    mail_server.behaviour = Behaviour()
    office.ticks += 5
    office.clock.move(timedelta(seconds=10))
    sent = office.send()

    assert sent == 1
    assert [attempt.outcome for attempt in office.find().attempts] == ["deferred", "sent"]


@pytest.mark.req("R6", "P3")
def test_a_connection_lost_after_the_final_dot_is_a_doubt_and_the_copy_carries_the_same_id(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    mail_server.behaviour.hang_up_at = "dot"

    office.send()
    mail_server.behaviour = Behaviour()
    office.ticks += 5
    office.clock.move(LEASE - timedelta(seconds=1))
    too_early = office.send()
    office.clock.move(timedelta(seconds=1))
    in_time = office.send()

    assert (too_early, in_time) == (0, 1)
    assert [attempt.outcome for attempt in office.find().attempts] == ["in_doubt", "sent"]
    first, copy = mail_server.accepted
    assert first == copy


@pytest.mark.req("R6")
def test_a_server_that_is_away_costs_no_message_anything(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    office.queue(OTHER)
    mail_server.stop()

    sent_without_server = office.send()
    mail_server.start_again()
    office.ticks += 5
    sent_with_server = office.send()

    assert (sent_without_server, sent_with_server) == (0, 2)
    assert len(office.find(DOCUMENT).attempts) == 1


@pytest.mark.req("R6")
def test_a_troubled_server_is_probed_once_in_five_seconds_and_not_by_every_message(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    for number in range(10):
        office.queue(a_notice(idempotency_key=f"document:{number}"))
    mail_server.behaviour.hang_up_at = "mail"

    for _ in range(10):
        office.send()
    probes_at_first = mail_server.connections
    office.ticks += 5
    office.send()

    assert probes_at_first == 1
    assert mail_server.connections == 2


@pytest.mark.req("R6")
def test_a_server_that_hangs_on_one_message_does_not_hold_other_senders_up(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    given_up = threading.Event()
    others_sent: list[int] = []

    def the_second_sender_carries_on() -> None:
        mail_server.when_content_arrived = None
        office.queue(OTHER)
        others_sent.append(office.send(office.new_desk()))
        given_up.wait(10)

    mail_server.when_content_arrived = the_second_sender_carries_on
    sent = office.send(office.new_desk(patience_seconds=0.3))
    given_up.set()
    until(lambda: others_sent)

    assert (sent, others_sent) == (0, [1])
    assert [attempt.outcome for attempt in office.find().attempts] == ["in_doubt"]
    assert office.find(OTHER).state == "sent"


def test_a_server_that_says_it_is_closing_says_nothing_about_the_message(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    mail_server.behaviour.recipient = "421 4.3.2 Shutting down"

    office.send()
    mail_server.behaviour = Behaviour()
    office.ticks += 5
    office.clock.move(timedelta(seconds=10))

    assert office.send() == 1


@pytest.mark.req("R6")
def test_a_password_never_travels_to_a_server_whose_encryption_was_stripped(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    url = f"smtp://kontor:secret@127.0.0.1:{mail_server.port}"

    sent = office.send(office.new_desk(url))

    assert sent == 0
    assert mail_server.logins == []
    assert mail_server.accepted == []


def test_a_password_travels_encrypted(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    office.queue()

    with ScriptedMailServer(tls=server_context(certificate)) as server:
        sent = office.send(office.new_desk(f"smtp://kontor:secret@localhost:{server.port}"))
        office.hang_up()

    assert sent == 1
    assert server.logins == [("kontor", "secret")]


def test_a_server_with_somebody_elses_certificate_gets_nothing(
    office: Office, tmp_path: Path
) -> None:
    office.queue()

    with ScriptedMailServer(tls=server_context(make_certificate(tmp_path))) as server:
        sent = office.send(office.new_desk(f"smtp://kontor:secret@localhost:{server.port}"))

    assert sent == 0
    assert server.logins == []


def test_a_mail_server_that_is_gone_without_a_word_is_noticed_and_one_that_thinks_is_not(
    mail_server: ScriptedMailServer,
) -> None:
    with connect_anywhere("127.0.0.1", mail_server.port, 10) as connection:
        silent_after = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        connection.sendall(b"QUIT\r\n")
        while connection.recv(1024):  # until it has hung up, so that nothing of it stays open
            pass

    # The kernel's acknowledgements count, not the answer, for which we wait ten minutes.
    assert silent_after == SILENT_MILLISECONDS
