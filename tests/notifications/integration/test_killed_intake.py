"""Killed in the middle, listener and poller lose no report and count none twice."""

from __future__ import annotations

import base64
import json
import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import free_port
from kontor_local.mail_servers import RETURNED_TO_MAILBOX
from kontor_local.servers import Servers
from notifications.domain.return_path import ReturnPath
from tests.notifications.integration.conftest import Office, open_archive
from tests.notifications.integration.test_outcomes import a_document
from tests.notifications.integration.test_real_mail_servers import empty, flags, inbox
from tests.notifications.real_mail_servers import RealMailServers
from tests.notifications.returned_mails import a_report
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.service_plugin import MakeDatabase
from tests.waiting import until

KEY = b"k" * 32
ROOT = Path(__file__).parents[3]
# In this order: dead before the commit, dead after it, and then left alone.
PLACES = ("bounce.noted", "bounce.taken")
_AS_IF_KILLED = 137


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A message that went out, and what a process that takes in its report is told."""

    office: Office
    folder: Path
    environment: Mapping[str, str]
    report: bytes
    address: str

    def arm(self, place: str) -> None:
        """Let the next process die there."""
        (self.folder / place).touch()

    def counted(self) -> tuple[int, int, str]:
        """Return how many reports are noted and told, and what became of the message."""
        query = (
            "SELECT (SELECT count(*) FROM returned_mail),"
            " (SELECT count(*) FROM outbox WHERE routing_key = 'notice_failed'), state FROM message"
        )
        with self.office.database.transaction(every_organisation=True) as session:
            row = session.execute(text(query)).one()
        return row[0], row[1], row[2]


@pytest.fixture
def intake(
    make_database: MakeDatabase,
    servers: Servers,
    mail_server: ScriptedMailServer,
    tmp_path: Path,
) -> Iterator[Intake]:
    urls = make_database("notifications")
    database = Database(urls.application_url)
    # The processes have the true clock, and believe no report of a message that is a month old.
    office = Office(
        database,
        FixedClock(datetime.now(UTC)),
        mail_server.url,
        open_archive(servers, bucket="nowhere"),
    )
    office.queue(a_document(1))
    office.send()
    office.hang_up()
    path = ReturnPath(address=f"bounce@{RETURNED_TO_MAILBOX}", keys=[KEY])
    with database.transaction(every_organisation=True) as session:
        message_id = session.execute(text("SELECT id FROM message")).scalar_one()
    address = path.address_of(message_id)
    keys = tmp_path / "keys.json"
    secret = base64.urlsafe_b64encode(KEY).decode().rstrip("=")
    keys.write_text(json.dumps({"keys": [{"kty": "oct", "k": secret}]}))
    yield Intake(
        office=office,
        folder=tmp_path,
        environment={
            **os.environ,
            "KONTOR_ENV": "test",
            "KONTOR_AMQP_URL": "amqp://",
            "KONTOR_DATABASE_URL": urls.application_url,
            "KONTOR_PRINCIPAL_KEYS": str(keys),
            "KONTOR_SMTP_URL": mail_server.url,
            "KONTOR_MAIL_FROM": "Kontor <kontor@kontor.example>",
            "KONTOR_S3_URL": servers.s3_url,
            "KONTOR_S3_ACCESS_KEY": servers.s3_access_key,
            "KONTOR_S3_SECRET_KEY": servers.s3_secret_key,
            "KONTOR_ARCHIVE_BUCKET": "nowhere",
            "KONTOR_BOUNCE_ADDRESS": f"bounce@{RETURNED_TO_MAILBOX}",
            "KONTOR_BOUNCE_KEYS": str(keys),
            "KONTOR_CRASH_POINTS": str(tmp_path),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        report=a_report(to=address),
        address=address,
    )
    database.dispose()


@contextmanager
def listener(intake: Intake) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Yield a listener in a process of its own, and its port."""
    port, http_port = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "notifications.bounce_listener"],
        env={
            **intake.environment,
            "KONTOR_BOUNCE_LISTEN": f"smtp://127.0.0.1:{port}",
            "KONTOR_HTTP_HOST": "127.0.0.1",
            "KONTOR_HTTP_PORT": str(http_port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: accepts(port), seconds=60)
        yield process, port
    finally:
        process.kill()
        process.wait()


def bring(intake: Intake, port: int) -> None:
    """Hand the report over as a relay does."""
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as relay:
        relay.sendmail("", [intake.address], intake.report)


def poll(intake: Intake, real: RealMailServers) -> int:
    """Let a process look into the mailbox once; return its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.notifications.programs.poll_once"],
        env={
            **intake.environment,
            "KONTOR_BOUNCE_IMAP_URL": real.imap_url,
            "SSL_CERT_FILE": str(real.certificate),
        },
        cwd=ROOT,
        check=False,
        timeout=120,
    )
    return done.returncode


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.req("B17")
def test_a_relay_brings_a_report_again_that_a_killed_listener_had_not_answered(
    intake: Intake,
) -> None:
    after: list[Any] = []

    for place in PLACES:
        intake.arm(place)
        with listener(intake) as (process, port):
            with pytest.raises((OSError, smtplib.SMTPException)):
                bring(intake, port)
            assert process.wait(60) == _AS_IF_KILLED
        after.append(intake.counted())
    with listener(intake) as (_, port):
        bring(intake, port)

    assert after == [(0, 0, "sent"), (1, 1, "bounced")]
    assert intake.counted() == (1, 1, "bounced")


@pytest.mark.req("B17")
def test_a_report_stays_in_the_mailbox_until_a_poller_has_survived_it(
    intake: Intake, real: RealMailServers
) -> None:
    empty(real)
    with inbox(real) as mailbox:
        mailbox.append("INBOX", "", "", intake.report)
    after: list[Any] = []

    for place in PLACES:
        intake.arm(place)
        assert poll(intake, real) == _AS_IF_KILLED
        after.append((*intake.counted(), len(flags(real))))
    last = poll(intake, real)

    assert after == [(0, 0, "sent", 1), (1, 1, "bounced", 1)]
    assert last == 0
    assert intake.counted() == (1, 1, "bounced")
    with inbox(real) as mailbox:
        assert mailbox.search(None, "ALL")[1] == [b""]
