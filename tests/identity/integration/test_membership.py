"""Who belongs, as what, and who may decide that."""

from collections.abc import Callable
from functools import partial

import pytest

from contracts.errors import (
    InitialAddressProtected,
    InvalidInput,
    LastAdministrator,
    NotFound,
    NotPermitted,
    NotSignedIn,
    WireError,
)
from contracts.identity import SetAreas, SignIn
from contracts.members import ChangeRole, RemoveMember, SetGrants
from contracts.principal import AREAS, DEFAULT_AREAS, Principal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

COLLEAGUE = "max@muster.example"


def code_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except WireError as refused:
        return refused.code
    return "done"


def remove(world: World, caller: Principal, member: Principal) -> str:
    request = RemoveMember(person_id=member.subject)
    return code_of(partial(world.service.remove_member, caller, request))


def demote(world: World, caller: Principal, member: Principal) -> str:
    request = ChangeRole(person_id=member.subject, role="member")
    return code_of(partial(world.service.change_role, caller, request))


def key_user(world: World, admin: Principal, *areas: str) -> Principal:
    session = world.accept_invited(admin, "key@muster.example", areas=areas)
    world.service.set_grants(
        admin, SetGrants(person_id=session.person_id, grants=("unlock_areas",))
    )
    return world.principal_of(session)


@pytest.mark.req("SE-39")
def test_a_removed_member_is_out_at_once_and_keeps_his_sign_in(world: World) -> None:
    admin = world.admin()
    session = world.accept_invited(admin, COLLEAGUE)

    world.service.remove_member(admin, RemoveMember(person_id=session.person_id))

    with pytest.raises(NotSignedIn):
        world.authenticate(session)
    (ended,) = world.announced("access_ended")
    assert (ended["session_ids"], ended["reason"]) == ([str(session.session_id)], "revoked")
    signed_in = world.service.open_session(SignIn(email=COLLEAGUE, password=GOOD_PASSWORD))
    assert signed_in.organisation is None
    assert world.principal_of(signed_in).role is None
    assert world.service.list_audit(admin).items[0].action == "member.removed"
    (left,) = world.announced("member_left")
    assert (left["person_id"], left["organisation_kind"]) == (str(session.person_id), "customer")


def test_a_removed_member_can_be_invited_again(world: World) -> None:
    admin = world.admin()
    member = world.member(admin, COLLEAGUE)

    world.service.remove_member(admin, RemoveMember(person_id=member.subject))
    back = world.member(admin, COLLEAGUE)

    assert (back.subject, back.areas) == (member.subject, DEFAULT_AREAS)


@pytest.mark.req("SE-37", "A5")
def test_the_account_of_the_address_on_file_is_never_removed_in_any_order_of_calls(
    world: World,
) -> None:
    initial = world.admin()
    second = world.member(initial, COLLEAGUE, role="admin")

    answers = [
        remove(world, second, initial),
        remove(world, initial, initial),
        demote(world, second, initial),
        remove(world, second, initial),
    ]
    staff_request = RemoveMember(
        person_id=initial.subject, organisation_id=initial.organisation_id, reason="Wunsch"
    )
    with pytest.raises(InitialAddressProtected):
        world.service.remove_member(world.staff(), staff_request)

    protected = "initial_address_protected"
    assert answers == [protected, protected, "done", protected]
    items = world.service.list_members(second).items
    assert initial.subject in {member.person_id for member in items}


@pytest.mark.req("SE-37")
def test_another_admin_can_be_removed(world: World) -> None:
    initial = world.admin()
    second = world.member(initial, COLLEAGUE, role="admin")

    assert remove(world, initial, second) == "done"


@pytest.mark.req("A8")
def test_the_last_admin_cannot_drop_out(world: World) -> None:
    admin = world.admin()
    second = world.member(admin, COLLEAGUE, role="admin")

    first = demote(world, second, admin)
    last = [demote(world, second, second), remove(world, second, second)]

    assert first == "done"
    assert last == ["last_administrator", "last_administrator"]


def test_two_admins_who_remove_each_other_at_once_leave_one(world: World) -> None:
    initial = world.admin()
    one = world.member(initial, "one@muster.example", role="admin")
    two = world.member(initial, "two@muster.example", role="admin")
    demote(world, one, initial)

    answers = at_once(lambda: remove(world, one, two), lambda: remove(world, two, one))

    assert answers.count("done") == 1
    admins = world.run_sql("SELECT count(*) FROM membership WHERE role = 'admin'")
    assert admins == [(1,)]


def test_an_admin_who_ceased_to_be_one_changes_nothing_with_his_old_principal(
    world: World,
) -> None:
    initial = world.admin()
    former = world.member(initial, COLLEAGUE, role="admin")
    other = world.member(initial, "lea@muster.example")
    demote(world, initial, former)

    answers = [
        remove(world, former, other),
        demote(world, former, initial),
        code_of(
            lambda: world.service.set_areas(former, SetAreas(person_id=former.subject, areas=AREAS))
        ),
    ]

    assert set(answers) == {"not_permitted"}


@pytest.mark.req("SE-39", "A8")
def test_a_member_made_admin_has_all_areas_and_signs_in_anew(world: World) -> None:
    admin = world.admin()
    session = world.accept_invited(admin, COLLEAGUE)

    changed = world.service.change_role(
        admin, ChangeRole(person_id=session.person_id, role="admin")
    )

    assert (changed.role, changed.areas) == ("admin", AREAS)
    with pytest.raises(NotSignedIn):
        world.authenticate(session)
    again = world.service.open_session(SignIn(email=COLLEAGUE, password=GOOD_PASSWORD))
    assert world.principal_of(again).is_admin
    entry = world.service.list_audit(admin).items[0]
    assert entry.details == {"before": "member", "after": "admin"}


@pytest.mark.req("SE-33")
def test_staff_change_members_only_with_a_reason(world: World) -> None:
    admin = world.admin()
    member = world.member(admin, COLLEAGUE)
    staff = world.staff(role="member")

    with pytest.raises(InvalidInput):
        world.service.change_role(
            staff,
            ChangeRole(
                person_id=member.subject, role="admin", organisation_id=admin.organisation_id
            ),
        )
    world.service.remove_member(
        staff,
        RemoveMember(
            person_id=member.subject, organisation_id=admin.organisation_id, reason="Anruf 3.3."
        ),
    )

    entry = world.service.list_audit(admin).items[0]
    assert (entry.actor, entry.details["reason"]) == (f"person:{staff.subject}", "Anruf 3.3.")


def test_a_foreign_member_is_not_found(world: World) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))

    answers = {
        remove(world, admin, foreign),
        demote(world, admin, foreign),
        code_of(
            lambda: world.service.set_grants(admin, SetGrants(person_id=foreign.subject, grants=()))
        ),
    }

    assert answers == {"not_found"}
    assert len(world.service.list_members(foreign).items) == 1


def test_a_member_changes_nobody(world: World) -> None:
    admin = world.admin()
    member = world.member(admin, COLLEAGUE)
    attempts = [
        lambda: world.service.remove_member(member, RemoveMember(person_id=member.subject)),
        lambda: world.service.change_role(
            member, ChangeRole(person_id=member.subject, role="admin")
        ),
        lambda: world.service.set_grants(
            member, SetGrants(person_id=member.subject, grants=("unlock_areas",))
        ),
        lambda: world.service.set_areas(member, SetAreas(person_id=member.subject, areas=AREAS)),
    ]

    assert {code_of(attempt) for attempt in attempts} == {"not_permitted"}


@pytest.mark.req("KM-05", "A17")
def test_a_key_user_gives_colleagues_the_areas_that_he_sees(world: World) -> None:
    admin = world.admin()
    key = key_user(world, admin, "service_calls", "wiki", "devices")
    colleague = world.accept_invited(admin, COLLEAGUE)

    changed = world.service.set_areas(
        key, SetAreas(person_id=colleague.person_id, areas=(*DEFAULT_AREAS, "wiki"))
    )

    assert "wiki" in changed.areas
    assert "wiki" in world.principal_of(colleague).areas
    assert len(world.service.list_members(key).items) == 3


@pytest.mark.req("KM-09", "A17")
def test_a_key_user_gives_nothing_that_he_has_not_himself(world: World) -> None:
    admin = world.admin()
    key = key_user(world, admin, "wiki")
    colleague = world.accept_invited(admin, COLLEAGUE)
    attempts = [
        SetAreas(person_id=colleague.person_id, areas=(*DEFAULT_AREAS, "post")),
        SetAreas(person_id=colleague.person_id, areas=()),
        SetAreas(person_id=key.subject, areas=("wiki", "post")),
        SetAreas(person_id=admin.subject, areas=tuple(a for a in AREAS if a != "wiki")),
    ]

    for request in attempts:
        with pytest.raises(NotPermitted):
            world.service.set_areas(key, request)

    assert world.principal_of(colleague).areas == DEFAULT_AREAS


@pytest.mark.req("KM-05")
def test_a_key_user_reaches_nobody_in_another_organisation(world: World) -> None:
    key = key_user(world, world.admin(), *AREAS)
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))

    with pytest.raises(NotFound):
        world.service.set_areas(key, SetAreas(person_id=foreign.subject, areas=()))
    with pytest.raises(NotPermitted):
        world.service.list_members(key, foreign.organisation_id)


@pytest.mark.req("KM-09")
def test_a_key_user_whose_right_was_taken_back_gives_nothing_any_more(world: World) -> None:
    admin = world.admin()
    key = key_user(world, admin, *AREAS)
    colleague = world.accept_invited(admin, COLLEAGUE)

    world.service.set_grants(admin, SetGrants(person_id=key.subject, grants=()))

    with pytest.raises(NotPermitted):
        world.service.set_areas(key, SetAreas(person_id=colleague.person_id, areas=("wiki",)))


@pytest.mark.parametrize(
    ("role", "grants", "reason"),
    [
        ("member", ("rule_the_world",), "unknown_grant"),
        ("documents", ("unlock_areas",), "role_sees_documents_only"),
    ],
)
def test_grants_that_make_no_sense_are_refused(
    world: World, role: str, grants: tuple[str, ...], reason: str
) -> None:
    admin = world.admin()
    member = world.member(admin, COLLEAGUE, role=role)

    with pytest.raises(InvalidInput) as refused:
        world.service.set_grants(admin, SetGrants(person_id=member.subject, grants=grants))

    assert refused.value.arguments == ("grants", reason)


@pytest.mark.req("DW-19")
def test_a_grant_is_in_the_next_principal_and_changes_no_area(world: World) -> None:
    admin = world.admin()
    session = world.accept_invited(admin, COLLEAGUE, areas=("wiki",))

    for _ in range(2):
        world.service.set_grants(
            admin, SetGrants(person_id=session.person_id, grants=("download_licence",))
        )

    principal = world.principal_of(session)
    assert (principal.grants, principal.areas) == (("download_licence",), ("wiki",))
    assert len(world.announced("access_ended")) == 1


def test_removing_is_refused_to_whoever_is_no_admin_before_anything_is_told(
    world: World,
) -> None:
    admin = world.admin()
    member = world.member(admin, COLLEAGUE)

    with pytest.raises(NotPermitted):
        world.service.remove_member(member, RemoveMember(person_id=admin.subject))
    with pytest.raises(LastAdministrator):
        world.service.change_role(admin, ChangeRole(person_id=admin.subject, role="member"))
