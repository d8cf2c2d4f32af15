"""The service itself on a real database, with whoever takes its mails and text messages."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.settings import load
from chassis.testing import a_principal
from contracts.account_activity import AccountActivity
from contracts.company_notices import (
    CompanyContactChanged,
    CompanyEvent,
    CompanyNoticeRequested,
    CompanyNotices,
    EventChannels,
    SetCompanyNotices,
)
from contracts.events import NoticeRequested
from contracts.principal import Principal
from kontor_local.servers import Servers
from notifications.domain.company_notices import GATHERS_FOR
from notifications.service import Notifications
from notifications.settings import Settings
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.notifications.text_provider import TextProvider

T = TypeVar("T")
COMPANY_MAIL = "info@muster.example"
COMPANY_PHONE = "0171 / 234 56-78"
DIALLED = "+491712345678"
PORTAL = "https://portal.example"


def house_settings(
    servers: Servers, mail_server: ScriptedMailServer, **settings: str
) -> dict[str, str]:
    """Return what the service reads from its environment in these tests."""
    return {
        "KONTOR_AMQP_URL": "amqp://",
        "KONTOR_DATABASE_URL": "postgresql://",
        "KONTOR_PRINCIPAL_KEYS": "keys.json",
        "KONTOR_SMTP_URL": mail_server.url,
        "KONTOR_MAIL_FROM": "Kontor <kontor@kontor.example>",
        "KONTOR_PORTAL_URL": PORTAL,
        "KONTOR_S3_URL": servers.s3_url,
        "KONTOR_S3_ACCESS_KEY": servers.s3_access_key,
        "KONTOR_S3_SECRET_KEY": servers.s3_secret_key,
        "KONTOR_ARCHIVE_BUCKET": "nowhere",
        "KONTOR_MAIL_SENDERS": "1",
        **settings,
    }


def incoming(data: T, *, id: str | None = None, source: str = "/erp/demo") -> Incoming[T]:  # noqa: A002 - an event's own word
    """Return an event as its handler gets it."""
    return Incoming(
        id=id or str(new_id()),
        source=source,
        type="",
        time=None,
        body_sha256=str(hash(msgspec.json.encode(data))),
        data=data,
    )


def a_company(organisation_id: UUID, **changes: Any) -> CompanyContactChanged:
    """Return where a company is reached, as identity announces it."""
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "version": 1,
        "customer_number": "10001",
        "name": "Muster & Söhne GmbH",
        "language": "de",
        "email": COMPANY_MAIL,
        "phone": COMPANY_PHONE,
    }
    return CompanyContactChanged(**{**values, **changes})


@dataclass(kw_only=True)
class House:
    """The service, and one company with the administrator who chooses for it."""

    service: Any
    database: Database
    clock: FixedClock
    mail_server: ScriptedMailServer
    provider: TextProvider
    organisation_id: UUID
    admin: Principal

    def know_company(self, organisation_id: UUID | None = None, **changes: Any) -> None:
        """Hear from identity where a company is reached."""
        company = a_company(organisation_id or self.organisation_id, **changes)
        self.service.remember_company(incoming(company))

    def choose(
        self, event: CompanyEvent, *, mail: bool, phone: bool, by: Principal | None = None
    ) -> CompanyNotices:
        """Choose the channels of one event."""
        chosen = EventChannels(event=event, mail=mail, phone=phone)
        answer: CompanyNotices = self.service.set_company_notices(
            by or self.admin, SetCompanyNotices(events=(chosen,))
        )
        return answer

    def happen(self, *, id: str | None = None, **changes: Any) -> None:  # noqa: A002 - an event's own word
        """Hear of an activity in the company's account."""
        values: dict[str, Any] = {
            "customer_number": "10001",
            "activity": "offer_accepted",
            "occurred_at": self.clock.now(),
            "reference": "A-1",
        }
        event = incoming(AccountActivity(**{**values, **changes}), id=id)
        self.service.receive_account_activity(event)

    def near_limit(self, **changes: Any) -> None:
        """Hear from catalog that little is left of a limit."""
        values: dict[str, Any] = {
            "idempotency_key": "limit-1",
            "organisation_id": self.organisation_id,
            "event": "limit_near",
            "parameters": {"limit": "users", "percent": "80", "used": "4", "allowed": "5"},
            "occurred_at": self.clock.now(),
        }
        self.service.receive_company_notice(incoming(CompanyNoticeRequested(**values | changes)))

    def request(self, notice: NoticeRequested) -> None:
        """Hear from another service that somebody is to be told something."""
        self.service.queue_document_notice(incoming(notice, source="/kontor/demo"))

    def send(self, *, after: timedelta = GATHERS_FOR) -> None:
        """Let time pass, and everything go out that is due."""
        self.clock.move(after)
        self.service.tell_waiting()
        self.service.send_due_messages()
        self.service.send_text_messages()

    def forget_trouble(self) -> None:
        """Let senders call the mail server at once again, as after their pause."""
        for desk in self.service.runtime.resources.platform_desks:
            desk.breaker.reset()

    def hang_up(self) -> None:
        """Close the connections that are kept for the next mail."""
        for desk in self.service.runtime.resources.platform_desks:
            desk.server.disconnect()

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that the mail server has taken, in order."""
        return [
            email.message_from_bytes(content, policy=email.policy.default)
            for content in self.mail_server.accepted
        ]

    @property
    def subjects(self) -> list[str]:
        """Their subjects."""
        return [str(mail["Subject"]) for mail in self.mails]

    def trail(self) -> list[str]:
        """Return what the organisation's trail says was done, oldest first."""
        with self.database.transaction(organisation_id=self.organisation_id) as session:
            page = AuditTrail(session, self.clock.now()).page(self.organisation_id)
        return [entry.action for entry in reversed(page)]

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """Yield a transaction that sees everything."""
        with self.database.transaction(every_organisation=True) as session:
            yield session

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Return what a query finds, whoever's it is."""
        with self.looking() as session:
            return list(session.execute(text(query), values))


def open_house(
    settings: dict[str, str],
    database: Database,
    clock: FixedClock,
    mail_server: ScriptedMailServer,
    provider: TextProvider,
) -> House:
    """Return the service as a process would make it."""
    service: Any = Notifications()
    unused: Any = None
    loaded = load(Settings, settings)
    service.runtime = Runtime(
        settings=loaded,
        clock=clock,
        database=database,
        verifier=unused,
        publishers=unused,
        resources=Notifications.open_resources(loaded),
    )
    organisation_id = new_id()
    return House(
        service=service,
        database=database,
        clock=clock,
        mail_server=mail_server,
        provider=provider,
        organisation_id=organisation_id,
        admin=a_principal(organisation_id=organisation_id, role="admin"),
    )
