"""Signing in with another address: asked with the password, confirmed by the new mailbox."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.accounts import AskForLink, ResetPassword
from contracts.errors import (
    AlreadyExists,
    InitialAddressProtected,
    InvalidInput,
    LinkNotUsable,
    NotFound,
    NotSignedIn,
    SignInRefused,
    TooManyAttempts,
    WireError,
)
from contracts.events import NoticeRequested
from contracts.identity import AcceptInvitation, InvitePerson, Session, SignIn
from contracts.mailed_links import ConfirmEmailChange, RequestEmailChange
from contracts.principal import Principal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

OLD = "lea@muster.example"
NEW = "lea@neu.example"
NEW_PASSWORD = "sieben Kraniche fliegen nordwärts"


@pytest.fixture
def admin(world: World) -> Principal:
    """Return the first administrator, who came in by the address on file."""
    return world.admin()


@pytest.fixture
def session(world: World, admin: Principal) -> Session:
    """Return an open session of Lea, who is no contact."""
    return world.accept_invited(admin, OLD)


@pytest.fixture
def lea(world: World, session: Session) -> Principal:
    """Return Lea, signed in."""
    return world.principal_of(session)


def ask(world: World, caller: Principal, email: str = NEW, **changes: Any) -> None:
    request = {"password": GOOD_PASSWORD, **changes}
    world.service.request_email_change(caller, RequestEmailChange(email=email, **request))


def confirm(world: World, address: str = NEW, *, token: str | None = None) -> None:
    token = token or world.token_mailed_to(address)
    world.service.confirm_email_change(ConfirmEmailChange(token=token))


def told(world: World, address: str) -> list[NoticeRequested]:
    return [each for each in world.invitations_mailed() if each.recipient == address]


def sign_in(world: World, email: str, password: str = GOOD_PASSWORD) -> str:
    try:
        return world.service.open_session(SignIn(email=email, password=password)).token[:3]
    except WireError as error:
        return error.code


@pytest.mark.req("SE-31")
def test_only_the_link_in_the_new_mailbox_changes_the_address(world: World, lea: Principal) -> None:

    ask(world, lea)
    before = sign_in(world, OLD), sign_in(world, NEW)
    world.service.preview_link("email_change", world.token_mailed_to(NEW))
    after_looking = sign_in(world, OLD)
    confirm(world)

    assert before == ("ks_", "sign_in_refused")
    assert after_looking == "ks_"
    assert (sign_in(world, OLD), sign_in(world, NEW)) == ("sign_in_refused", "ks_")
    (news,) = world.announced("person_changed")
    assert (news["person_id"], news["email"]) == (str(lea.subject), NEW)


@pytest.mark.req("SE-31", "A25")
def test_the_old_address_is_told_twice_and_every_trail_keeps_it_once(
    world: World, lea: Principal
) -> None:
    other = world.register(customer_number="10002", name="Zweite GmbH", contact_email=None)
    world.service.invite_person(
        world.staff(), InvitePerson(email=OLD, organisation_id=other.id, reason="Anruf")
    )
    world.accept(OLD)

    ask(world, lea)
    confirm(world)

    assert [each.kind for each in told(world, OLD)][-2:] == [
        "email_change_requested", "email_changed",
    ]  # fmt: skip
    assert told(world, OLD)[-1].parameters == {"new_email": NEW}
    kept = world.run_sql(
        "SELECT chain, actor, details->>'before', details->>'after'"
        " FROM audit_entry WHERE action = 'person.email_changed'"
    )
    person = f"person:{lea.subject}"
    assert {row[0] for row in kept} == {lea.organisation_id, other.id}
    assert {tuple(row[1:]) for row in kept} == {(person, "l…@muster.example", "l…@neu.example")}


@pytest.mark.req("SE-31", "S7")
def test_all_sessions_end_but_the_one_that_asked(
    world: World, session: Session, lea: Principal
) -> None:
    other = world.service.open_session(SignIn(email=OLD, password=GOOD_PASSWORD))
    ask(world, lea)

    confirm(world)

    assert world.authenticate(session).email == NEW
    with pytest.raises(NotSignedIn):
        world.authenticate(other)
    ended = world.announced("access_ended")[-1]
    assert {UUID(each) for each in ended["session_ids"]} == {session.session_id, other.session_id}


def test_the_present_password_is_needed(world: World, lea: Principal) -> None:

    with pytest.raises(SignInRefused):
        ask(world, lea, password="geraten")

    assert [each.kind for each in told(world, NEW) + told(world, OLD)] == ["invitation"]


@pytest.mark.parametrize(
    ("email", "reason"), [("keine Adresse", "not_an_address"), (OLD.upper(), "present_address")]
)
def test_what_cannot_be_a_new_address_is_told(
    world: World, lea: Principal, email: str, reason: str
) -> None:

    with pytest.raises(InvalidInput) as refused:
        ask(world, lea, email)

    assert refused.value.arguments == ("email", reason)


@pytest.mark.req("SE-31", "S5")
def test_a_taken_address_answers_as_a_free_one_and_is_told_by_mail_alone(
    world: World, admin: Principal, lea: Principal
) -> None:
    world.accept_invited(admin, "max@muster.example")

    ask(world, lea, "max@muster.example")
    ask(world, lea, NEW)

    assert [each.kind for each in told(world, "max@muster.example")][-1] == "email_in_use"
    assert told(world, "max@muster.example")[-1].secrets == {}
    assert [each.kind for each in told(world, NEW)] == ["email_change"]
    assert [each.kind for each in told(world, OLD)].count("email_change_requested") == 2


def test_an_address_that_was_taken_meanwhile_stays_its_owners(
    world: World, admin: Principal, lea: Principal
) -> None:
    ask(world, lea)
    token = world.token_mailed_to(NEW)
    world.accept_invited(admin, NEW)

    with pytest.raises(AlreadyExists):
        confirm(world, token=token)

    assert sign_in(world, OLD) == "ks_"


def test_a_later_wish_replaces_an_earlier_one(world: World, lea: Principal) -> None:
    ask(world, lea, NEW)
    ask(world, lea, "lea@zuletzt.example")

    with pytest.raises(LinkNotUsable) as refused:
        confirm(world, NEW)
    confirm(world, "lea@zuletzt.example")

    assert refused.value.arguments == ("link_replaced",)
    assert sign_in(world, "lea@zuletzt.example") == "ks_"


def test_two_people_who_want_the_same_address_do_not_disturb_each_other(
    world: World, admin: Principal, lea: Principal
) -> None:
    max_ = world.member(admin, "max@muster.example")
    ask(world, lea, NEW)
    first = world.token_mailed_to(NEW)

    ask(world, max_, NEW)

    confirm(world, token=first)
    with pytest.raises(AlreadyExists):
        confirm(world, token=world.token_mailed_to(NEW))
    assert sign_in(world, "max@muster.example") == "ks_"


def test_a_new_password_undoes_what_a_thief_has_asked_for(world: World, lea: Principal) -> None:
    ask(world, lea)
    stolen = world.token_mailed_to(NEW)
    world.service.request_password_reset(AskForLink(email=OLD))

    world.service.reset_password(
        ResetPassword(token=world.token_mailed_to(OLD), password=NEW_PASSWORD)
    )

    with pytest.raises(LinkNotUsable):
        confirm(world, token=stolen)
    assert sign_in(world, OLD, NEW_PASSWORD) == "ks_"


def test_a_link_for_the_old_address_opens_nothing_afterwards(world: World, lea: Principal) -> None:
    world.service.request_password_reset(AskForLink(email=OLD))
    reset = world.token_mailed_to(OLD)
    ask(world, lea)

    confirm(world)

    with pytest.raises((LinkNotUsable, NotFound)):
        world.service.reset_password(ResetPassword(token=reset, password=NEW_PASSWORD))


def test_the_link_expires_after_a_day(world: World, lea: Principal) -> None:
    ask(world, lea)
    world.clock.move(timedelta(hours=24))

    with pytest.raises(LinkNotUsable) as refused:
        confirm(world)

    assert refused.value.arguments == ("link_expired",)


def test_nobodys_mailbox_is_filled_by_it(world: World, lea: Principal) -> None:

    for _ in range(5):
        ask(world, lea)
    with pytest.raises(TooManyAttempts):
        ask(world, lea)

    assert len(told(world, NEW)) == 5


def test_confirming_twice_at_once_changes_it_once(world: World, lea: Principal) -> None:
    ask(world, lea)
    token = world.token_mailed_to(NEW)

    def outcome() -> str:
        try:
            confirm(world, token=token)
        except WireError as error:
            return error.code
        return "changed"

    assert sorted(at_once(*[outcome] * 8)) == ["changed"] + ["link_not_usable"] * 7


def test_two_who_confirm_the_same_address_at_once_do_not_both_get_it(
    world: World, admin: Principal, lea: Principal
) -> None:
    callers = [lea, world.member(admin, "max@muster.example")]
    tokens = []
    for caller in callers:
        ask(world, caller, NEW)
        tokens.append(world.token_mailed_to(NEW))

    def outcome(token: str) -> str:
        try:
            confirm(world, token=token)
        except WireError as error:
            return error.code
        return "changed"

    codes = at_once(*[lambda token=token: outcome(token) for token in tokens])

    assert sorted(codes) == ["already_exists", "changed"]
    assert sign_in(world, NEW) == "ks_"


@pytest.mark.req("SE-37", "A5")
def test_who_becomes_a_contact_after_session_keeps_his_address(
    world: World, lea: Principal
) -> None:
    ask(world, lea)
    world.register(customer_number="10002", name="Zweite GmbH", contact_email=OLD)
    invitation = [each for each in told(world, OLD) if each.kind == "invitation"][-1]
    world.service.accept_invitation(
        AcceptInvitation(
            token=invitation.secrets["link"].rpartition("/")[2],
            person_name="Lea Muster",
            password=GOOD_PASSWORD,
        )
    )

    with pytest.raises(InitialAddressProtected):
        confirm(world)
    with pytest.raises(InitialAddressProtected):
        ask(world, lea, "lea@zuletzt.example")

    assert sign_in(world, OLD) == "ks_"


@pytest.mark.req("SE-31")
def test_the_account_of_the_e_billing_address_may_change_its_sign_in(
    world: World, admin: Principal
) -> None:
    accountant = world.accept_invited(admin, "rechnung@muster.example", role="documents")

    ask(world, world.principal_of(accountant), "berta@muster.example")
    confirm(world, "berta@muster.example")

    assert sign_in(world, "berta@muster.example") == "ks_"


def test_the_vendors_first_administrator_is_on_nobodys_file(world: World) -> None:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    caller = world.principal_of(world.accept_link(link))

    ask(world, caller, "vera@vendor.example")
    confirm(world, "vera@vendor.example")

    assert sign_in(world, "vera@vendor.example") == "ks_"
