"""Nobody reaches another organisation's messages, also with either wall taken down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.company_notices import EventChannels
from contracts.errors import NotFound
from contracts.notices import DeliveryQuery
from kontor_local.servers import Servers
from notifications.adapters.returned_mail import read_returned_mail
from notifications.domain.return_path import ReturnPath
from notifications.store.company_records import CompanyRecords
from notifications.store.feed import FeedStore
from notifications.store.machine_accounts import MachineAccountStore
from notifications.store.progress import ProgressStore
from notifications.store.schema import TENANT_TABLES
from notifications.store.senders import EnteredSender
from notifications.store.webhook_records import WebhookRecords
from notifications.use_cases.companies.tell_company import Happening, Telling, tell_company
from notifications.use_cases.customer_queues.change_customer_queue import add_customer_queue
from notifications.use_cases.describe_delivery import describe_delivery
from notifications.use_cases.feed.record_affair import record_affair
from notifications.use_cases.receive_returned_mail import receive_returned_mail
from tests.notifications.feed import a_webhook, an_account_of, an_affair
from tests.notifications.house import a_company
from tests.notifications.integration.conftest import COMPOSER, Office, open_archive
from tests.notifications.mail_accounts import Administrator, account_desk, an_account, an_entry
from tests.notifications.notices import a_notice
from tests.notifications.returned_mails import a_report
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.service_plugin import MakeDatabase

PATH = ReturnPath(address="bounce@kontor.example", keys=[b"k" * 32])


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """Two organisations, each with a row in every table."""

    office: Office
    folder: Path
    own: UUID
    foreign: UUID

    def look_after(self, organisation_id: UUID) -> Administrator:
        """Return somebody who administers an organisation's mail account."""
        return Administrator(
            office=self.office, desk=account_desk(self.folder), organisation_id=organisation_id
        )

    def organisations_seen(self, table: str, named: UUID | None) -> set[UUID]:
        """Return whose rows of a table a query finds that names no organisation itself."""
        with self.office.database.transaction(organisation_id=named) as session:
            return set(session.scalars(text(f"SELECT organisation_id FROM {table}")))  # noqa: S608 - ours


@pytest.fixture(params=["both walls", "queries alone"])
def neighbours(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    clock: FixedClock,
    servers: Servers,
    mail_server: ScriptedMailServer,
    tmp_path: Path,
) -> Neighbours:
    """Return two organisations on a database with or without row-level security."""
    urls = make_database("notifications")
    if request.param == "queries alone":
        take_down_row_security(urls.owner_url)
    archive = open_archive(servers, bucket="nowhere")
    office = Office(Database(urls.application_url), clock, mail_server.url, archive)
    both = Neighbours(office=office, folder=tmp_path, own=new_id(), foreign=new_id())
    for organisation_id in (both.own, both.foreign):
        settle_in(both, organisation_id)
    return both


def settle_in(neighbours: Neighbours, organisation_id: UUID) -> None:
    """Leave a row of the organisation in each table."""
    office = neighbours.office
    notice = a_notice(idempotency_key=key_of(organisation_id), organisation_id=organisation_id)
    office.queue(notice)
    office.send()
    office.hang_up()
    come_back(office, office.find(notice).id)
    neighbours.look_after(organisation_id).enter(an_account(an_entry(587), an_entry(143)))
    with office.database.transaction(every_organisation=True) as session:
        records = CompanyRecords(session, office.clock.now())
        records.companies.remember(a_company(organisation_id, customer_number=None))
        records.quotas.take_place(organisation_id, "platform", records.now.date(), limit=10)
        entered = EnteredSender(sender_name="Muster")
        records.senders.put(organisation_id, entered, by="person:admin", at=records.now)
        chosen = EventChannels(event="dunning_sent", mail=True, phone=False)
        records.choices.put(organisation_id, [chosen], by="person:admin", at=records.now)
        happening = Happening(
            idempotency_key="dunning",
            event="dunning_sent",
            parameters={"reference": "MA-1"},
            occurred_at=records.now,
        )
        company = records.companies.find(organisation_id)
        assert company is not None
        telling = Telling(composer=COMPOSER, is_phone_offered=False)
        tell_company(happening, company, telling, records)
        account = an_account_of(organisation_id)
        MachineAccountStore(session).remember(account)
        add_customer_queue(
            account.account_id,
            session,
            most_events=10,
            is_from_the_beginning=True,
            by="operator:test",
            now=records.now,
        )
        webhooks = WebhookRecords(session, records.now)
        webhooks.webhooks.put(a_webhook(organisation_id, account.account_id, records.now))
        record_affair(str(new_id()), an_affair(organisation_id), FeedStore(session), webhooks)


def come_back(office: Office, message_id: UUID) -> None:
    """Let a mail come back to its return address."""
    mail = read_returned_mail(a_report(message_id=f"<{message_id}@relay.example>"))
    with office.database.transaction(every_organisation=True) as session:
        receive_returned_mail(
            mail,
            [PATH.address_of(message_id)],
            path=PATH,
            session=session,
            now=office.clock.now(),
        )


def key_of(organisation_id: UUID) -> str:
    return f"document:{organisation_id}"


def take_down_row_security(owner_url: str) -> None:
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()


def test_how_far_a_foreign_notice_has_come_is_told_to_nobody(neighbours: Neighbours) -> None:
    own = a_principal(organisation_id=neighbours.own)
    database = neighbours.office.database

    def state_of(organisation_id: UUID) -> str:
        query = DeliveryQuery(idempotency_key=key_of(organisation_id))
        with database.transaction(organisation_id=neighbours.own) as session:
            return describe_delivery(own, neighbours.own, query, ProgressStore(session)).state

    with pytest.raises(NotFound):
        state_of(neighbours.foreign)

    assert state_of(neighbours.own) == "bounced"


def test_an_administrator_removes_his_own_mail_account_alone(neighbours: Neighbours) -> None:
    removed = neighbours.look_after(neighbours.own).remove()

    assert removed.account is None
    assert neighbours.look_after(neighbours.foreign).look().account is not None


@pytest.mark.parametrize("neighbours", ["both walls"], indirect=True)
def test_the_database_shows_no_foreign_rows_to_a_query_that_forgets(
    neighbours: Neighbours,
) -> None:
    own = neighbours.own

    seen = {table: neighbours.organisations_seen(table, own) for table in TENANT_TABLES}
    unnamed = {table: neighbours.organisations_seen(table, None) for table in TENANT_TABLES}

    assert seen == {table: {own} for table in TENANT_TABLES}
    assert not any(unnamed.values())


@pytest.mark.parametrize("neighbours", ["both walls"], indirect=True)
def test_every_table_with_an_organisation_is_behind_the_wall(neighbours: Neighbours) -> None:
    query = text(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'organisation_id' AND c.relkind = 'r' AND c.relrowsecurity"
        " AND c.relforcerowsecurity"
    )
    columns = text(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'organisation_id'"
    )

    with neighbours.office.database.transaction() as session:
        protected = set(session.scalars(query))
        with_column = set(session.scalars(columns))

    assert protected == with_column == set(TENANT_TABLES)
