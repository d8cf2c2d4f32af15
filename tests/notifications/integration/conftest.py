"""A migrated database, a mail server that does as told, and senders between them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.settings import load
from contracts.events import NoticeRequested
from kontor_local.mail_servers import can_run_mail_servers
from kontor_local.servers import Servers
from notifications.adapters.archive import Archive
from notifications.adapters.composition import Composer
from notifications.adapters.mail_server import MailServer
from notifications.adapters.sending_desk import SendingDesk
from notifications.adapters.server_address import ServerAddress
from notifications.domain.breaker import Breaker
from notifications.settings import Settings
from notifications.store.queue_records import QueueRecords
from notifications.store.records import MessageRecords, RecordedMessage
from notifications.use_cases.queue_message import queue_message
from notifications.use_cases.recover_abandoned_messages import recover_abandoned_messages
from notifications.use_cases.send_due_messages import send_due_messages
from tests.notifications.house import House, house_settings, open_house
from tests.notifications.notices import DOCUMENT
from tests.notifications.real_mail_servers import RealMailServers, running_mail_servers
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.notifications.text_provider import TextProvider
from tests.service_plugin import ServiceDatabase

T = TypeVar("T")
COMPOSER = Composer(mail_from="Kontor <kontor@kontor.example>")


class Office:
    """The service's use cases on a real database, and any number of senders."""

    def __init__(
        self, database: Database, clock: FixedClock, smtp_url: str, archive: Archive
    ) -> None:
        self.archive = archive
        self.database = database
        self.clock = clock
        self.smtp_url = smtp_url
        self.ticks = 0.0
        self._desks: list[SendingDesk] = []
        self.desk = self.new_desk()

    def new_desk(self, smtp_url: str | None = None, *, patience_seconds: float = 5) -> SendingDesk:
        desk = SendingDesk(
            composer=COMPOSER,
            archive=self.archive,
            server=MailServer(
                ServerAddress.parse(smtp_url or self.smtp_url),
                hello_as=COMPOSER.sender_domain,
                connect_seconds=5,
                reply_seconds=patience_seconds,
                final_reply_seconds=patience_seconds,
                ticks=lambda: self.ticks,
            ),
            breaker=Breaker(lambda: self.ticks),
            ticks=lambda: self.ticks,
        )
        self._desks.append(desk)
        return desk

    def hang_up(self) -> None:
        for desk in self._desks:
            desk.server.disconnect()

    def queue(self, notice: NoticeRequested = DOCUMENT) -> None:
        with self.database.transaction(every_organisation=True) as session:
            queue_message(
                notice,
                requested_by="billing_docs",
                composer=COMPOSER,
                records=QueueRecords(session),
                now=self.clock.now(),
            )

    def send(self, desk: SendingDesk | None = None) -> int:
        return send_due_messages(desk or self.desk, self.database, self.clock)

    def recover(self) -> int:
        with self.database.transaction(every_organisation=True) as session:
            return recover_abandoned_messages(session, self.clock.now())

    def find(self, notice: NoticeRequested = DOCUMENT) -> RecordedMessage:
        with self.database.transaction(every_organisation=True) as session:
            found = MessageRecords(session).find(notice.idempotency_key)
        assert found is not None
        return found


@pytest.fixture
def mail_server() -> Iterator[ScriptedMailServer]:
    with ScriptedMailServer() as server:
        yield server


@pytest.fixture(scope="session")
def real_mail_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMailServers]:
    if not can_run_mail_servers():
        pytest.skip("the mail servers are Debian packages in a namespace")
    with running_mail_servers(tmp_path_factory.mktemp("mail-servers")) as servers:
        yield servers


@pytest.fixture
def real(real_mail_servers: RealMailServers, monkeypatch: pytest.MonkeyPatch) -> RealMailServers:
    """Return a real relay and a real mailbox, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(real_mail_servers.certificate))
    return real_mail_servers


@pytest.fixture
def office(
    service_database: ServiceDatabase,
    clock: FixedClock,
    mail_server: ScriptedMailServer,
    servers: Servers,
) -> Iterator[Office]:
    archive = open_archive(servers, bucket="nowhere")
    opened = Office(service_database("notifications"), clock, mail_server.url, archive)
    yield opened
    opened.hang_up()


def open_archive(servers: Servers, *, bucket: str, url: str | None = None) -> Archive:
    """Return the archive as the service opens it."""
    return Archive(
        load(
            Settings,
            {
                "KONTOR_AMQP_URL": "amqp://",
                "KONTOR_DATABASE_URL": "postgresql://",
                "KONTOR_PRINCIPAL_KEYS": "keys.json",
                "KONTOR_SMTP_URL": "smtp://127.0.0.1:1",
                "KONTOR_MAIL_FROM": "Kontor <kontor@kontor.example>",
                "KONTOR_S3_URL": url or servers.s3_url,
                "KONTOR_S3_ACCESS_KEY": servers.s3_access_key,
                "KONTOR_S3_SECRET_KEY": servers.s3_secret_key,
                "KONTOR_ARCHIVE_BUCKET": bucket,
            },
        )
    )


@pytest.fixture
def provider() -> Iterator[TextProvider]:
    """Return whoever carries text messages to phones."""
    with TextProvider() as running:
        yield running


@pytest.fixture
def house(
    service_database: ServiceDatabase,
    clock: FixedClock,
    mail_server: ScriptedMailServer,
    provider: TextProvider,
    servers: Servers,
) -> Iterator[House]:
    """Yield the service itself, which knows one company."""
    settings = house_settings(
        servers,
        mail_server,
        KONTOR_SMS_URL=provider.url,
        KONTOR_SMS_TOKEN="demo-token",
        KONTOR_SMS_SENDER="Kontor",
    )
    opened = open_house(settings, service_database("notifications"), clock, mail_server, provider)
    opened.know_company()
    yield opened
    opened.hang_up()


@pytest.fixture
def database_switch(office: Office, servers: Servers) -> Iterator[DatabaseSwitch]:
    engine = create_engine(
        make_url(servers.postgres_url).set(drivername="postgresql+psycopg2"),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
    )
    # Asked of itself: a `Database` that is used again has the address of its first one.
    with office.database.transaction() as session:
        name = str(session.scalar(text("SELECT current_database()")))
    yield DatabaseSwitch(engine, name)
    engine.dispose()


class DatabaseSwitch:
    """Takes one database away from everybody, and gives it back."""

    def __init__(self, administrator: Engine, database: str) -> None:
        self._administrator = administrator
        self._database = database

    def off(self) -> None:
        self._say(f"ALTER DATABASE {self._database} ALLOW_CONNECTIONS false")
        self._say(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name"
        )

    def on(self) -> None:
        self._say(f"ALTER DATABASE {self._database} ALLOW_CONNECTIONS true")

    def _say(self, statement: str) -> None:
        with self._administrator.connect() as connection:
            connection.execute(text(statement), {"name": self._database})


def run_at_once(*jobs: Callable[[], T]) -> list[T]:
    """Start all jobs at the same moment, each in its own thread; return their results."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        barrier.wait(60)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
