"""Passkeys as a second factor and as a way in of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from contracts.errors import (
    AlreadyExists,
    IdentityProviderRequired,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    PasskeyRefused,
    SignInRefused,
    TooManyAttempts,
    WireError,
)
from contracts.identity import Session
from contracts.principal import Principal
from contracts.second_factor import (
    PasskeyAdded,
    PasskeySignIn,
    Proof,
    RegisterPasskey,
    RemovePasskey,
    RenamePasskey,
    ResetSecondFactors,
    SecondFactorRule,
)
from tests.identity.authenticator import Device
from tests.identity.integration.factors import (
    CONTACT,
    PASSWORD_PROOF,
    complete,
    enrol,
    notices,
    sign_in,
)
from tests.identity.integration.federation import Federation
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


def register(
    world: World, person: Principal, device: Device, *, name: str = "Telefon", **bent: Any
) -> PasskeyAdded:
    asked = world.service.begin_passkey(person, PASSWORD_PROOF)
    return world.service.register_passkey(
        person, RegisterPasskey(name=name, credential=device.make(asked, **bent))
    )


def principal_after(world: World, added: PasskeyAdded) -> Principal:
    return world.verify(world.service.authenticate(added.token))


def sign_in_alone(world: World, device: Device, **bent: Any) -> Session:
    asked = world.service.begin_passkey_sign_in()
    return world.service.open_session_by_passkey(
        PasskeySignIn(credential=device.answer(asked, **bent))
    )


def code_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except WireError as refused:
        return refused.code
    return "done"


@pytest.mark.req("A14")
def test_a_passkey_alone_signs_in_and_counts_as_both_factors(world: World) -> None:
    device = Device()
    person = principal_after(world, register(world, world.admin(), device))
    world.service.set_second_factor_rule(person, SecondFactorRule(required=True))

    session = sign_in_alone(world, device)

    principal = world.principal_of(session)
    assert session.awaits == ()
    assert principal.subject == person.subject
    assert principal.barred_by is None
    (passkey,) = world.service.get_second_factors(principal).passkeys
    assert (passkey.name, passkey.last_used_at) == ("Telefon", world.clock.now())


@pytest.mark.req("A14")
def test_a_passkey_completes_a_sign_in_by_password(world: World) -> None:
    device = Device(verifies_person=True)
    register(world, world.admin(), device)
    device.verifies_person = False  # the password is the other factor
    pending = sign_in(world)

    asked = world.service.ask_for_passkey_to_complete(pending.token)
    session = complete(world, pending, passkey=device.answer(asked))

    assert pending.awaits == ("passkey", "recovery_code")
    assert len(asked.allow_credentials) == 1
    assert world.principal_of(session).barred_by is None
    with pytest.raises(NotSignedIn):
        world.service.ask_for_passkey_to_complete(pending.token)


def test_the_first_passkey_brings_codes_for_emergencies_and_a_new_token(world: World) -> None:
    admin = world.admin()
    elsewhere = sign_in(world)

    added = register(world, admin, Device())

    principal = principal_after(world, added)
    assert len(set(added.recovery_codes)) == 10
    assert principal.session_id == admin.session_id
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)
    assert notices(world, "second_factor_changed")[-1].parameters == {"change": "passkey_added"}
    assert world.service.list_audit(principal).items[0].action == "person.passkey_added"
    assert complete(world, sign_in(world), recovery_code=added.recovery_codes[0]).token


def test_a_further_factor_leaves_the_codes_as_they_are(world: World) -> None:
    enrolled = enrol(world, world.admin())

    added = register(world, enrolled.person, Device())

    assert added.recovery_codes == ()
    assert sign_in(world).awaits == ("totp", "passkey", "recovery_code")
    assert complete(world, sign_in(world), recovery_code=enrolled.recovery_codes[0]).token


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://portal.example.com.evil.example"},
        {"origin": "http://portal.example.com"},
        {"rp_id": "evil.example"},
        {"challenge": "YW5vdGhlciBxdWVzdGlvbg"},
        {"kind": "webauthn.get"},
    ],
    ids=lambda bent: next(iter(bent)),
)
def test_a_passkey_made_for_something_else_is_refused(world: World, bent: dict[str, str]) -> None:
    admin = world.admin()

    with pytest.raises(PasskeyRefused):
        register(world, admin, Device(), **bent)

    assert world.service.get_second_factors(admin).passkeys == ()


def test_a_device_that_does_not_know_its_person_makes_no_passkey(world: World) -> None:
    with pytest.raises(PasskeyRefused):
        register(world, world.admin(), Device(verifies_person=False))


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://portal.example.com.evil.example"},
        {"challenge": "YW5vdGhlciBxdWVzdGlvbg"},
        {"kind": "webauthn.create"},
        {"user_handle": bytes(16)},
    ],
    ids=lambda bent: next(iter(bent)),
)
def test_an_answer_to_something_else_is_refused(world: World, bent: dict[str, Any]) -> None:
    device = Device()
    register(world, world.admin(), device)

    with pytest.raises(PasskeyRefused):
        sign_in_alone(world, device, **bent)

    assert sign_in_alone(world, device).token


def test_alone_a_passkey_must_have_verified_its_person(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    device.verifies_person = False

    with pytest.raises(PasskeyRefused):
        sign_in_alone(world, device)


def test_another_key_under_a_known_name_is_refused(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    thief = Device(
        credential_id=device.credential_id, rp_id=device.rp_id, user_handle=device.user_handle
    )

    with pytest.raises(PasskeyRefused):
        sign_in_alone(world, thief)


def test_a_passkey_nobody_knows_is_refused_in_the_same_words(world: World) -> None:
    register(world, world.admin(), Device())
    stranger = Device(rp_id="portal.example.com", user_handle=bytes(16))

    refused = [
        code_of(lambda: sign_in_alone(world, stranger)),
        code_of(lambda: sign_in_alone(world, stranger, challenge="AAAA")),
    ]

    assert refused == ["passkey_refused", "passkey_refused"]


def test_an_answer_is_good_once_and_for_five_minutes(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    answer = device.answer(world.service.begin_passkey_sign_in())
    world.service.open_session_by_passkey(PasskeySignIn(credential=answer))
    late = device.answer(world.service.begin_passkey_sign_in())
    world.clock.move(timedelta(minutes=5))

    for used in (answer, late):
        with pytest.raises(PasskeyRefused):
            world.service.open_session_by_passkey(PasskeySignIn(credential=used))


@pytest.mark.req("S14")
def test_one_answer_given_twice_at_once_opens_one_session(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    request = PasskeySignIn(credential=device.answer(world.service.begin_passkey_sign_in()))

    answers = at_once(
        *[lambda: code_of(lambda: world.service.open_session_by_passkey(request))] * 2
    )

    assert sorted(answers) == ["done", "passkey_refused"]


def test_a_refused_answer_has_used_its_question_up(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    asked = world.service.begin_passkey_sign_in()

    for bent in ({"origin": "https://evil.example"}, {}):
        with pytest.raises(PasskeyRefused):
            world.service.open_session_by_passkey(
                PasskeySignIn(credential=device.answer(asked, **bent))
            )


@pytest.mark.req("A14")
def test_a_count_that_goes_back_is_refused_and_told(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    copy = replace(device)
    for _ in range(3):
        sign_in_alone(world, device)

    with pytest.raises(PasskeyRefused):
        sign_in_alone(world, copy)

    (told,) = notices(world, "sign_in_warning")
    assert (told.recipient, told.parameters) == (CONTACT, {"danger": "passkey_copied"})
    trail = world.service.list_audit(world.principal_of(sign_in_alone(world, device))).items
    assert trail[0].action == "person.second_factor_refused"


def test_a_device_that_does_not_count_signs_in_again_and_again(world: World) -> None:
    device = Device(counts=False)
    register(world, world.admin(), device)

    assert [code_of(lambda: sign_in_alone(world, device)) for _ in range(3)] == ["done"] * 3


def test_an_answer_asked_for_in_one_sign_in_completes_no_other(world: World) -> None:
    device = Device()
    register(world, world.admin(), device)
    first, second = sign_in(world), sign_in(world)
    answer = device.answer(world.service.ask_for_passkey_to_complete(first.token))

    with pytest.raises(PasskeyRefused):
        complete(world, second, passkey=answer)


def test_an_answer_to_the_open_question_completes_nothing_and_the_other_way_round(
    world: World,
) -> None:
    device = Device()
    register(world, world.admin(), device)
    pending = sign_in(world)
    open_answer = device.answer(world.service.begin_passkey_sign_in())
    bound_answer = device.answer(world.service.ask_for_passkey_to_complete(pending.token))

    with pytest.raises(PasskeyRefused):
        complete(world, pending, passkey=open_answer)
    with pytest.raises(PasskeyRefused):
        world.service.open_session_by_passkey(PasskeySignIn(credential=bound_answer))


def test_the_passkey_of_a_colleague_completes_nothing(world: World) -> None:
    own, foreign = Device(), Device()
    person = principal_after(world, register(world, world.admin(), own))
    register(world, world.member(person, "max@muster.example"), foreign)
    pending = sign_in(world)
    asked = world.service.ask_for_passkey_to_complete(pending.token)

    with pytest.raises(PasskeyRefused):
        complete(world, pending, passkey=foreign.answer(asked))


def test_making_one_needs_a_proof_and_the_same_session(world: World) -> None:
    admin = world.admin()
    other_session = world.principal_of(sign_in(world))
    device = Device()

    with pytest.raises(SignInRefused):
        world.service.begin_passkey(admin, Proof(password="geraten geraten"))
    asked = world.service.begin_passkey(admin, PASSWORD_PROOF)
    made = RegisterPasskey(name="Telefon", credential=device.make(asked))
    with pytest.raises(PasskeyRefused):
        world.service.register_passkey(other_session, made)

    assert world.service.get_second_factors(admin).passkeys == ()


def test_one_passkey_belongs_to_one_person(world: World) -> None:
    device = Device()
    person = principal_after(world, register(world, world.admin(), device))
    colleague = world.member(person, "max@muster.example")

    with pytest.raises(AlreadyExists):
        register(world, colleague, device)


def test_the_browser_is_told_which_passkeys_are_there_already(world: World) -> None:
    device = Device()
    person = principal_after(world, register(world, world.admin(), device))

    asked = world.service.begin_passkey(person, PASSWORD_PROOF)

    (known,) = asked.exclude_credentials
    assert known.transports == ("internal",)
    assert (asked.rp.id, asked.attestation) == ("portal.example.com", "none")
    assert asked.user.name == CONTACT
    assert CONTACT not in asked.user.id
    wire = msgspec.json.decode(msgspec.json.encode(asked))
    assert wire["authenticatorSelection"]["residentKey"] == "required"
    assert {each["alg"] for each in wire["pubKeyCredParams"]} == {-8, -7, -257}


def test_nobody_has_more_than_twenty(world: World) -> None:
    person = principal_after(world, register(world, world.admin(), Device()))
    for _ in range(19):
        person = principal_after(world, register(world, person, Device()))

    with pytest.raises(InvalidInput) as refused:
        register(world, person, Device())

    assert refused.value.arguments == ("passkey", "too_many_passkeys")


def test_a_passkey_is_renamed_by_its_person_alone(world: World) -> None:
    added = register(world, world.admin(), Device())
    person = principal_after(world, added)
    colleague = world.member(person, "max@muster.example")
    request = RenamePasskey(passkey_id=added.passkey.id, name="  Schreibtisch ")

    renamed = world.service.rename_passkey(person, request)

    assert renamed.name == "Schreibtisch"
    with pytest.raises(NotFound):
        world.service.rename_passkey(colleague, request)
    with pytest.raises(InvalidInput):
        world.service.rename_passkey(
            person, RenamePasskey(passkey_id=added.passkey.id, name=" \n ")
        )


def test_removing_one_needs_a_proof_which_another_passkey_gives(world: World) -> None:
    kept, lost = Device(), Device()
    person = principal_after(world, register(world, world.admin(), kept))
    added = register(world, person, lost)
    person = principal_after(world, added)
    elsewhere = sign_in_alone(world, kept)
    answer = kept.answer(world.service.ask_for_passkey_as_proof(person))

    with pytest.raises(SignInRefused):
        world.service.remove_passkey(
            person,
            RemovePasskey(passkey_id=added.passkey.id, proof=Proof(password="geraten geraten")),
        )
    world.service.remove_passkey(
        person, RemovePasskey(passkey_id=added.passkey.id, proof=Proof(passkey=answer))
    )

    assert code_of(lambda: sign_in_alone(world, lost)) == "passkey_refused"
    with pytest.raises(NotSignedIn):
        world.authenticate(elsewhere)
    assert world.service.get_second_factors(person).is_proven
    with pytest.raises(NotFound):
        world.service.remove_passkey(
            person, RemovePasskey(passkey_id=added.passkey.id, proof=PASSWORD_PROOF)
        )


def test_a_colleagues_passkey_cannot_be_removed(world: World) -> None:
    added = register(world, world.admin(), Device())
    colleague = world.member(principal_after(world, added), "max@muster.example")

    with pytest.raises(NotFound):
        world.service.remove_passkey(
            colleague, RemovePasskey(passkey_id=added.passkey.id, proof=PASSWORD_PROOF)
        )


def test_with_the_last_passkey_its_codes_and_the_proof_go(world: World) -> None:
    added = register(world, world.admin(), Device())
    person = principal_after(world, added)

    world.service.remove_passkey(
        person, RemovePasskey(passkey_id=added.passkey.id, proof=PASSWORD_PROOF)
    )

    factors = world.service.get_second_factors(person)
    assert (factors.passkeys, factors.recovery_codes_left, factors.is_proven) == ((), 0, False)
    assert sign_in(world).awaits == ()


def test_resetting_takes_passkeys_as_well(world: World) -> None:
    device = Device()
    person = principal_after(world, register(world, world.admin(), device))
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    assert person.organisation_id is not None

    world.service.reset_second_factors(
        world.principal_of(world.accept_link(link)),
        ResetSecondFactors(
            person_id=person.subject, organisation_id=person.organisation_id, reason="verloren"
        ),
    )

    assert code_of(lambda: sign_in_alone(world, device)) == "passkey_refused"


def test_who_names_an_organisation_that_is_not_his_is_refused(world: World) -> None:
    device = Device()
    person = principal_after(world, register(world, world.admin(), device))
    answer = device.answer(world.service.begin_passkey_sign_in())

    with pytest.raises(NotPermitted):
        world.service.open_session_by_passkey(
            PasskeySignIn(credential=answer, organisation_id=person.subject)
        )


@pytest.mark.req("S6")
def test_a_source_that_tries_passkeys_is_stopped(world: World) -> None:
    register(world, world.admin(), Device())
    stranger = Device(rp_id="portal.example.com", user_handle=bytes(16))
    asked = world.service.begin_passkey_sign_in()
    request = PasskeySignIn(credential=stranger.answer(asked), client="203.0.113.66")

    answers = [code_of(lambda: world.service.open_session_by_passkey(request)) for _ in range(70)]

    assert answers.count("passkey_refused") == 60
    assert answers.count("too_many_attempts") == 10


def test_questions_are_limited_and_forgotten(world: World) -> None:
    for _ in range(300):
        world.service.begin_passkey_sign_in("203.0.113.66")
    with pytest.raises(TooManyAttempts):
        world.service.begin_passkey_sign_in("203.0.113.66")
    world.clock.move(timedelta(minutes=5))

    world.service.forget_old_sign_ins()

    assert world.run_sql("SELECT count(*) FROM passkey_challenge") == [(0,)]


def test_who_must_come_by_his_organisations_provider_does_not_come_by_passkey(
    federation: Federation,
) -> None:
    world, device = federation.world, Device()
    register(world, world.member(federation.admin, "lea@muster.example"), device)
    federation.set(is_required=True)

    with pytest.raises(IdentityProviderRequired):
        sign_in_alone(world, device)

    federation.set(is_required=False)
    assert sign_in_alone(world, device).token
