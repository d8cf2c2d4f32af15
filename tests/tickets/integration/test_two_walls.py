"""Nobody reaches another organisation's requests, also with either wall taken down."""

from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import TestKeys, a_principal
from contracts.attachments import BeginAttachment
from contracts.errors import NotFound
from contracts.master_data_changes import MasterDataChangeQuery
from contracts.principal import Principal
from contracts.tickets import Request
from tests.service_plugin import MakeDatabase
from tests.tickets.integration.conversation import ORGANISATION, say, share, with_partner
from tests.tickets.integration.master_data import ask_for, look_at, refuse
from tests.tickets.integration.world import World, a_colleague, make_world, staff
from tickets.domain.mails import ReadMail, StoredMail
from tickets.store.schema import TENANT_TABLES


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """Two customers, each with a request and everything that may hang on it."""

    world: World
    own: Principal
    foreign: Principal
    own_request: Request
    foreign_request: Request


@pytest.fixture(params=["both walls", "queries alone"])
def neighbours(
    request: pytest.FixtureRequest, make_database: MakeDatabase, clock: FixedClock, keys: TestKeys
) -> Neighbours:
    """Return two customers on a database with or without row-level security."""
    urls = make_database("tickets")
    if request.param == "queries alone":
        take_down_row_security(urls.owner_url)
    world = make_world(Database(urls.application_url), clock, keys)
    own, foreign = a_principal(), a_principal()
    return Neighbours(
        world=world,
        own=own,
        foreign=foreign,
        own_request=settle_in(world, own),
        foreign_request=settle_in(world, foreign),
    )


def settle_in(world: World, customer: Principal) -> Request:
    """Return a request of the customer; leaves a row of his in each table."""
    request = world.open(customer)
    say(world, staff(), request, "Vermerk", "vendor")
    world.service.begin_attachment(customer, BeginAttachment(file_name="foto.png"))
    leave_a_mail(world, request)
    share(world, customer, request, ORGANISATION)
    world.service.mark_read(customer, request.id)
    ask_for(world, a_colleague(customer, role="admin"), "renaming", name="Muster (neu)")
    return request


def leave_a_mail(world: World, request: Request) -> None:
    """Leave a mail that has become part of the request."""
    assert request.organisation_id is not None
    mail = StoredMail(
        id=new_id(),
        digest=f"{request.number:064}",
        state="asked",
        reason=None,
        size_bytes=1,
        received_at=world.clock.now(),
        read=ReadMail(sender="erika@muster.example"),
    )
    with world.room.of_everybody() as records:
        records.mails.add_if_new(mail)
        records.mails.note_taken(mail.id, request.organisation_id, request.id)


def take_down_row_security(owner_url: str) -> None:
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()


def test_what_somebody_lists_is_his_own_alone(neighbours: Neighbours) -> None:
    page = neighbours.world.page(neighbours.own)

    assert page.items == (neighbours.own_request,)


def test_the_cursor_of_a_stranger_opens_no_foreign_page(neighbours: Neighbours) -> None:
    page = neighbours.world.page(neighbours.own, cursor=str(neighbours.foreign_request.id))

    assert page.items in [(), (neighbours.own_request,)]


def test_a_partner_finds_alone_what_is_shared_with_it(neighbours: Neighbours) -> None:
    world, agent = neighbours.world, staff()
    partner, other = (a_principal(organisation_kind="partner") for _ in range(2))
    share(world, agent, neighbours.own_request, with_partner(partner))
    share(world, agent, neighbours.foreign_request, with_partner(other))

    shown = [each.id for each in world.page(partner, scope="customers").items]
    with pytest.raises(NotFound):
        world.service.get_request(partner, neighbours.foreign_request.id)

    assert shown == [neighbours.own_request.id]
    assert world.detail(partner, neighbours.own_request).id == neighbours.own_request.id


@pytest.mark.parametrize("neighbours", ["both walls"], indirect=True)
def test_the_database_shows_a_partner_no_share_of_another_one(neighbours: Neighbours) -> None:
    world = neighbours.world
    partner, other = (a_principal(organisation_kind="partner") for _ in range(2))
    share(world, staff(), neighbours.own_request, with_partner(partner))
    share(world, staff(), neighbours.foreign_request, with_partner(other))

    seen = world.organisations_seen("request_share", partner.organisation_id)

    assert seen == {neighbours.own.organisation_id}


def test_a_request_is_found_with_its_own_organisation_alone(neighbours: Neighbours) -> None:
    service, agent = neighbours.world.service, staff()
    own, foreign = neighbours.own.organisation_id, neighbours.foreign_request.id
    assert own is not None

    with pytest.raises(NotFound):
        service.find_request(agent, own, foreign)

    assert service.find_request(agent, own, neighbours.own_request.id).organisation_id == own


def test_a_foreign_change_of_master_data_is_none_at_all(neighbours: Neighbours) -> None:
    world = neighbours.world
    own = a_colleague(neighbours.own, role="admin")
    listed = world.service.list_master_data_changes(staff(), MasterDataChangeQuery()).items
    mine, foreign = sorted(listed, key=lambda each: each.organisation_id != own.organisation_id)

    # Once it is decided nobody else is asked who might say no as well.
    refuse(world, staff(), foreign)

    with pytest.raises(NotFound):
        look_at(world, own, foreign)

    assert world.service.list_master_data_changes(own, MasterDataChangeQuery()).items == (mine,)


@pytest.mark.parametrize("neighbours", ["both walls"], indirect=True)
def test_the_database_shows_no_foreign_rows_to_a_query_that_forgets(neighbours: Neighbours) -> None:
    world, own = neighbours.world, neighbours.own.organisation_id

    seen = {table: world.organisations_seen(table, own) for table in TENANT_TABLES}
    by_nobody = {table: world.organisations_seen(table, None) for table in TENANT_TABLES}

    assert seen == {table: {own} for table in TENANT_TABLES}
    assert by_nobody == {table: set() for table in TENANT_TABLES}


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

    with neighbours.world.database.transaction() as session:
        protected = set(session.scalars(query))
        with_column = set(session.scalars(columns))

    assert protected == with_column == set(TENANT_TABLES)
