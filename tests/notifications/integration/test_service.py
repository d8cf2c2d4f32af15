"""The service as a process: events in, mails out, and what remains when it is killed."""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from kombu import Connection, Exchange
from sqlalchemy import text

from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import RunningService
from contracts.account_activity import AccountActivity
from contracts.company_notices import (
    COMPANY_CONTACT_CHANGED,
    CompanyContactChanged,
    CompanyEvent,
    EventChannels,
)
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.inbound import ACCOUNT_ACTIVITY
from kontor_local.databases import DatabaseUrls
from kontor_local.namespace import Namespace
from notifications.store.company_notices import NoticeChoiceStore
from tests.notifications.house import COMPANY_MAIL, DIALLED, a_company
from tests.notifications.notices import DOCUMENT, INVITATION, a_notice
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.notifications.text_provider import TextProvider
from tests.service_plugin import MakeDatabase, RunService
from tests.waiting import until

ASKING_SERVICES = ("billing_docs", "catalog", "identity", "tickets")
CONNECTIONS = 4
"""The default of KONTOR_MAIL_SENDERS."""
Say = Callable[..., None]
# What arrives of a message at which a sender dies in each place. The last place comes first: a
# sender has passed it some time after the message counts as sent.
COPIES = {"mail.settled": 1, "mail.claimed": 1, "mail.announced": 1, "mail.answered": 2}


@pytest.fixture
def say(namespace: Namespace) -> Iterator[Say]:
    """Return what announces a notice as another service does."""
    with Connection(namespace.amqp_url("operator")) as connection:
        producer = connection.Producer()

        def announce(notice: NoticeRequested = DOCUMENT, *, service: str = "billing_docs") -> None:
            producer.publish(
                msgspec.json.encode(notice),
                serializer=None,
                exchange=Exchange(f"{service}.events", type="topic", durable=True),
                routing_key=NOTICE_REQUESTED,
                content_type="application/json",
                content_encoding="utf-8",
                message_id="1",
            )

        yield announce


@pytest.fixture
def mail_server() -> Iterator[ScriptedMailServer]:
    with ScriptedMailServer() as server:
        yield server


@pytest.fixture
def clock_file(tmp_path: Path) -> Path:
    return tmp_path / "clock"


@pytest.fixture
def database_urls(make_database: MakeDatabase) -> DatabaseUrls:
    return make_database("notifications")


@pytest.fixture
def start(
    run_service: RunService,
    mail_server: ScriptedMailServer,
    clock_file: Path,
    database_urls: DatabaseUrls,
    namespace: Namespace,
) -> Callable[..., RunningService]:
    def run(**settings: str) -> RunningService:
        return run_service(
            "notifications",
            KONTOR_DATABASE_URL=database_urls.application_url,
            KONTOR_DATABASE_OWNER_URL=database_urls.owner_url,
            KONTOR_SMTP_URL=mail_server.url,
            KONTOR_MAIL_FROM="Kontor <kontor@kontor.example>",
            KONTOR_PORTAL_URL="https://portal.example",
            KONTOR_S3_URL=namespace.servers.s3_url,
            KONTOR_S3_ACCESS_KEY=namespace.servers.s3_access_key,
            KONTOR_S3_SECRET_KEY=namespace.servers.s3_secret_key,
            KONTOR_ARCHIVE_BUCKET=namespace.archive_bucket,
            KONTOR_CLOCK_FILE=str(clock_file),
            **settings,
        )

    return run


@pytest.mark.req("SE-30")
def test_three_deliveries_of_one_notice_become_one_mail_whoever_asks(
    start: Callable[..., RunningService], say: Say, mail_server: ScriptedMailServer
) -> None:
    start()

    for service in ASKING_SERVICES:
        notice = a_notice(idempotency_key=f"{service}:1", recipient=f"{service}@muster.example")
        for _ in range(3):
            say(notice, service=service)
    say(INVITATION, service="identity")
    until(lambda: INVITATION.recipient in recipients(mail_server), seconds=60)
    until(lambda: len(mail_server.accepted) >= 5, seconds=60)

    assert sorted(recipients(mail_server)) == [
        "billing_docs@muster.example",
        "catalog@muster.example",
        "identity@muster.example",
        INVITATION.recipient,
        "tickets@muster.example",
    ]


@pytest.mark.req("MB-09")
def test_a_tan_prompt_from_another_system_reaches_mail_and_phone(
    start: Callable[..., RunningService],
    namespace: Namespace,
    mail_server: ScriptedMailServer,
    database_urls: DatabaseUrls,
) -> None:
    organisation_id = new_id()
    choose_mail_and_phone(database_urls, organisation_id, "tan_due")
    with TextProvider() as provider:
        start(KONTOR_SMS_URL=provider.url)

        # Before its customer is known: it waits for him.
        publish_tan_prompt(namespace)
        until(lambda: rows(database_urls, "SELECT 1 FROM parked_message"), seconds=60)
        tell_company(namespace, a_company(organisation_id))
        until(lambda: provider.asked and mail_server.accepted, seconds=60)

        assert [number for number, _ in provider.texts] == [DIALLED]
    assert recipients(mail_server) == [COMPANY_MAIL]


@pytest.mark.req("P3")
def test_a_sender_killed_anywhere_loses_no_message(
    start: Callable[..., RunningService],
    say: Say,
    mail_server: ScriptedMailServer,
    clock_file: Path,
    database_urls: DatabaseUrls,
    tmp_path: Path,
) -> None:
    sender = start(KONTOR_CRASH_POINTS=str(tmp_path))

    for round_, place in enumerate(COPIES, start=1):
        (tmp_path / place).touch()
        say(a_notice(idempotency_key=f"document:{place}", recipient=f"{place}@muster.example"))
        assert sender.wait_exit() == 137
        clock_file.write_text(str(61 * round_))
        sender = start(KONTOR_CRASH_POINTS=str(tmp_path))
        say(a_notice(idempotency_key=f"next:{place}", recipient=f"next-{place}@muster.example"))
        # Both, so that it is the next document alone at which the next sender dies.
        until(lambda sent=2 * round_: states(database_urls) == {"sent": sent}, seconds=60)  # type: ignore[misc]  # a plain lambda

    arrived = recipients(mail_server)
    assert {place: arrived.count(f"{place}@muster.example") for place in COPIES} == COPIES
    assert all(f"next-{place}@muster.example" in arrived for place in COPIES)
    assert len(message_ids(mail_server)) == 2 * len(COPIES)


@pytest.mark.req("P3")
def test_killed_senders_lose_nothing_and_copy_only_what_was_in_doubt(
    start: Callable[..., RunningService],
    say: Say,
    mail_server: ScriptedMailServer,
    clock_file: Path,
    database_urls: DatabaseUrls,
) -> None:
    run = Run(start=start, mail_server=mail_server, clock_file=clock_file, urls=database_urls)

    run.send(say, mails=120, kills=3)

    assert len(message_ids(mail_server)) == 120
    # Each kill makes all that the two had in hand at that time doubtful, for the clock leaps too.
    assert 0 <= run.copies(120) <= count_in_doubt(database_urls) <= 3 * 2 * CONNECTIONS


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.req("P3")
def test_ten_thousand_mails_and_fifty_kills(
    start: Callable[..., RunningService],
    say: Say,
    mail_server: ScriptedMailServer,
    clock_file: Path,
    database_urls: DatabaseUrls,
) -> None:
    run = Run(start=start, mail_server=mail_server, clock_file=clock_file, urls=database_urls)

    run.send(say, mails=10_000, kills=50)

    assert len(message_ids(mail_server)) == 10_000
    assert 0 <= run.copies(10_000) <= count_in_doubt(database_urls) <= 50 * 2 * CONNECTIONS


@dataclass(frozen=True, kw_only=True)
class Run:
    """Two senders, of whom one is killed again and again while mails go out."""

    start: Callable[..., RunningService]
    mail_server: ScriptedMailServer
    clock_file: Path
    urls: DatabaseUrls

    def send(self, say: Say, *, mails: int, kills: int) -> None:
        """Return when every mail is settled as sent."""
        senders = [self.start(), self.start()]
        for number in range(mails):
            say(a_notice(idempotency_key=f"document:{number}"))
        for kill in range(1, kills + 1):
            enough = mails * kill * 3 // (kills * 4)
            until(lambda enough=enough: len(self.mail_server.accepted) >= enough, seconds=300)  # type: ignore[misc]  # a plain lambda
            senders.pop(0).kill()
            senders.append(self.start())
            # What the victim had in hand is taken up at once.
            self.clock_file.write_text(str(61 * kill))
        until(lambda: states(self.urls) == {"sent": mails}, seconds=600)

    def copies(self, mails: int) -> int:
        """Return how many mails went out more than once."""
        return len(self.mail_server.accepted) - mails


def choose_mail_and_phone(urls: DatabaseUrls, organisation_id: UUID, event: CompanyEvent) -> None:
    database = Database(urls.application_url, pool_size=1)
    chosen = EventChannels(event=event, mail=True, phone=True)
    with database.transaction(organisation_id=organisation_id) as session:
        NoticeChoiceStore(session).put(
            organisation_id, [chosen], by="person:admin", at=datetime.now(UTC)
        )
    database.dispose()


def publish_tan_prompt(namespace: Namespace) -> None:
    """Publish it as the ERP does."""
    now = datetime.now(UTC)
    prompt = AccountActivity(
        customer_number="10001",
        activity="tan_due",
        occurred_at=now,
        expires_at=now + timedelta(days=1),
    )
    event = {
        "specversion": "1.0",
        "id": "bank/1",
        "source": "/erp/demo",
        "type": ACCOUNT_ACTIVITY,
        "data": prompt,
    }
    with Connection(namespace.amqp_url("erp-demo")) as connection:
        connection.Producer().publish(
            msgspec.json.encode(event),
            serializer=None,
            content_type="application/cloudevents+json",
            content_encoding="utf-8",
            exchange="kontor.in",
            routing_key=ACCOUNT_ACTIVITY,
            user_id="erp-demo",
        )


def tell_company(namespace: Namespace, company: CompanyContactChanged) -> None:
    """Announce where a company is reached, as identity does."""
    with Connection(namespace.amqp_url("operator")) as connection:
        connection.Producer().publish(
            msgspec.json.encode(company),
            serializer=None,
            exchange=Exchange("identity.events", type="topic", durable=True),
            routing_key=COMPANY_CONTACT_CHANGED,
            content_type="application/json",
            content_encoding="utf-8",
            message_id="company",
        )


def recipients(mail_server: ScriptedMailServer) -> list[str]:
    return [str(email.message_from_bytes(content)["To"]) for content in mail_server.accepted]


def message_ids(mail_server: ScriptedMailServer) -> set[str]:
    return {
        str(email.message_from_bytes(content)["Message-ID"]) for content in mail_server.accepted
    }


def states(urls: DatabaseUrls) -> dict[str, int]:
    query = "SELECT state, count(*) FROM message GROUP BY state"
    return {row.state: row.count for row in rows(urls, query)}


def count_in_doubt(urls: DatabaseUrls) -> int:
    query = "SELECT count(*) FROM attempt WHERE outcome = 'in_doubt'"
    return int(rows(urls, query)[0].count)


def rows(urls: DatabaseUrls, query: str) -> list[Any]:
    database = Database(urls.application_url, pool_size=1)
    with database.transaction(every_organisation=True) as session:
        found = list(session.execute(text(query)))
    database.dispose()
    return found
