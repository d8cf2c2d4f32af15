"""From the invitation to the member."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    InvitationNotUsable,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SignInRefused,
    WeakPassword,
    WireError,
)
from contracts.identity import (
    AcceptInvitation,
    Invitation,
    InvitePerson,
    Session,
    SignIn,
)
from contracts.principal import AREAS, DEFAULT_AREAS
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import CUSTOMER_AREAS, GOOD_PASSWORD, World

CONTACT = "erika@muster.example"
COLLEAGUE = "max@muster.example"


def sql_count(world: World, table: str, condition: str = "true") -> int:
    ((count,),) = world.run_sql(f"SELECT count(*) FROM {table} WHERE {condition}")  # noqa: S608 - our own words
    return int(count)


def outcome(world: World, token: str, **changes: Any) -> Session | str:
    values: dict[str, Any] = {"person_name": "Erika Muster", "password": GOOD_PASSWORD, **changes}
    try:
        return world.service.accept_invitation(AcceptInvitation(token=token, **values))
    except WireError as refused:
        return refused.code


def only(invitations: tuple[Invitation, ...]) -> Invitation:
    (invitation,) = invitations
    return invitation


@pytest.mark.req("SE-22")
def test_registering_a_customer_mails_one_link_to_the_address_on_file(world: World) -> None:
    organisation = world.register()

    (notice,) = world.invitations_mailed()
    assert (notice.kind, notice.recipient, notice.language) == ("invitation", CONTACT, "de")
    assert notice.organisation_id == organisation.id
    assert notice.parameters == {
        "organisation_name": "Musterfabrik GmbH (Demo)",
        "valid_until": "2026-04-01",
    }
    assert notice.secrets["link"].startswith("https://portal.example.com/invitations/ki_")


@pytest.mark.req("SE-23")
def test_the_mail_holds_a_link_and_a_code_and_no_password(world: World) -> None:
    world.register()

    (notice,) = world.announced("notice_requested")

    assert set(notice["secrets"]) == {"link", "code"}
    assert "password" not in str(notice).casefold()


@pytest.mark.req("SE-23")
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("kurz-gut-7x", "too_short"),
        ("passwort123456", "too_common"),
        ("Musterfabrik-2026!", "contains_personal"),
        ("erika.muster.1985", "contains_personal"),
    ],
)
def test_accepting_needs_a_good_password_and_leaves_the_link_open_without(
    world: World, password: str, reason: str
) -> None:
    world.register()

    with pytest.raises(WeakPassword) as refused:
        world.accept(CONTACT, password=password)

    assert refused.value.arguments == (reason,)
    assert sql_count(world, "person") == 0
    assert world.accept(CONTACT).person_name == "Erika Muster"


@pytest.mark.req("SE-24", "A4")
def test_the_admin_exists_only_after_the_acceptance(world: World) -> None:
    organisation = world.register()
    members_before = world.service.list_members(world.staff(), organisation.id).items

    session = world.accept(CONTACT)

    (member,) = world.service.list_members(world.staff(), organisation.id).items
    assert members_before == ()
    assert (member.person_id, member.role, member.areas) == (session.person_id, "admin", AREAS)
    assert member.is_initial


def test_nobody_signs_in_before_the_acceptance(world: World) -> None:
    world.register()

    with pytest.raises(SignInRefused):
        world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))


@pytest.mark.req("SE-38")
def test_opening_the_link_fifty_times_uses_nothing_up(world: World) -> None:
    world.register()
    token = world.token_mailed_to(CONTACT)

    previews = [world.service.preview_invitation(token) for _ in range(50)]

    assert {preview.organisation_name for preview in previews} == {"Musterfabrik GmbH (Demo)"}
    assert (previews[-1].role, previews[-1].email) == ("admin", CONTACT)
    assert world.accept(CONTACT).token


@pytest.mark.req("SE-38")
def test_only_accepting_uses_the_link_up(world: World) -> None:
    world.register()
    world.accept(CONTACT)

    with pytest.raises(InvitationNotUsable) as shown:
        world.service.preview_invitation(world.token_mailed_to(CONTACT))
    with pytest.raises(InvitationNotUsable) as accepted:
        world.accept(CONTACT)

    assert shown.value.arguments == accepted.value.arguments == ("accepted",)


@pytest.mark.req("SE-35")
def test_whoever_holds_the_link_becomes_admin_and_the_trail_keeps_his_name(world: World) -> None:
    organisation = world.register(contact_email="info@muster.example")

    session = world.accept("info@muster.example", name="Ira Technik")

    admin = world.principal_of(session)
    entries = world.service.list_audit(admin).items
    accepted = next(entry for entry in entries if entry.action == "invitation.accepted")
    assert (admin.role, admin.organisation_id) == ("admin", organisation.id)
    assert accepted.details["person_name"] == "Ira Technik"
    assert accepted.details["generic_address"] == "true"
    assert accepted.actor == f"person:{session.person_id}"


@pytest.mark.req("SE-34")
@pytest.mark.parametrize(
    ("address", "is_generic"),
    [
        ("info@muster.example", True),
        ("Vertrieb@muster.example", True),
        ("rechnung+portal@muster.example", True),
        (CONTACT, False),
        ("informatik@muster.example", False),
    ],
)
def test_a_shared_mailbox_is_accepted_and_flagged(
    world: World, address: str, *, is_generic: bool
) -> None:
    organisation = world.register(contact_email=address)

    invitation = only(world.service.list_invitations(world.staff(), organisation.id).items)

    assert (invitation.state, invitation.generic_address) == ("pending", is_generic)


@pytest.mark.parametrize("name", ["", "   ", "Erika\nMuster\0", "x" * 201])
def test_accepting_needs_a_name(world: World, name: str) -> None:
    world.register()

    with pytest.raises(InvalidInput) as refused:
        world.accept(CONTACT, name=name)

    assert refused.value.arguments[0] == "person_name"


def test_a_link_expires_after_thirty_days(world: World) -> None:
    organisation = world.register()
    world.clock.move(timedelta(days=30) - timedelta(seconds=1))
    preview = world.service.preview_invitation(world.token_mailed_to(CONTACT))

    world.clock.move(timedelta(seconds=1))

    invitation = only(world.service.list_invitations(world.staff(), organisation.id).items)
    assert preview.expires_at == world.clock.now()
    assert invitation.state == "expired"
    with pytest.raises(InvitationNotUsable) as refused:
        world.accept(CONTACT)
    assert refused.value.arguments == ("expired",)


@pytest.mark.parametrize("token", ["", "ki_", "ki_unknown", "x" * 5000])
def test_a_link_that_never_was_is_not_found(world: World, token: str) -> None:
    with pytest.raises(NotFound):
        world.service.preview_invitation(token)

    assert outcome(world, token) == "not_found"


def test_of_two_who_accept_at_once_exactly_one_wins(world: World) -> None:
    world.register()
    token = world.token_mailed_to(CONTACT)

    outcomes = at_once(
        lambda: outcome(world, token, person_name="Erika Muster"),
        lambda: outcome(world, token, person_name="Max Beispiel"),
    )

    (winner,) = [each for each in outcomes if isinstance(each, Session)]
    assert [each for each in outcomes if isinstance(each, str)] == ["invitation_not_usable"]
    ((name, member),) = world.run_sql("SELECT p.name, m.person_id FROM person p, membership m")
    assert (name, member) == (winner.person_name, winner.person_id)
    assert sql_count(world, "session") == 1


def test_two_links_of_one_address_at_once_make_one_person_with_two_memberships(
    world: World,
) -> None:
    world.register()
    first = world.token_mailed_to(CONTACT)
    world.register(customer_number="10002")
    second = world.token_mailed_to(CONTACT)

    outcomes = at_once(lambda: outcome(world, first), lambda: outcome(world, second))

    assert all(isinstance(each, Session) for each in outcomes)
    assert sql_count(world, "person") == 1
    assert sql_count(world, "membership") == 2


def test_an_address_that_signs_in_already_joins_with_its_own_password(world: World) -> None:
    world.register()
    person_id = world.accept(CONTACT).person_id
    second = world.register(customer_number="10002")
    token = world.token_mailed_to(CONTACT)
    has_account = world.service.preview_invitation(token).has_account

    wrong = outcome(world, token, password="ein ganz anderes Kennwort hier")
    session = outcome(world, token)

    assert (has_account, wrong) == (True, "sign_in_refused")
    assert isinstance(session, Session)
    assert session.person_id == person_id
    assert session.organisation == second


@pytest.mark.req("SE-25")
def test_an_admin_invites_a_colleague_who_gets_exactly_the_preset(world: World) -> None:
    admin = world.admin()

    colleague = world.member(admin, COLLEAGUE, areas=("wiki", "post"))

    assert colleague.organisation_id == admin.organisation_id
    assert (colleague.role, colleague.areas) == ("member", ("post", "wiki"))


def test_a_member_starts_with_the_default_areas(world: World) -> None:
    colleague = world.member(world.admin(), COLLEAGUE)

    assert colleague.areas == DEFAULT_AREAS


@pytest.mark.req("SE-39")
def test_an_admin_makes_further_admins(world: World) -> None:
    admin = world.admin()

    second = world.member(admin, COLLEAGUE, role="admin")

    assert (second.role, second.areas) == ("admin", CUSTOMER_AREAS)
    for each in (admin, second):
        assert len(world.service.list_members(each).items) == 2


@pytest.mark.req("SE-28")
def test_a_documents_account_sees_post_and_nothing_else(world: World) -> None:
    account = world.member(world.admin(), "rechnung@muster.example", role="documents")

    assert (account.role, account.areas) == ("documents", ("post",))
    with pytest.raises(NotPermitted):
        world.service.list_members(account)


@pytest.mark.parametrize(
    ("preset", "field"),
    [
        ({"email": "keine Adresse"}, "email"),
        ({"areas": ("treasury",)}, "areas"),
        ({"role": "documents", "areas": ("wiki",)}, "areas"),
    ],
)
def test_an_impossible_invitation_is_refused(
    world: World, preset: dict[str, Any], field: str
) -> None:
    admin = world.admin()

    with pytest.raises(InvalidInput) as refused:
        world.service.invite_person(admin, InvitePerson(**{"email": COLLEAGUE, **preset}))

    assert refused.value.arguments[0] == field


@pytest.mark.req("SE-25")
def test_a_member_invites_nobody(world: World) -> None:
    member = world.member(world.admin(), COLLEAGUE)

    with pytest.raises(NotPermitted):
        world.service.invite_person(member, InvitePerson(email="neu@muster.example"))


def test_a_member_is_not_invited_again(world: World) -> None:
    admin = world.admin()

    with pytest.raises(AlreadyExists):
        world.service.invite_person(admin, InvitePerson(email="Erika@Muster.example"))


@pytest.mark.req("SE-27")
def test_renewing_the_access_kills_the_older_link_at_once(world: World) -> None:
    organisation = world.register()
    old = world.token_mailed_to(CONTACT)
    renewal = InvitePerson(email=CONTACT, organisation_id=organisation.id, reason="Mail verloren")

    renewed = world.service.invite_person(world.staff(), renewal)

    with pytest.raises(InvitationNotUsable) as refused:
        world.service.preview_invitation(old)
    assert refused.value.arguments == ("revoked",)
    assert (renewed.role, renewed.is_initial) == ("admin", True)
    assert world.principal_of(world.accept(CONTACT)).role == "admin"


def test_renewing_twice_at_once_leaves_one_open_link(world: World) -> None:
    organisation = world.register()
    renewal = InvitePerson(email=CONTACT, organisation_id=organisation.id, reason="Mail verloren")

    at_once(*[lambda: world.service.invite_person(world.staff(), renewal)] * 4)

    assert sql_count(world, "invitation") == 5
    assert sql_count(world, "invitation", "state = 'pending'") == 1


@pytest.mark.req("SE-33")
def test_staff_add_a_member_only_with_a_reason_that_the_trail_keeps(world: World) -> None:
    admin = world.admin()
    staff = world.staff(role="member")
    request = InvitePerson(email=COLLEAGUE, organisation_id=admin.organisation_id)

    with pytest.raises(InvalidInput) as refused:
        world.service.invite_person(staff, request)
    world.service.invite_person(
        staff,
        InvitePerson(email=COLLEAGUE, organisation_id=admin.organisation_id, reason="Anruf 2.3."),
    )

    assert refused.value.arguments == ("reason", "required")
    entry = world.service.list_audit(admin).items[0]
    assert (entry.action, entry.actor) == ("invitation.issued", f"person:{staff.subject}")
    assert entry.details["reason"] == "Anruf 2.3."


def test_an_invitation_of_one_organisation_changes_nothing_in_another(world: World) -> None:
    admin = world.admin()
    foreign = world.register(customer_number="10002", contact_email="chef@fremd.example")

    with pytest.raises(NotFound) as unknown:
        world.service.list_invitations(admin, admin.subject)
    with pytest.raises(NotFound) as hidden:
        world.service.list_invitations(admin, foreign.id)
    with pytest.raises(NotFound):
        world.service.invite_person(
            admin, InvitePerson(email=COLLEAGUE, organisation_id=foreign.id, role="admin")
        )

    assert hidden.value.arguments == unknown.value.arguments
    emails = {each.email for each in world.service.list_invitations(admin).items}
    assert emails == {CONTACT}


def test_a_signed_out_holder_of_a_used_link_gets_no_second_session(world: World) -> None:
    world.register()
    session = world.accept(CONTACT)
    world.service.close_session(world.principal_of(session))

    assert outcome(world, world.token_mailed_to(CONTACT)) == "invitation_not_usable"
    with pytest.raises(NotSignedIn):
        world.authenticate(session)
