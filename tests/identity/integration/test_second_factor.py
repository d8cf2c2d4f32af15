"""Signing in with a one-time code or a code for emergencies besides the password."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from contracts.accounts import AskForLink, ChangePassword, ResetPassword
from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    NotSignedIn,
    SecondFactorRefused,
    SignInRefused,
    TooManyAttempts,
    WireError,
)
from contracts.identity import InvitePerson, Session
from contracts.members import RemoveMember
from contracts.second_factor import ConfirmTotp, Proof
from tests.identity.integration.factors import (
    CONTACT,
    PASSWORD_PROOF,
    App,
    complete,
    enrol,
    enrolled_admin,
    notices,
    sign_in,
)
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

NEW_PASSWORD = "vier gelbe Tassen fliegen nordwärts"


def code_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except WireError as refused:
        return refused.code
    return "done"


@pytest.mark.req("A14")
def test_after_the_password_a_code_of_the_app_is_asked_for(world: World) -> None:
    enrolled = enrolled_admin(world)

    pending = sign_in(world)
    session = complete(world, pending, totp=enrolled.app.code(world.clock.now()))

    assert pending.awaits == ("totp", "recovery_code")
    assert session.awaits == ()
    assert session.token != pending.token
    assert session.session_id != pending.session_id
    assert world.principal_of(session).subject == enrolled.person.subject


@pytest.mark.req("A14")
def test_the_token_of_a_pending_sign_in_opens_nothing(world: World) -> None:
    enrolled = enrolled_admin(world)

    pending = sign_in(world)

    with pytest.raises(NotSignedIn):
        world.authenticate(pending)
    listed = world.service.list_sessions(enrolled.person).items
    assert pending.session_id not in {line.session_id for line in listed}
    assert pending.expires_at == world.clock.now() + timedelta(minutes=10)


def test_after_completing_the_older_token_is_dead_for_good(world: World) -> None:
    enrolled = enrolled_admin(world)
    pending = sign_in(world)
    complete(world, pending, totp=enrolled.app.code(world.clock.now()))
    world.clock.move(timedelta(seconds=30))

    with pytest.raises(NotSignedIn):
        complete(world, pending, totp=enrolled.app.code(world.clock.now()))
    with pytest.raises(NotSignedIn):
        world.authenticate(pending)


def test_who_has_no_second_factor_signs_in_as_before(world: World) -> None:
    world.admin()

    session = sign_in(world)

    assert session.awaits == ()
    assert world.authenticate(session).session_id == session.session_id


def test_an_app_that_was_not_confirmed_is_not_asked_for(world: World) -> None:
    world.service.begin_totp(world.admin(), PASSWORD_PROOF)

    session = sign_in(world)

    assert session.awaits == ()


def test_a_pending_sign_in_ends_after_ten_minutes(world: World) -> None:
    enrolled = enrolled_admin(world)
    pending = sign_in(world)
    world.clock.move(timedelta(minutes=10))

    with pytest.raises(NotSignedIn):
        complete(world, pending, totp=enrolled.app.code(world.clock.now()))


@pytest.mark.req("A14")
def test_a_code_is_good_once_and_so_is_every_older_one(world: World) -> None:
    enrolled = enrolled_admin(world)
    now = world.clock.now()
    complete(world, sign_in(world), totp=enrolled.app.code(now, steps=1))

    for steps in (1, 0, -1):
        with pytest.raises(SecondFactorRefused):
            complete(world, sign_in(world), totp=enrolled.app.code(now, steps=steps))


def test_the_code_that_confirmed_the_app_does_not_sign_in(world: World) -> None:
    admin = world.admin()
    app = App(secret=world.service.begin_totp(admin, PASSWORD_PROOF).secret)
    code = app.code(world.clock.now())
    world.service.confirm_totp(admin, ConfirmTotp(code=code))

    with pytest.raises(SecondFactorRefused):
        complete(world, sign_in(world), totp=code)


@pytest.mark.req("S14")
def test_one_code_used_by_two_at_once_lets_one_in(world: World) -> None:
    enrolled = enrolled_admin(world)
    pending = [sign_in(world), sign_in(world)]
    code = enrolled.app.code(world.clock.now())

    answers = at_once(
        *[lambda each=each: code_of(lambda: complete(world, each, totp=code)) for each in pending]
    )

    assert sorted(answers) == ["done", "second_factor_refused"]


def test_one_pending_sign_in_completed_twice_at_once_opens_one_session(world: World) -> None:
    enrolled = enrolled_admin(world)
    pending = sign_in(world)
    codes = enrolled.recovery_codes[:2]

    answers = at_once(
        *[
            lambda code=code: code_of(lambda: complete(world, pending, recovery_code=code))
            for code in codes
        ]
    )

    assert answers.count("done") == 1
    assert world.run_sql("SELECT count(*) FROM session WHERE ended_at IS NULL") == [(2,)]


@pytest.mark.req("A14")
def test_a_code_for_emergencies_stands_in_for_the_app_once_and_is_told(world: World) -> None:
    enrolled = enrolled_admin(world)
    code = enrolled.recovery_codes[3]

    session = complete(world, sign_in(world), recovery_code=code.lower().replace("-", " "))

    with pytest.raises(SecondFactorRefused):
        complete(world, sign_in(world), recovery_code=code)
    caller = world.principal_of(session)
    assert world.service.get_second_factors(caller).recovery_codes_left == 9
    (told,) = notices(world, "recovery_code_used")
    assert (told.recipient, told.parameters) == (CONTACT, {"codes_left": "9"})
    assert "person.recovery_code_used" in {
        entry.action for entry in world.service.list_audit(caller).items
    }


def test_the_code_of_somebody_else_does_not_fit(world: World) -> None:
    enrolled = enrolled_admin(world)
    colleague = enrol(world, world.member(enrolled.person, "max@muster.example"))

    for factor in (
        {"totp": colleague.app.code(world.clock.now())},
        {"recovery_code": colleague.recovery_codes[0]},
    ):
        with pytest.raises(SecondFactorRefused):
            complete(world, sign_in(world), **factor)


@pytest.mark.parametrize("factor", [{}, {"totp": "123456", "recovery_code": "0000"}])
def test_exactly_one_factor_is_given(world: World, factor: dict[str, str]) -> None:
    enrolled_admin(world)

    with pytest.raises(InvalidInput) as refused:
        complete(world, sign_in(world), **factor)

    assert refused.value.arguments == ("proof", "exactly_one")


@pytest.mark.req("A14")
def test_who_accepts_an_invitation_still_gives_his_second_factor(world: World) -> None:
    enrolled = enrolled_admin(world)
    second = world.register(customer_number="10002", name="Zweite GmbH", contact_email=None)
    world.service.invite_person(
        world.staff(), InvitePerson(email=CONTACT, organisation_id=second.id, reason="Filiale")
    )

    pending = world.accept(CONTACT)
    session = complete(world, pending, totp=enrolled.app.code(world.clock.now()))

    assert pending.awaits == ("totp", "recovery_code")
    assert session.organisation == second


def test_a_new_password_closes_what_the_old_one_began(world: World) -> None:
    enrolled = enrolled_admin(world)
    before_change, before_reset = sign_in(world), sign_in(world)
    world.service.change_password(
        enrolled.person, ChangePassword(current=GOOD_PASSWORD, new=NEW_PASSWORD)
    )
    again = sign_in(world, password=NEW_PASSWORD)
    world.service.request_password_reset(AskForLink(email=CONTACT))
    token = notices(world, "password_reset")[-1].secrets["link"].rpartition("/")[2]
    world.service.reset_password(ResetPassword(token=token, password=GOOD_PASSWORD))

    for pending in (before_change, before_reset, again):
        with pytest.raises(NotSignedIn):
            complete(world, pending, totp=enrolled.app.code(world.clock.now()))
    assert sign_in(world).awaits == ("totp", "recovery_code")


def test_who_was_removed_meanwhile_acts_for_nobody(world: World) -> None:
    enrolled = enrolled_admin(world)
    colleague = enrol(world, world.member(enrolled.person, "max@muster.example"))
    pending = sign_in(world, "max@muster.example")
    world.service.remove_member(enrolled.person, RemoveMember(person_id=colleague.person.subject))

    session = complete(world, pending, totp=colleague.app.code(world.clock.now()))

    assert session.organisation is None


def test_enrolling_makes_this_session_proven_under_a_new_token_and_ends_the_others(
    world: World,
) -> None:
    world.admin()
    here, elsewhere = sign_in(world), sign_in(world)
    person = world.principal_of(here)

    enrolled = enrol(world, person)

    for dead in (here, elsewhere):
        with pytest.raises(NotSignedIn):
            world.authenticate(dead)
    assert enrolled.person.session_id == person.session_id
    assert world.service.get_second_factors(enrolled.person).is_proven
    told = {reason["reason"] for reason in world.announced("access_ended")}
    assert told >= {"revoked", "rights_changed"}
    assert notices(world, "second_factor_changed")[-1].parameters == {"change": "totp_added"}
    assert world.service.list_audit(enrolled.person).items[0].action == "person.totp_added"


def test_the_secret_is_encrypted_at_rest_and_codes_are_hashed(world: World) -> None:
    enrolled = enrolled_admin(world)

    ((sealed,),) = world.run_sql("SELECT sealed_secret FROM totp_factor")
    digests = world.run_sql("SELECT code_sha256 FROM recovery_code")

    assert enrolled.app.secret.encode() not in bytes(sealed)
    assert bytes(sealed).startswith(b"first:")
    assert len(digests) == 10
    assert enrolled.recovery_codes[0].encode() not in bytes(digests[0][0])


def test_an_app_is_confirmed_once_within_half_an_hour_by_its_own_code(world: World) -> None:
    admin = world.admin()
    late = App(secret=world.service.begin_totp(admin, PASSWORD_PROOF).secret)
    world.clock.move(timedelta(minutes=30))

    with pytest.raises(NotFound):
        world.service.confirm_totp(admin, ConfirmTotp(code=late.code(world.clock.now())))
    app = App(secret=world.service.begin_totp(admin, PASSWORD_PROOF).secret)
    with pytest.raises(InvalidInput) as wrong:
        world.service.confirm_totp(admin, ConfirmTotp(code=late.code(world.clock.now())))
    world.service.confirm_totp(admin, ConfirmTotp(code=app.code(world.clock.now())))

    assert wrong.value.arguments == ("code", "wrong_code")
    with pytest.raises(AlreadyExists):
        world.service.confirm_totp(admin, ConfirmTotp(code=app.code(world.clock.now())))
    with pytest.raises(AlreadyExists):
        world.service.begin_totp(admin, PASSWORD_PROOF)


def test_confirming_twice_at_once_hands_out_one_set_of_codes(world: World) -> None:
    admin = world.admin()
    app = App(secret=world.service.begin_totp(admin, PASSWORD_PROOF).secret)
    confirmation = ConfirmTotp(code=app.code(world.clock.now()))

    answers = at_once(
        *[lambda: code_of(lambda: world.service.confirm_totp(admin, confirmation))] * 2
    )

    assert sorted(answers) == ["already_exists", "done"]
    assert world.run_sql("SELECT count(*) FROM recovery_code") == [(10,)]


@pytest.mark.parametrize("change", ["begin", "remove", "renew"])
def test_a_borrowed_session_changes_nothing(world: World, change: str) -> None:
    enrolled = enrolled_admin(world)
    service = world.service
    method = {
        "begin": service.begin_totp,
        "remove": service.remove_totp,
        "renew": service.renew_recovery_codes,
    }[change]

    with pytest.raises(SignInRefused):
        method(enrolled.person, Proof(password="geraten geraten"))
    with pytest.raises(SecondFactorRefused):
        method(enrolled.person, Proof(totp="000000"))
    with pytest.raises(InvalidInput):
        method(enrolled.person, Proof())

    assert sign_in(world).awaits == ("totp", "recovery_code")


def test_a_fresh_code_proves_as_well_as_the_password(world: World) -> None:
    enrolled = enrolled_admin(world)
    elsewhere = _completed(world, enrolled.app)
    world.clock.move(timedelta(seconds=30))

    renewed = world.service.renew_recovery_codes(
        enrolled.person, Proof(totp=enrolled.app.code(world.clock.now()))
    )

    assert len(set(renewed.items)) == 10
    with pytest.raises(SecondFactorRefused):
        complete(world, sign_in(world), recovery_code=enrolled.recovery_codes[0])
    assert complete(world, sign_in(world), recovery_code=renewed.items[0]).token
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)


def test_who_removes_the_last_factor_signs_in_by_password_alone(world: World) -> None:
    enrolled = enrolled_admin(world)
    elsewhere = _completed(world, enrolled.app)

    world.service.remove_totp(enrolled.person, PASSWORD_PROOF)

    factors = world.service.get_second_factors(enrolled.person)
    assert (factors.totp_since, factors.recovery_codes_left, factors.is_proven) == (None, 0, False)
    assert sign_in(world).awaits == ()
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)
    with pytest.raises(NotFound):
        world.service.remove_totp(enrolled.person, PASSWORD_PROOF)
    with pytest.raises(NotFound):
        world.service.renew_recovery_codes(enrolled.person, PASSWORD_PROOF)


def test_old_pending_sign_ins_are_forgotten(world: World) -> None:
    enrolled_admin(world)
    sign_in(world)
    world.clock.move(timedelta(minutes=11))
    kept = sign_in(world)

    world.service.forget_old_sign_ins()

    assert world.run_sql("SELECT id FROM pending_sign_in") == [(kept.session_id,)]


def _completed(world: World, app: App) -> Session:
    return complete(world, sign_in(world), totp=app.code(world.clock.now()))


@pytest.mark.req("S6")
def test_guessing_codes_is_slowed_down_over_many_pending_sign_ins(world: World) -> None:
    enrolled = enrolled_admin(world)

    answers = [code_of(lambda: complete(world, sign_in(world), totp="000000")) for _ in range(40)]

    assert answers.count("second_factor_refused") <= 12
    with pytest.raises(TooManyAttempts):
        complete(world, sign_in(world), totp=enrolled.app.code(world.clock.now()))
    assert complete(world, sign_in(world), recovery_code=enrolled.recovery_codes[0]).token


@pytest.mark.req("S6")
def test_an_attacker_elsewhere_does_not_keep_the_owner_out_of_his_known_device(
    world: World,
) -> None:
    enrolled = enrolled_admin(world)
    home = "198.51.100.7"
    known = sign_in(world, client=home)
    complete(world, known, totp=enrolled.app.code(world.clock.now()), client=home)
    world.clock.move(timedelta(seconds=30))

    for _ in range(20):
        code_of(lambda: complete(world, sign_in(world), totp="000000", client="203.0.113.66"))
    pending = sign_in(world, client=home)

    assert complete(world, pending, totp=enrolled.app.code(world.clock.now()), client=home).token


def test_the_fifth_wrong_factor_closes_the_sign_in_and_tells_its_person(world: World) -> None:
    enrolled = enrolled_admin(world)
    pending = sign_in(world)

    answers = [
        code_of(lambda: complete(world, pending, recovery_code="0000-0000")) for _ in range(5)
    ]

    assert answers == ["second_factor_refused"] * 5
    with pytest.raises(NotSignedIn):
        complete(world, pending, totp=enrolled.app.code(world.clock.now()))
    (told,) = notices(world, "sign_in_warning")
    assert (told.recipient, told.parameters) == (CONTACT, {"danger": "wrong_codes"})
    trail = world.service.list_audit(enrolled.person).items
    assert trail[0].action == "person.second_factor_refused"


def test_the_warnings_of_an_hour_are_few(world: World) -> None:
    enrolled_admin(world)

    for _ in range(5):
        try_five_wrong_codes(world)

    assert len(notices(world, "sign_in_warning")) == 2


def try_five_wrong_codes(world: World) -> None:
    pending = sign_in(world)
    for _ in range(5):
        code_of(lambda: complete(world, pending, recovery_code="0000"))
