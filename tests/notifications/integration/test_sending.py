import email
import email.policy
import hashlib
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from chassis.errors import DependencyDown
from chassis.ids import new_id
from kontor_local.servers import Servers
from notifications.adapters.composition import Composer, Envelope, Sender
from notifications.domain.delivery import LEASE
from notifications.domain.message import Message
from notifications.store.messages import MessageStore
from notifications.use_cases.renew_lease import renew_lease
from tests.notifications.integration.conftest import DatabaseSwitch, Office, run_at_once
from tests.notifications.notices import DOCUMENT, INVITATION, a_notice
from tests.notifications.scripted_mail_server import ScriptedMailServer


@pytest.mark.req("SE-30")
def test_a_queued_message_is_sent_once_and_every_fact_is_kept(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()

    sent = [office.send(), office.send()]

    assert sent == [1, 0]
    (content,) = mail_server.accepted
    found = office.find()
    assert email.message_from_bytes(content)["Message-ID"] == found.message_id
    assert found.state == "sent"
    assert [(attempt.outcome, attempt.reply) for attempt in found.attempts] == [("sent", "250 OK")]
    (attempt,) = attempt_rows(office)
    assert attempt["recipient"] == DOCUMENT.recipient
    assert attempt["content_sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.req("SE-30", "P3")
def test_many_senders_at_once_send_each_message_once(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    for number in range(30):
        office.queue(a_notice(idempotency_key=f"document:{number}"))

    sent = run_at_once(*[lambda: office.send(office.new_desk())] * 6)

    assert sum(sent) == 30
    assert len({message_id(content) for content in mail_server.accepted}) == 30
    assert len(mail_server.accepted) == 30


@pytest.mark.req("SE-30", "FD-06")
def test_the_mail_sink_shows_both_parts_in_the_customers_language(
    office: Office, servers: Servers
) -> None:
    if not servers.mail_page_url:
        pytest.skip("another SMTP server stands in for the sink")
    recipient = f"{new_id()}@muster.example"
    office.queue(a_notice(recipient=recipient))

    office.send(office.new_desk(servers.smtp_url))

    answer = httpx.get(f"{servers.mail_page_url}/mails.json", params={"to": recipient}, timeout=60)
    (mail,) = answer.json()
    assert mail["subject"].startswith("Rechnung RE-2026-0815")
    assert DOCUMENT.parameters["link"] in mail["text"]
    assert "Rechnung ansehen" in mail["html"]
    assert mail["headers"]["Content-Language"] == "de"


def test_a_batch_shares_one_connection(office: Office, mail_server: ScriptedMailServer) -> None:
    for number in range(5):
        office.queue(a_notice(idempotency_key=f"document:{number}"))

    office.send()

    assert len(mail_server.accepted) == 5
    assert mail_server.connections == 1


def test_a_text_with_leading_dots_arrives_as_it_was(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_notice(parameters={"number": "." * 150}))  # folded lines begin with a dot

    office.send()

    (content,) = mail_server.accepted
    (attempt,) = attempt_rows(office)
    assert b"\r\n." in content
    assert attempt["content_sha256"] == hashlib.sha256(content).hexdigest()


def test_the_link_and_code_of_an_invitation_are_forgotten_once_they_are_sent(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(INVITATION)

    office.send()

    (content,) = mail_server.accepted
    mail = email.message_from_bytes(content, policy=email.policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    for secret in INVITATION.secrets.values():
        assert secret in part.get_content()
        assert secret not in everything_stored(office)


def test_neither_recipient_nor_secret_is_ever_logged(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    mail_server.behaviour.recipient = f"550 <{INVITATION.recipient}> unknown"

    with capture_logs() as logged:
        office.queue(INVITATION)
        office.queue(a_notice(INVITATION, language="en"))
        office.send()

    assert INVITATION.recipient not in str(logged)
    assert INVITATION.secrets["link"] not in str(logged)
    assert "message failed for good" in str(logged)


@pytest.mark.req("P3")
def test_a_message_in_a_living_hand_is_left_there(office: Office) -> None:
    office.queue()
    claim(office)

    office.clock.move(LEASE - timedelta(seconds=1))
    recovered = office.recover()

    assert recovered == 0
    assert office.send() == 0


@pytest.mark.req("P3")
def test_a_sender_that_died_before_the_final_dot_sent_nothing_and_the_next_one_does(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    claim(office)

    office.clock.move(LEASE)
    recovered = office.recover()

    assert recovered == 1
    assert office.send() == 1
    assert [attempt.outcome for attempt in office.find().attempts] == ["deferred", "sent"]
    assert len(mail_server.accepted) == 1


@pytest.mark.req("P3")
def test_a_sender_that_died_at_the_final_dot_leaves_a_doubt_and_the_same_message_goes_out(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    claim(office, announce=True)

    office.clock.move(LEASE)
    recovered = office.recover()

    assert recovered == 1
    assert office.send() == 1
    found = office.find()
    assert [attempt.outcome for attempt in found.attempts] == ["in_doubt", "sent"]
    assert [message_id(content) for content in mail_server.accepted] == [found.message_id]


def test_two_recoveries_at_once_make_one_next_attempt(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    claim(office)
    office.clock.move(LEASE)

    recovered = run_at_once(*[office.recover] * 4)

    assert sorted(recovered, key=str) == [0, 0, 0, 1]
    office.send()
    assert len(mail_server.accepted) == 1


@pytest.mark.req("P3")
def test_a_sender_that_slept_too_long_does_not_send_what_another_took_over(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    sleeper, successor = office.new_desk(), office.new_desk()

    class SlowComposer(Composer):
        def compose(
            self, message: Message, files: Sequence[bytes] = (), *, sender: Sender | None = None
        ) -> Envelope:
            office.clock.move(LEASE)
            office.recover()
            office.send(successor)
            return super().compose(message, files, sender=sender)

    sleeper.composer = SlowComposer(mail_from="Kontor <kontor@kontor.example>")
    sent = office.send(sleeper)

    assert sent == 0
    assert len(mail_server.accepted) == 1
    assert office.find().state == "sent"


@pytest.mark.req("P3")
def test_a_slow_mail_server_keeps_the_message_in_its_senders_hand(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue()
    recovered: list[int] = []

    def while_the_server_thinks() -> None:
        for _ in range(3):
            office.clock.move(timedelta(seconds=45))
            with office.database.transaction(every_organisation=True) as session:
                renew_lease([office.desk], MessageStore(session), office.clock.now())
            recovered.append(office.recover())

    mail_server.when_content_arrived = while_the_server_thinks
    sent = office.send()

    assert recovered == [0, 0, 0]
    assert sent == 1
    assert [attempt.outcome for attempt in office.find().attempts] == ["sent"]


@pytest.mark.req("P3")
def test_an_answer_that_could_not_be_written_down_is_written_down_later(
    office: Office, mail_server: ScriptedMailServer, database_switch: DatabaseSwitch
) -> None:
    office.queue()
    mail_server.when_content_arrived = database_switch.off

    with pytest.raises(DependencyDown):
        office.send()
    database_switch.on()
    office.send()

    assert office.find().state == "sent"
    assert len(mail_server.accepted) == 1


def test_a_sender_looks_up_after_its_shift(office: Office, mail_server: ScriptedMailServer) -> None:
    for number in range(3):
        office.queue(a_notice(idempotency_key=f"document:{number}"))

    def a_mail_takes_four_seconds() -> None:
        office.ticks += 4

    mail_server.when_content_arrived = a_mail_takes_four_seconds
    sent = [office.send(), office.send()]

    assert sent == [2, 1]


def claim(office: Office, *, announce: bool = False) -> None:
    """Do what a sender does that is killed right after."""
    with office.database.transaction(every_organisation=True) as session:
        store = MessageStore(session)
        claimed = store.claim_next(office.clock.now())
        assert claimed is not None
        if announce:
            assert store.announce_hand_over(claimed, "0" * 64, office.clock.now())


def message_id(content: bytes) -> str:
    return str(email.message_from_bytes(content)["Message-ID"])


def attempt_rows(office: Office) -> list[dict[str, object]]:
    with office.database.transaction(every_organisation=True) as session:
        rows = session.execute(text("SELECT * FROM attempt ORDER BY started_at"))
        return [dict(row) for row in rows.mappings()]


def everything_stored(office: Office) -> str:
    with office.database.transaction(every_organisation=True) as session:
        messages = session.scalars(text("SELECT to_jsonb(message)::text FROM message"))
        attempts = session.scalars(text("SELECT to_jsonb(attempt)::text FROM attempt"))
        return "\n".join([*messages, *attempts])
