"""What a person does about his own sign-in: passwords, signing up, sessions, organisations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contracts.accounts import (
    AskForLink,
    BeginSignIn,
    ChangePassword,
    CompleteRegistration,
    ResetPassword,
)
from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    LinkNotUsable,
    NotFound,
    NotSignedIn,
    SignInRefused,
    TooManyAttempts,
    WeakPassword,
    WireError,
)
from contracts.events import NoticeRequested
from contracts.identity import InvitePerson, Session, SignIn
from contracts.members import RemoveMember
from identity.use_cases.access.prove_password import prove_password
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

CONTACT = "erika@muster.example"
NEW_PASSWORD = "vier gelbe Tassen fliegen nordwärts"


def notices(world: World, kind: str) -> list[NoticeRequested]:
    return [each for each in world.invitations_mailed() if each.kind == kind]


def link_token(world: World, kind: str) -> str:
    return notices(world, kind)[-1].secrets["link"].rpartition("/")[2]


def sign_in(world: World, password: str = GOOD_PASSWORD, **changes: Any) -> Session:
    return world.service.open_session(SignIn(email=CONTACT, password=password, **changes))


def ask_for_reset(world: World, email: str = CONTACT, **changes: Any) -> str:
    world.service.request_password_reset(AskForLink(email=email, **changes))
    return link_token(world, "password_reset") if notices(world, "password_reset") else ""


def register_by_mail(world: World, email: str = "neu@frei.example") -> Session:
    world.service.request_registration(AskForLink(email=email))
    return world.service.complete_registration(
        CompleteRegistration(
            token=link_token(world, "registration"), person_name="Nora Neu", password=GOOD_PASSWORD
        )
    )


def code_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except WireError as refused:
        return refused.code
    return "done"


@pytest.mark.req("FD-19")
def test_the_first_step_of_signing_in_is_the_same_for_everybody(world: World) -> None:
    world.admin()

    answers = [
        world.service.begin_sign_in(BeginSignIn(email=email))
        for email in (CONTACT, "niemand@muster.example", "keine Adresse")
    ]

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.req("FD-20", "FD-21", "A12")
def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(world: World) -> None:
    admin = world.admin()
    session = sign_in(world)
    token = ask_for_reset(world)

    world.service.reset_password(ResetPassword(token=token, password=NEW_PASSWORD))

    with pytest.raises(NotSignedIn):
        world.authenticate(session)
    with pytest.raises(SignInRefused):
        sign_in(world)
    again = world.principal_of(sign_in(world, NEW_PASSWORD))
    with pytest.raises(LinkNotUsable) as used:
        world.service.reset_password(ResetPassword(token=token, password=GOOD_PASSWORD))
    assert used.value.arguments == ("link_used",)
    assert again.subject == admin.subject
    ended = world.announced("access_ended")[-1]
    assert ended["reason"] == "password_changed"
    assert set(ended["session_ids"]) == {str(session.session_id), str(admin.session_id)}
    assert len(notices(world, "password_changed")) == 1
    assert world.service.list_audit(again).items[0].action == "person.password_reset"


@pytest.mark.req("FD-20", "A11")
def test_asking_for_a_new_password_answers_alike_and_mails_only_whom_we_know(
    world: World,
) -> None:
    world.admin()

    answers = [
        world.service.request_password_reset(AskForLink(email=email))
        for email in (CONTACT, "niemand@muster.example")
    ]

    assert answers == [None, None]
    assert [notice.recipient for notice in notices(world, "password_reset")] == [CONTACT]


@pytest.mark.req("A12")
def test_a_link_for_a_new_password_is_good_for_an_hour(world: World) -> None:
    world.admin()
    token = ask_for_reset(world)
    world.clock.move(timedelta(minutes=60))

    with pytest.raises(LinkNotUsable) as expired:
        world.service.reset_password(ResetPassword(token=token, password=NEW_PASSWORD))

    assert expired.value.arguments == ("link_expired",)


def test_a_newer_link_kills_the_older_one(world: World) -> None:
    world.admin()
    old, new = ask_for_reset(world), ask_for_reset(world)

    with pytest.raises(LinkNotUsable) as replaced:
        world.service.reset_password(ResetPassword(token=old, password=NEW_PASSWORD))
    world.service.reset_password(ResetPassword(token=new, password=NEW_PASSWORD))

    assert replaced.value.arguments == ("link_replaced",)


def test_a_weak_new_password_leaves_the_link_open(world: World) -> None:
    world.admin()
    token = ask_for_reset(world)

    with pytest.raises(WeakPassword):
        world.service.reset_password(ResetPassword(token=token, password="erika.muster.1985"))
    world.service.reset_password(ResetPassword(token=token, password=NEW_PASSWORD))

    assert sign_in(world, NEW_PASSWORD).token


@pytest.mark.req("S14")
def test_one_link_used_twice_at_once_has_one_winner(world: World) -> None:
    world.admin()
    token = ask_for_reset(world)
    passwords = (NEW_PASSWORD, "sechs rote Kannen singen leise")

    answers = at_once(
        *[
            lambda password=password: code_of(
                lambda: world.service.reset_password(ResetPassword(token=token, password=password))
            )
            for password in passwords
        ]
    )

    assert sorted(answers) == ["done", "link_not_usable"]


def test_the_link_of_one_purpose_opens_nothing_else(world: World) -> None:
    world.admin()
    token = ask_for_reset(world)

    for unknown in (token, "kr_nichts"):
        with pytest.raises(NotFound):
            world.service.complete_registration(
                CompleteRegistration(token=unknown, person_name="Nora", password=NEW_PASSWORD)
            )


@pytest.mark.req("FD-20")
def test_a_flood_of_requests_for_one_address_is_stopped_alike_for_everybody(world: World) -> None:
    world.admin()

    for email in (CONTACT, "niemand@muster.example"):
        for _ in range(5):
            world.service.request_password_reset(AskForLink(email=email))
        with pytest.raises(TooManyAttempts) as stopped:
            world.service.request_password_reset(AskForLink(email=email))
        assert stopped.value.arguments == ("3600",)
    world.clock.move(timedelta(hours=1))
    world.service.request_password_reset(AskForLink(email=CONTACT))

    assert len(notices(world, "password_reset")) == 6


def test_a_flood_of_requests_from_one_source_is_stopped(world: World) -> None:
    for number in range(30):
        world.service.request_registration(
            AskForLink(email=f"a{number}@frei.example", client="203.0.113.9")
        )

    with pytest.raises(TooManyAttempts):
        world.service.request_password_reset(
            AskForLink(email="b@frei.example", client="203.0.113.9")
        )


@pytest.mark.parametrize("email", ["keine Adresse", "a@b.example\r\nBcc: x@y.example"])
def test_what_is_no_address_gets_no_mail(world: World, email: str) -> None:
    for ask in (world.service.request_password_reset, world.service.request_registration):
        with pytest.raises(InvalidInput):
            ask(AskForLink(email=email))

    assert world.invitations_mailed() == []


def test_changing_the_password_ends_the_other_sessions_only(world: World) -> None:
    world.admin()
    here, elsewhere = sign_in(world), sign_in(world)

    world.service.change_password(
        world.principal_of(here), ChangePassword(current=GOOD_PASSWORD, new=NEW_PASSWORD)
    )

    assert world.authenticate(here).session_id == here.session_id
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)
    assert sign_in(world, NEW_PASSWORD).token


def test_changing_the_password_needs_the_present_one_and_a_good_one(world: World) -> None:
    admin = world.admin()

    with pytest.raises(SignInRefused):
        world.service.change_password(
            admin, ChangePassword(current="ein anderer Satz hier", new=NEW_PASSWORD)
        )
    with pytest.raises(WeakPassword):
        world.service.change_password(
            admin, ChangePassword(current=GOOD_PASSWORD, new="passwort123456")
        )

    assert sign_in(world).token


@pytest.mark.req("FD-04", "FD-05", "FD-07", "A10")
def test_signing_up_by_mail_makes_a_person_without_membership(world: World) -> None:
    before = code_of(
        lambda: world.service.open_session(SignIn(email="neu@frei.example", password=GOOD_PASSWORD))
    )

    session = register_by_mail(world)

    principal = world.principal_of(session)
    assert before == "sign_in_refused"
    assert session.organisation is None
    assert (principal.organisation_id, principal.role, principal.areas) == (None, None, ())


@pytest.mark.req("DW-04")
def test_who_signed_up_signs_in_and_belongs_nowhere(world: World) -> None:
    register_by_mail(world)

    session = world.service.open_session(SignIn(email="neu@frei.example", password=GOOD_PASSWORD))

    assert session.organisation is None
    assert world.service.list_own_organisations(world.principal_of(session)).items == ()


@pytest.mark.req("FD-04", "A11")
def test_signing_up_answers_alike_for_an_address_that_has_an_account(world: World) -> None:
    world.admin()

    answers = [
        world.service.request_registration(AskForLink(email=email))
        for email in (CONTACT, "neu@frei.example")
    ]

    assert answers == [None, None]
    assert [n.recipient for n in notices(world, "registration")] == ["neu@frei.example"]
    assert [n.recipient for n in notices(world, "already_registered")] == [CONTACT]


@pytest.mark.req("FD-05")
def test_a_link_to_sign_up_works_once_and_for_a_day(world: World) -> None:
    register_by_mail(world)
    used = link_token(world, "registration")
    world.service.request_registration(AskForLink(email="spaet@frei.example"))
    world.deliver_link_wishes()
    world.clock.move(timedelta(hours=24))
    late = link_token(world, "registration")

    for token, reason in ((used, "link_used"), (late, "link_expired")):
        with pytest.raises(LinkNotUsable) as refused:
            world.service.complete_registration(
                CompleteRegistration(token=token, person_name="Nora", password=GOOD_PASSWORD)
            )
        assert refused.value.arguments == (reason,)


def test_who_was_invited_meanwhile_does_not_sign_up_a_second_time(world: World) -> None:
    world.register()
    world.service.request_registration(AskForLink(email=CONTACT))
    token = link_token(world, "registration")
    world.accept_link(notices(world, "invitation")[0].secrets["link"])

    with pytest.raises(AlreadyExists):
        world.service.complete_registration(
            CompleteRegistration(token=token, person_name="Nora", password=GOOD_PASSWORD)
        )


@pytest.mark.req("A13")
def test_a_person_sees_his_open_sessions_and_ends_one(world: World) -> None:
    world.admin()
    here, elsewhere = sign_in(world), sign_in(world)
    caller = world.principal_of(here)

    listed = world.service.list_sessions(caller).items
    world.service.end_session(caller, elsewhere.session_id)

    assert {line.session_id for line in listed} >= {here.session_id, elsewhere.session_id}
    assert [line.session_id for line in listed if line.is_current] == [here.session_id]
    assert {line.organisation_name for line in listed} == {"Musterfabrik GmbH (Demo)"}
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)
    with pytest.raises(NotFound):
        world.service.end_session(caller, elsewhere.session_id)


def test_nobody_ends_the_session_of_somebody_else(world: World) -> None:
    admin = world.admin()
    colleague = world.accept_invited(admin, "max@muster.example")

    with pytest.raises(NotFound):
        world.service.end_session(admin, colleague.session_id)

    assert world.authenticate(colleague).session_id == colleague.session_id


def test_all_other_sessions_end_at_once(world: World) -> None:
    world.admin()
    here, elsewhere = sign_in(world), sign_in(world)

    ended = world.service.end_other_sessions(world.principal_of(here))

    assert ended == 2
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)
    assert world.authenticate(here).session_id == here.session_id


@pytest.mark.req("DW-32", "A21")
def test_a_person_of_two_organisations_switches_inside_his_session(world: World) -> None:
    world.admin()
    second = world.register(customer_number="10002", name="Zweite GmbH", contact_email=None)
    world.service.invite_person(
        world.staff(), InvitePerson(email=CONTACT, organisation_id=second.id, reason="Filiale")
    )
    world.accept(CONTACT)
    session = sign_in(world)
    caller = world.principal_of(session)

    world.service.switch_organisation(caller, second.id)

    principal = world.principal_of(session)
    assert caller.role == "admin"
    assert (principal.organisation_id, principal.role) == (second.id, "member")
    assert principal.session_id == caller.session_id
    assert len(world.service.list_own_organisations(caller).items) == 2
    told = world.announced("access_ended")[-1]
    assert (told["session_ids"], told["reason"]) == ([str(caller.session_id)], "rights_changed")


def test_nobody_switches_to_an_organisation_he_is_no_member_of(world: World) -> None:
    admin = world.admin()
    foreign = world.register(customer_number="10002", contact_email="chef@fremd.example")
    colleague = world.member(admin, "max@muster.example")
    world.service.remove_member(admin, RemoveMember(person_id=colleague.subject))
    assert admin.organisation_id is not None

    for caller, organisation_id in (
        (admin, foreign.id),
        (admin, admin.subject),
        (colleague, admin.organisation_id),
    ):
        with pytest.raises(NotFound) as refused:
            world.service.switch_organisation(caller, organisation_id)
        assert refused.value.arguments == ("organisation",)


@pytest.mark.req("S7")
def test_a_password_that_was_changed_after_its_check_opens_no_session(world: World) -> None:
    admin = world.admin()
    hasher = world.service.resources.hasher
    proven = prove_password(CONTACT, GOOD_PASSWORD, world.room, hasher, client="")
    world.service.change_password(admin, ChangePassword(current=GOOD_PASSWORD, new=NEW_PASSWORD))

    with pytest.raises(SignInRefused), world.room.of_everybody() as records:
        proven.settle(records)
