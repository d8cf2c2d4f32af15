"""What an administrator sees and changes: members, areas, keys, the trail."""

from typing import Any

import pytest
from sqlalchemy.exc import ProgrammingError

from contracts.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from contracts.identity import CreateApiKey, SetAreas
from contracts.principal import AREAS, Principal
from identity.use_cases.organisations.bootstrap_vendor import bootstrap_vendor
from tests.identity.integration.world import CUSTOMER_AREAS, World

COLLEAGUE = "max@muster.example"


def vendor_admin(world: World) -> Principal:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    return world.principal_of(world.accept_link(link, name="Vera Vendor"))


@pytest.mark.req("SE-26")
def test_areas_are_set_per_person_and_effective_at_once(world: World) -> None:
    admin = world.admin()
    first = world.accept_invited(admin, COLLEAGUE)
    second = world.accept_invited(admin, "lea@muster.example")

    changed = world.service.set_areas(
        admin, SetAreas(person_id=first.person_id, areas=("wiki", "post"))
    )

    assert changed.areas == ("post", "wiki")
    assert world.principal_of(first).areas == ("post", "wiki")
    assert "post" not in world.principal_of(second).areas


def test_changed_areas_are_told_for_the_persons_open_sessions_only(world: World) -> None:
    admin = world.admin()
    session = world.accept_invited(admin, COLLEAGUE)

    for _ in range(2):
        world.service.set_areas(admin, SetAreas(person_id=session.person_id, areas=("post",)))

    (ended,) = world.announced("access_ended")
    assert ended["session_ids"] == [str(session.session_id)]
    assert ended["reason"] == "rights_changed"
    assert world.authenticate(session).session_id == session.session_id


@pytest.mark.req("BR-11")
def test_the_trail_says_who_changed_which_areas_from_what_to_what(world: World) -> None:
    admin = world.admin()
    session = world.accept_invited(admin, COLLEAGUE, areas=("post",))

    world.service.set_areas(admin, SetAreas(person_id=session.person_id, areas=("wiki",)))

    entry = world.service.list_audit(admin).items[0]
    assert (entry.action, entry.actor) == ("member.areas_changed", f"person:{admin.subject}")
    assert entry.subject == f"person:{session.person_id}"
    assert entry.details == {"before": "post", "after": "wiki"}


def test_areas_that_make_no_sense_are_refused(world: World) -> None:
    admin = world.admin()
    session = world.accept_invited(admin, COLLEAGUE, role="documents")

    for areas in (("treasury",), ("wiki",)):
        with pytest.raises(InvalidInput):
            world.service.set_areas(admin, SetAreas(person_id=session.person_id, areas=areas))


def test_a_member_of_another_organisation_is_not_found(world: World) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.accept("chef@fremd.example")

    with pytest.raises(NotFound):
        world.service.set_areas(admin, SetAreas(person_id=foreign.person_id, areas=()))
    with pytest.raises(NotFound):
        world.service.list_members(admin, world.principal_of(foreign).organisation_id)

    assert world.principal_of(foreign).areas == CUSTOMER_AREAS


def test_members_who_administer_nothing_see_no_lists(world: World) -> None:
    member = world.member(world.admin(), COLLEAGUE)
    attempts: list[Any] = [
        lambda: world.service.list_members(member),
        lambda: world.service.list_invitations(member),
        lambda: world.service.list_audit(member),
        lambda: world.service.set_areas(member, SetAreas(person_id=member.subject, areas=AREAS)),
        lambda: world.service.create_api_key(
            member, CreateApiKey(name="Export", scopes=("documents.read",))
        ),
    ]

    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()


def test_an_admins_key_reads_documents_of_his_organisation(world: World) -> None:
    admin = world.admin()

    key = world.service.create_api_key(
        admin, CreateApiKey(name="DATEV-Export", scopes=("documents.read",))
    )

    principal = world.verify(world.service.authenticate(key.key))
    assert key.key.startswith("kk_")
    assert (principal.kind, principal.organisation_id) == ("system", admin.organisation_id)
    assert (principal.scopes, principal.areas) == (("documents.read",), ("post",))
    assert principal.role is None
    assert not principal.is_staff
    assert key.key not in str(world.run_sql("SELECT k FROM api_key k"))
    with pytest.raises(NotPermitted):
        world.service.list_members(principal)
    with pytest.raises(NotPermitted):
        world.service.close_session(principal)


def test_a_vendors_key_publishes_for_its_sources(world: World) -> None:
    staff = vendor_admin(world)

    key = world.service.create_api_key(
        staff, CreateApiKey(name="ERP", scopes=("documents.publish",), sources=("/erp/demo",))
    )

    principal = world.verify(world.service.authenticate(key.key))
    assert (principal.scopes, principal.sources) == (("documents.publish",), ("/erp/demo",))
    assert principal.kind == "system"


def test_the_vendors_admins_alone_make_a_key_for_the_print_room(world: World) -> None:
    wanted = CreateApiKey(name="Druckstraße", scopes=("print_batches.fetch",))

    key = world.service.create_api_key(vendor_admin(world), wanted)

    principal = world.verify(world.service.authenticate(key.key))
    assert (principal.scopes, principal.areas) == (("print_batches.fetch",), ())
    assert principal.organisation_kind == "vendor"
    with pytest.raises(NotPermitted):
        world.service.create_api_key(world.admin(), wanted)


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": ()},
        {"scopes": ("everything",)},
        {"scopes": ("documents.publish",)},
        {"scopes": ("documents.read",), "sources": ("/erp/demo",)},
        {"scopes": ("documents.publish",), "sources": ("",)},
        {"name": " "},
    ],
)
def test_a_key_that_makes_no_sense_is_refused(world: World, changes: dict[str, Any]) -> None:
    staff = vendor_admin(world)

    with pytest.raises(InvalidInput):
        world.service.create_api_key(
            staff, CreateApiKey(**{"name": "ERP", "scopes": ("documents.read",), **changes})
        )


def test_a_customers_admin_gets_no_publishing_key(world: World) -> None:
    admin = world.admin()

    with pytest.raises(NotPermitted):
        world.service.create_api_key(
            admin, CreateApiKey(name="ERP", scopes=("documents.publish",), sources=("/erp/demo",))
        )


def test_a_revoked_key_opens_nothing(world: World) -> None:
    key = world.service.create_api_key(
        world.admin(), CreateApiKey(name="Export", scopes=("documents.read",))
    )
    world.run_sql_as_operator("UPDATE api_key SET revoked_at = now()")

    with pytest.raises(NotSignedIn):
        world.service.authenticate(key.key)


def test_the_trail_is_paged_newest_first_and_shows_the_own_organisation_only(world: World) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    world.member(admin, COLLEAGUE)

    first = world.service.list_audit(admin, limit=3)
    rest = world.service.list_audit(admin, cursor=first.next_cursor, limit=3)

    assert [entry.sequence for entry in first.items + rest.items] == [5, 4, 3, 2, 1]
    assert rest.next_cursor is None


@pytest.mark.parametrize(
    "page", [{"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"cursor": "-1"}, {"cursor": "9" * 30}]
)
def test_a_page_that_cannot_be_is_refused(world: World, page: dict[str, Any]) -> None:
    admin = world.admin()

    with pytest.raises(InvalidInput):
        world.service.list_audit(admin, **page)


@pytest.mark.req("BR-11")
def test_the_service_itself_cannot_change_the_trail(world: World) -> None:
    world.admin()

    for statement in ("UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            world.run_sql_as_operator(statement)


def test_bootstrapping_again_makes_a_new_link_until_somebody_has_accepted(world: World) -> None:
    first = world.bootstrap("chefin@vendor.example")
    second = world.bootstrap("chefin@vendor.example")
    assert first is not None
    assert second is not None

    with pytest.raises(Exception, match="revoked"):
        world.accept_link(first)
    admin = world.principal_of(world.accept_link(second))

    assert admin.is_staff
    assert admin.is_admin
    assert world.bootstrap("chefin@vendor.example") is None
    assert len(world.organisations_announced()) == 1
    assert world.invitations_mailed() == []


def test_bootstrap_needs_an_address(world: World) -> None:
    with pytest.raises(InvalidInput), world.room.of_everybody() as records:
        bootstrap_vendor("keine Adresse", "Vendor (Demo)", records, world.service.resources.rules)
