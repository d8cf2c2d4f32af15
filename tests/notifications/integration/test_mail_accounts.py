"""An organisation's own mail account: proven before use, never told, and left when it fails."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, TooManyAttempts
from contracts.events import NoticeRequested
from notifications.domain.breaker import HostBreakers
from notifications.domain.mail_accounts import RESTS_FOR
from notifications.use_cases.connect_mail_account import PAUSE
from notifications.use_cases.reseal_mail_accounts import reseal_mail_accounts
from notifications.use_cases.send_by_own_accounts import send_by_own_accounts
from tests.notifications.integration.conftest import Office, run_at_once
from tests.notifications.mail_accounts import (
    NEW_KEY,
    OLD_KEY,
    Administrator,
    account_desk,
    an_account,
    an_entry,
)
from tests.notifications.notices import DOCUMENT_SENT, a_notice
from tests.notifications.real_mail_servers import RealMailServers
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.waiting import until

PASSWORD = "geheim-und-lang"


@pytest.fixture
def admin(office: Office, tmp_path: Path) -> Administrator:
    return Administrator(office=office, desk=account_desk(tmp_path), organisation_id=new_id())


def a_sending(admin: Administrator, number: int = 1, **changes: Any) -> NoticeRequested:
    return a_notice(
        DOCUMENT_SENT,
        idempotency_key=f"sending:{number}",
        organisation_id=admin.organisation_id,
        **changes,
    )


def send_own(admin: Administrator) -> int:
    office = admin.office
    desk = replace(office.new_desk(), lane="own")
    return send_by_own_accounts(desk, admin.desk, office.database, office.clock)


def delivered(real: RealMailServers, subject: str = "") -> list[Any]:
    """Return the mails in the real mailbox."""
    files = [*real.home.glob("mail/new/*"), *real.home.glob("mail/cur/*")]
    mails = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files
    ]
    return [mail for mail in mails if subject in str(mail["Subject"])]


@pytest.mark.req("MB-27", "MB-31", "MB-33", "G3")
def test_after_a_successful_connection_documents_go_through_the_own_account(
    admin: Administrator, real: RealMailServers
) -> None:
    office = admin.office
    entered = admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    office.queue(a_sending(admin, 1, parameters={"number": "VORHER"}))

    connected = admin.connect()
    office.queue(a_sending(admin, 2, parameters={"number": "NACHHER"}))
    by_own, by_platform = send_own(admin), office.send()

    assert (entered.transport, connected.transport) == ("platform", "own")
    assert connected.account is not None
    assert (connected.account.state, connected.account.fault) == ("in_use", None)
    assert (by_own, by_platform) == (1, 1)
    (mail,) = until(lambda: delivered(real, "NACHHER"), seconds=60)
    assert mail["From"] == "Muster & Söhne GmbH <rechnung@muster.example>"
    assert mail["Return-path"] == "<rechnung@muster.example>"
    assert admin.trail() == ["mail_account.entered", "mail_account.connected"]


@pytest.mark.req("MB-33")
def test_with_a_wrong_password_everything_stays_with_the_platform_and_the_error_is_shown(
    admin: Administrator, real: RealMailServers, mail_server: ScriptedMailServer
) -> None:
    wrong = an_entry(real.smtp_port, password="falsch")
    admin.enter(an_account(wrong, an_entry(real.imap_port)))

    shown = admin.connect()
    admin.office.queue(a_sending(admin))

    assert shown.transport == "platform"
    assert shown.account is not None
    assert (shown.account.state, shown.account.fault, shown.account.fault_side) == (
        "unproven",
        "sign_in_refused",
        "outgoing",
    )
    assert (send_own(admin), admin.office.send()) == (0, 1)
    assert len(mail_server.accepted) == 1


@pytest.mark.req("MB-32", "MB-33")
def test_both_servers_must_answer(admin: Administrator, real: RealMailServers) -> None:
    wrong = an_entry(real.imap_port, password="falsch")
    admin.enter(an_account(an_entry(real.smtp_port), wrong))

    shown = admin.connect()

    assert shown.account is not None
    assert (shown.transport, shown.account.fault, shown.account.fault_side) == (
        "platform",
        "sign_in_refused",
        "incoming",
    )


def test_a_server_without_a_certificate_that_is_trusted_gets_no_password(
    admin: Administrator, real: RealMailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))

    shown = admin.connect()

    assert shown.account is not None
    assert shown.account.fault == "no_tls"


@pytest.mark.req("G3", "MB-33")
def test_when_the_own_server_fails_the_platform_sends_at_once_and_it_is_shown(
    admin: Administrator, real: RealMailServers, mail_server: ScriptedMailServer
) -> None:
    office = admin.office
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    admin.connect()
    office.queue(a_sending(admin, 1))
    break_account(office, "outgoing_port = 1")

    assert (send_own(admin), office.send()) == (0, 1)

    assert len(mail_server.accepted) == 1
    shown = admin.look()
    assert shown.account is not None
    assert (shown.transport, shown.account.state) == ("platform", "failing")
    assert (shown.account.fault, shown.account.failing_since) == (
        "unreachable",
        office.clock.now(),
    )
    assert admin.trail()[-1] == "mail_account.failed"
    outcomes = [attempt.outcome for attempt in office.find(a_sending(admin, 1)).attempts]
    assert outcomes == ["deferred", "sent"]

    break_account(office, f"outgoing_port = {real.smtp_port}")
    office.clock.move(RESTS_FOR)
    office.queue(a_sending(admin, 2, parameters={"number": "WIEDER"}))
    assert send_own(admin) == 1
    assert admin.look().transport == "own"
    assert admin.trail()[-1] == "mail_account.works_again"


def test_a_server_that_failed_others_keeps_nobody_waiting_and_is_asked_again_later(
    admin: Administrator, real: RealMailServers
) -> None:
    ticks = 0.0
    hosts = HostBreakers(lambda: ticks, failures=3, pause_seconds=60)
    admin = replace(admin, desk=replace(admin.desk, breakers=hosts))
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    admin.connect()
    for _ in range(3):
        hosts.note_failure("localhost")  # with the mails of three other organisations

    admin.office.queue(a_sending(admin, 1))
    left_alone = (send_own(admin), admin.office.send())
    ticks = 61.0
    admin.office.queue(a_sending(admin, 2))
    asked_again = (send_own(admin), admin.office.send())

    assert (left_alone, asked_again) == ((0, 1), (1, 0))
    assert admin.look().transport == "own", "nothing is held against the account"


def break_account(office: Office, change: str) -> None:
    with office.database.transaction(every_organisation=True) as session:
        session.execute(text(f"UPDATE mail_account SET {change}"))  # noqa: S608 - our own words


@pytest.mark.req("G7", "SE-36")
def test_what_the_portal_says_keeps_the_one_sender(
    admin: Administrator, real: RealMailServers, mail_server: ScriptedMailServer
) -> None:
    office = admin.office
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    admin.connect()

    office.queue(a_notice(organisation_id=admin.organisation_id))

    assert (send_own(admin), office.send()) == (0, 1)
    assert b"From: Kontor <kontor@kontor.example>" in mail_server.accepted[0]


@pytest.mark.req("MB-32", "G3")
def test_a_password_is_never_told_and_is_asked_again_for_another_server(
    admin: Administrator, real: RealMailServers
) -> None:
    account = an_account(an_entry(real.smtp_port), an_entry(real.imap_port))
    with capture_logs() as logs:
        admin.enter(account)
        shown = admin.connect()

    without = an_entry(real.smtp_port, password=None)
    kept = admin.enter(an_account(without, an_entry(real.imap_port, password=None)))
    for change in ({"host": "mail.fremd.example"}, {"port": 26}, {"user": "x"}):
        other = msgspec.structs.replace(without, **change)
        with pytest.raises(InvalidInput, match="password_needed"):
            admin.enter(an_account(other, an_entry(real.imap_port)))

    assert PASSWORD not in f"{shown}{kept}{logs}{admin.trail()}"
    assert PASSWORD not in everything_stored(admin.office)
    assert kept.account is not None
    assert kept.account.state == "unproven", "what is entered anew is proven anew"
    assert admin.connect().transport == "own"


def everything_stored(office: Office) -> str:
    with office.database.transaction(every_organisation=True) as session:
        rows = session.scalars(
            text(
                "SELECT to_jsonb(a)::text || encode(outgoing_password, 'escape')"
                " || encode(incoming_password, 'escape') FROM mail_account a"
            )
        )
        trail = session.scalars(text("SELECT to_jsonb(e)::text FROM audit_entry e"))
        return "\n".join([*rows, *trail])


@pytest.mark.req("G3")
def test_passwords_go_under_a_new_key_and_open_only_in_their_own_place(
    admin: Administrator, real: RealMailServers, tmp_path: Path
) -> None:
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    both = replace(admin, desk=account_desk(tmp_path, NEW_KEY, OLD_KEY))
    resealed = []
    for _ in range(2):
        with admin.office.database.transaction(every_organisation=True) as session:
            resealed.append(reseal_mail_accounts(session, both.desk))
    new_alone = replace(admin, desk=account_desk(tmp_path, NEW_KEY))

    assert resealed == [1, 0]
    assert new_alone.connect().transport == "own"


def test_the_switch_back_and_forgetting_take_effect_for_the_next_mail(
    admin: Administrator, real: RealMailServers
) -> None:
    office = admin.office
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    admin.connect()
    office.queue(a_sending(admin, 1))

    left = admin.disconnect()
    office.queue(a_sending(admin, 2))
    gone = admin.remove()

    assert (left.transport, gone.transport, gone.account) == ("platform", "platform", None)
    assert (send_own(admin), office.send()) == (0, 2)
    for act in (admin.remove, admin.disconnect, admin.connect):
        with pytest.raises(NotFound):
            act()


def test_trying_again_and_again_is_slowed_down(admin: Administrator, real: RealMailServers) -> None:
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    admin.connect()

    admin.office.clock.move(-PAUSE)
    with pytest.raises(TooManyAttempts):
        admin.connect()


@pytest.mark.req("P3")
def test_of_one_organisation_one_mail_is_in_hand_at_a_time(
    admin: Administrator, real: RealMailServers
) -> None:
    admin.enter(an_account(an_entry(real.smtp_port), an_entry(real.imap_port)))
    admin.connect()
    for number in range(4):
        admin.office.queue(a_sending(admin, number, parameters={"number": f"R6-{number}-"}))

    # Who finds the organisation's one mail in another's hand leaves; the next shift goes on.
    sent: list[int] = []
    while sum(sent) < 4:
        shift = run_at_once(*[lambda: send_own(admin)] * 3)
        assert any(shift), "whoever is alone sends"
        sent += shift

    assert sum(sent) == 4
    until(lambda: len(delivered(real, "R6-")) == 4, seconds=60)
