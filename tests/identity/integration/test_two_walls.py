"""No administrator reaches another organisation, also with either wall taken down."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import create_engine, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.accounts import RequestAccess
from contracts.errors import NotFound, WireError
from contracts.identity import CreateApiKey, InvitePerson, SetAreas
from contracts.identity_providers import ConfirmProviderDomain, SetIdentityProvider
from contracts.machine_accounts import CreateMachineAccount
from contracts.principal import AREAS, Principal
from identity.store.tables import TENANT_TABLES
from kontor_local.databases import DatabaseUrls
from tests.identity.integration.bookings import booked, organisation_of, told
from tests.identity.integration.e_billing import failed
from tests.identity.integration.master_data import moved
from tests.identity.integration.support import Support, a_call_in, a_proposal
from tests.identity.integration.world import World, make_world


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """Two customers with an administrator and a key each."""

    world: World
    own: Principal
    foreign: Principal


@pytest.fixture(params=["both walls", "queries alone"])
def neighbours(
    request: pytest.FixtureRequest,
    make_database: Callable[[str], DatabaseUrls],
    clock: FixedClock,
    keys: TestKeys,
) -> Neighbours:
    """Return two customers on a database with or without row-level security."""
    urls = make_database("identity")
    if request.param == "queries alone":
        take_down_row_security(urls.owner_url)
    world = make_world(Database(urls.application_url), clock, keys)
    support = Support(world)
    own = support.admin
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))
    for admin in (own, foreign):
        support.agree(admin)
        opened = support.open(organisation_id=admin.organisation_id)
        world.service.note_request_support_call(a_call_in(opened.session))
        world.service.propose_support_change(support.looking(opened), a_proposal())
        bring_provider(world, admin)
        world.service.create_api_key(admin, CreateApiKey(name="Export", scopes=("documents.read",)))
        account = CreateMachineAccount(name="DMS", areas=("documents",))
        world.service.create_machine_account(admin, account)
    world.register(customer_number="10003", contact_email="dritte@dritte.example")
    third = world.principal_of(world.accept("dritte@dritte.example"))
    for number in ("10001", "10002"):
        world.service.request_access(third, RequestAccess(customer_number=number))
    world.deliver_access_wishes()
    for admin in (own, foreign):
        world.service.note_coverage(told(organisation_of(admin), ends_on=world.clock.today()))
        world.service.note_entitlements(booked(organisation_of(admin), "base"))
        world.service.note_failed_notice(failed(organisation_of(admin), world.clock.now()))
        with world.room.of(organisation_of(admin)) as records:
            records.risk_reminders.claim(organisation_of(admin), "2026-W47")
        world.service.apply_master_data(moved(organisation_of(admin), world.clock.now()))
    for admin, number in ((own, "10004"), (foreign, "10005")):
        # The walls do not ask which kind of organisation has rows: these two serve a customer each.
        served = world.register(customer_number=number, contact_email=None)
        with world.room.of_everybody() as records:
            records.partner_customers.place(served.id, organisation_of(admin))
    return Neighbours(world=world, own=own, foreign=foreign)


def bring_provider(world: World, admin: Principal) -> None:
    domain = f"d{admin.subject.hex}.example"
    provider = SetIdentityProvider(
        issuer="https://login.example", client_id="kontor", client_secret="x", domains=(domain,)
    )
    world.service.set_identity_provider(admin, provider)
    assert admin.organisation_id is not None
    confirmation = ConfirmProviderDomain(
        organisation_id=admin.organisation_id, domain=domain, reason="geprüft"
    )
    world.service.confirm_provider_domain(world.staff(), confirmation)
    with world.room.of(admin.organisation_id) as records:
        records.federated_identities.link(
            admin.organisation_id, provider.issuer, "subject-1", admin.subject
        )


def take_down_row_security(owner_url: str) -> None:
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()


def refusal_of(attempt: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(WireError) as caught:
        attempt()
    return caught.value.code, caught.value.arguments


def test_what_an_admin_lists_is_his_own_alone(neighbours: Neighbours) -> None:
    service, own = neighbours.world.service, neighbours.own

    members = service.list_members(own).items
    invitations = service.list_invitations(own).items
    trail = service.list_audit(own).items

    assert [member.person_id for member in members] == [own.subject]
    assert {each.organisation_id for each in invitations} == {own.organisation_id}
    assert str(neighbours.foreign.organisation_id) not in str(trail)
    assert str(neighbours.foreign.subject) not in str(trail)


def test_a_foreign_organisation_answers_as_one_that_does_not_exist(
    neighbours: Neighbours,
) -> None:
    service, own = neighbours.world.service, neighbours.own
    foreign = neighbours.foreign.organisation_id
    assert foreign is not None

    for attempt in (service.list_members, service.list_invitations, service.get_organisation):
        hidden = refusal_of(partial(attempt, own, foreign))
        unknown = refusal_of(partial(attempt, own, new_id()))
        assert hidden == unknown == ("not_found", ("organisation",))


def test_an_admin_changes_nothing_in_a_foreign_organisation(neighbours: Neighbours) -> None:
    service, own, foreign = neighbours.world.service, neighbours.own, neighbours.foreign
    invitation = InvitePerson(
        email="ich@muster.example", role="admin", organisation_id=foreign.organisation_id
    )

    with pytest.raises(NotFound):
        service.invite_person(own, invitation)
    with pytest.raises(NotFound):
        service.set_areas(own, SetAreas(person_id=foreign.subject, areas=()))

    assert len(service.list_invitations(foreign).items) == 1
    (member,) = service.list_members(foreign).items
    assert member.areas == AREAS


@pytest.mark.parametrize("neighbours", ["both walls"], indirect=True)
def test_the_database_shows_no_foreign_rows_to_a_query_that_forgets(neighbours: Neighbours) -> None:
    world, own = neighbours.world, neighbours.own.organisation_id

    seen = {table: world.organisations_seen(table, organisation_id=own) for table in TENANT_TABLES}
    by_nobody = {
        table: world.organisations_seen(table, organisation_id=None) for table in TENANT_TABLES
    }

    assert seen == {table: {own} for table in TENANT_TABLES}
    assert by_nobody == {table: set() for table in TENANT_TABLES}


@pytest.mark.parametrize("neighbours", ["both walls"], indirect=True)
def test_the_database_takes_no_row_for_a_foreign_organisation(neighbours: Neighbours) -> None:
    world, own, foreign = neighbours.world, neighbours.own, neighbours.foreign
    forged = (
        "INSERT INTO membership SELECT :foreign, person_id, role, areas, grants, data_scope,"
        " is_initial, created_at FROM membership"
    )

    with (
        pytest.raises(Exception, match="row-level security"),
        world.database.transaction(organisation_id=own.organisation_id) as session,
    ):
        session.execute(text(forged), {"foreign": foreign.organisation_id})
