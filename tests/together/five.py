"""The five services in one process, each on a database of its own, without a broker."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from billing_docs.service import BillingDocs
from billing_docs.settings import Settings
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.runtime import Runtime
from chassis.settings import load
from chassis.testing import TestKeys
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import Desk as DocumentDesk
from tests.billing_docs.integration.desk import open_archive
from tests.catalog.integration.desk import Desk as CatalogDesk
from tests.catalog.integration.desk import make_desk
from tests.identity.integration.world import World as IdentityWorld
from tests.identity.integration.world import make_world as make_identity
from tests.notifications.house import House, house_settings, open_house
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.notifications.text_provider import TextProvider
from tests.service_plugin import ServiceDatabase
from tests.tickets.integration.world import StubSettings
from tests.tickets.integration.world import World as TicketsWorld
from tests.tickets.integration.world import make_world as make_tickets

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
_UNUSED = {
    "KONTOR_ENV": "test",
    "KONTOR_AMQP_URL": "amqp://",
    "KONTOR_DATABASE_URL": "postgresql://",
    "KONTOR_PRINCIPAL_KEYS": "keys.json",
}


@dataclass(kw_only=True)
class Five:
    """The services, and what a test needs to look behind them."""

    clock: FixedClock
    identity: IdentityWorld
    documents: DocumentDesk
    billing_docs: BillingDocs
    tickets: TicketsWorld
    catalog: CatalogDesk
    notifications: House
    kept: dict[str, Any] = field(default_factory=dict)
    """What a test makes once."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(60001)

    def number(self) -> str:
        """Return a customer number that nobody has."""
        return str(next(self._numbers))

    def service(self, name: str) -> Any:
        """Return a service by the name of its package."""
        of_docs: dict[str, Any] = {"billing_docs": self.billing_docs}
        return of_docs.get(name) or getattr(self, name).service

    def database(self, name: str) -> Database:
        """Return the database of a service."""
        database: Database = (
            self.documents if name == "billing_docs" else getattr(self, name)
        ).database
        return database

    def rows(self, name: str, *, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
        """Return every row of every table of a service as text, infrastructure included."""
        with self.database(name).transaction(every_organisation=True) as session:
            tables = session.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all()
            return {
                table: sorted(session.scalars(text(f'SELECT t::text FROM "{table}" AS t')))  # noqa: S608 - the database's own names
                for table in tables
                if table not in without and table != "alembic_version"
            }


@contextmanager
def open_five(
    service_database: ServiceDatabase,
    clock: FixedClock,
    keys: TestKeys,
    namespace: Namespace,
    stored: StubSettings,
) -> Iterator[Five]:
    """Yield the five services, whose mails go to a server that is not there."""
    with ScriptedMailServer() as mail_server, TextProvider() as provider:
        # Where the links of the contracts' samples lead.
        portal = {"KONTOR_PORTAL_URL": "https://portal.example.com"}
        settings = house_settings(namespace.servers, mail_server, **portal)
        notifications = open_house(
            settings, service_database("notifications"), clock, mail_server, provider
        )
        documents = DocumentDesk(
            database=service_database("billing_docs"),
            archive=open_archive(archive_settings(namespace)),
            clock=clock,
        )
        yield Five(
            clock=clock,
            identity=make_identity(service_database("identity"), clock, keys),
            documents=documents,
            billing_docs=_billing_docs(documents, namespace, clock),
            tickets=make_tickets(service_database("tickets"), clock, keys, stored),
            catalog=make_desk(service_database("catalog"), clock),
            notifications=notifications,
        )
        notifications.hang_up()


def _billing_docs(desk: DocumentDesk, namespace: Namespace, clock: FixedClock) -> BillingDocs:
    service, unused = BillingDocs(), None
    nobody: Any = unused
    service.runtime = Runtime(
        settings=load(Settings, {**_UNUSED, **archive_settings(namespace)}),
        clock=clock,
        database=desk.database,
        verifier=nobody,
        publishers=nobody,
        resources=desk.resources(),
    )
    return service
