"""Signing in and out, and what a session proves."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import argon2
import pytest

from chassis.clock import FixedClock
from chassis.testing import TestKeys
from contracts.errors import NotPermitted, NotSignedIn, SignInRefused, TooManyAttempts, WireError
from contracts.identity import InvitePerson, Session, SignIn
from identity.adapters.password_hasher import Argon2Hasher
from identity.domain.attempts import FREE_ATTEMPTS, WITH_PASSWORDS
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import CUSTOMER_AREAS, GOOD_PASSWORD, World, make_world
from tests.service_plugin import ServiceDatabase

ADDRESS = "erika@muster.example"


class CountingHasher(Argon2Hasher):
    """The real hasher, which also tells how often it had work."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def hash(self, password: str) -> str:
        self.calls += 1
        return super().hash(password)

    def fits(self, password: str, password_hash: str | None) -> bool:
        self.calls += 1
        return super().fits(password, password_hash)


@pytest.fixture
def world(service_database: ServiceDatabase, clock: FixedClock, keys: TestKeys) -> World:
    """Return the service on a fresh database; passwords cost what they cost in production."""
    return make_world(service_database("identity"), clock, keys, Argon2Hasher())


@pytest.fixture
def account(world: World) -> World:
    """Return a world in which the address signs in with the good password."""
    world.register()
    world.accept(ADDRESS)
    return world


@pytest.fixture
def hasher(account: World) -> CountingHasher:
    """Return the hasher that the service uses from now on."""
    hasher = CountingHasher()
    resources = replace(account.service.resources, hasher=hasher)
    account.service.runtime = replace(account.service.runtime, resources=resources)
    return hasher


def sign_in(world: World, **changes: Any) -> Session:
    request: dict[str, Any] = {"email": ADDRESS, "password": GOOD_PASSWORD, **changes}
    return world.service.open_session(SignIn(**request))


def refusal_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(WireError) as caught:
        attempt()
    return caught.value.code


def test_the_right_password_opens_a_session_that_proves_who_asks(account: World) -> None:
    session = sign_in(account)

    principal = account.principal_of(session)
    assert session.token.startswith("ks_")
    assert session.organisation is not None
    assert principal.organisation_id == session.organisation.id
    assert principal.session_id == session.session_id
    assert (principal.role, principal.areas) == ("admin", CUSTOMER_AREAS)
    assert principal.expires_at - account.clock.now() <= timedelta(seconds=60)


@pytest.mark.parametrize("email", ["ERIKA@Muster.Example", " erika@muster.example "])
def test_an_address_is_known_however_it_is_typed(account: World, email: str) -> None:
    session = sign_in(account, email=email)

    assert session.person_name == "Erika Muster"


def test_the_same_password_is_known_however_the_keyboard_composed_it(world: World) -> None:
    world.register()
    world.accept(ADDRESS, password="Gr\u00fc\u00dfe aus K\u00f6penick am Abend")

    session = sign_in(world, password="Gru\u0308\u00dfe aus Ko\u0308penick am Abend")

    assert session.token


def test_only_a_hash_of_the_token_and_of_the_password_is_stored(account: World) -> None:
    session = sign_in(account)

    dump = str(account.run_sql("SELECT s, p FROM session s, person p"))
    assert session.token not in dump
    assert session.token.removeprefix("ks_") not in dump
    assert GOOD_PASSWORD not in dump
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in dump


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "falsch geraten und daneben"},
        {"email": "niemand@muster.example"},
        {"email": "keine Adresse"},
        {"email": "erika\0@muster.example"},
    ],
    ids=["wrong password", "unknown address", "no address", "NUL"],
)
def test_every_failed_sign_in_gets_the_same_answer_for_one_hash(
    account: World, hasher: CountingHasher, changes: dict[str, str]
) -> None:
    refusal = refusal_of(lambda: sign_in(account, **changes))

    assert refusal == "sign_in_refused"
    assert hasher.calls == 1


def test_a_failed_sign_in_takes_as_long_for_an_unknown_address(account: World) -> None:
    known: list[float] = []
    unknown: list[float] = []

    for number in range(9):
        for times, email in ((known, ADDRESS), (unknown, f"nobody{number}@muster.example")):
            began = time.perf_counter()
            refusal_of(partial(sign_in, account, email=email, password="falsch" * 3))
            times.append(time.perf_counter() - began)

    difference = abs(statistics.median(known) - statistics.median(unknown))
    assert difference < 0.05  # A11: within 50 ms


@pytest.mark.req("H10")
def test_many_failures_slow_down_but_never_shut_out(account: World) -> None:
    for _ in range(FREE_ATTEMPTS):
        refusal_of(lambda: sign_in(account, password="falsch geraten und daneben"))
    with pytest.raises(TooManyAttempts) as too_soon:
        sign_in(account)

    account.clock.move(timedelta(seconds=int(too_soon.value.arguments[0])))

    assert sign_in(account).token


def test_the_pause_grows_to_a_quarter_of_an_hour_at_most(account: World) -> None:
    for _ in range(FREE_ATTEMPTS + 20):
        account.clock.move(WITH_PASSWORDS.longest_pause)
        refusal_of(lambda: sign_in(account, password="falsch geraten und daneben"))

    with pytest.raises(TooManyAttempts) as too_soon:
        sign_in(account)

    assert int(too_soon.value.arguments[0]) == WITH_PASSWORDS.longest_pause.total_seconds()


def test_an_unknown_address_is_slowed_down_just_the_same(account: World) -> None:
    def attempt() -> Session:
        return sign_in(account, email="niemand@muster.example")

    refusals = [refusal_of(attempt) for _ in range(FREE_ATTEMPTS + 1)]

    assert refusals == ["sign_in_refused"] * FREE_ATTEMPTS + ["too_many_attempts"]


def test_an_attacker_elsewhere_does_not_slow_down_the_owner(account: World) -> None:
    sign_in(account, client="192.0.2.10")
    for _ in range(FREE_ATTEMPTS):
        refusal_of(lambda: sign_in(account, password="falsch geraten", client="198.51.100.7"))
    refused = refusal_of(lambda: sign_in(account, client="198.51.100.7"))

    session = sign_in(account, client="192.0.2.10")

    assert refused == "too_many_attempts"
    assert session.token


def test_guesses_at_once_are_all_counted(account: World, hasher: CountingHasher) -> None:
    def guess() -> str:
        return refusal_of(lambda: sign_in(account, password="falsch geraten und daneben"))

    refusals = at_once(*[guess] * 8) + at_once(*[guess] * 8)

    assert refusals.count("sign_in_refused") == FREE_ATTEMPTS == hasher.calls
    assert refusals.count("too_many_attempts") == 16 - FREE_ATTEMPTS


def test_a_session_ends_after_half_a_day_of_rest(account: World) -> None:
    session = sign_in(account)
    account.clock.move(timedelta(hours=11))
    account.authenticate(session)
    account.clock.move(timedelta(hours=11))
    account.authenticate(session)

    account.clock.move(timedelta(hours=12))

    with pytest.raises(NotSignedIn):
        account.authenticate(session)


def test_a_session_ends_after_thirty_days_however_busy(account: World) -> None:
    session = sign_in(account)
    for _ in range(30 * 4 - 1):
        account.clock.move(timedelta(hours=6))
        account.authenticate(session)

    account.clock.move(timedelta(hours=6))

    with pytest.raises(NotSignedIn):
        account.authenticate(session)


def test_signing_out_ends_the_session_and_tells_everybody_once(account: World) -> None:
    session, other = sign_in(account), sign_in(account)
    caller = account.principal_of(session)

    account.service.close_session(caller)
    account.service.close_session(caller)

    with pytest.raises(NotSignedIn):
        account.authenticate(session)
    assert account.authenticate(other).session_id == other.session_id
    (ended,) = account.announced("access_ended")
    assert ended["session_ids"] == [str(session.session_id)]
    assert ended["reason"] == "signed_out"


@pytest.mark.parametrize("token", ["", "ks_", "ks_unknown", "kk_unknown", "ki_x", "x" * 5000])
def test_a_token_that_opens_nothing_is_refused(account: World, token: str) -> None:
    with pytest.raises(NotSignedIn):
        account.service.authenticate(token)


def test_an_invitation_token_is_no_session(world: World) -> None:
    world.register()

    with pytest.raises(NotSignedIn):
        world.service.authenticate(world.token_mailed_to(ADDRESS))


def test_a_person_without_membership_signs_in_and_may_nothing(account: World) -> None:
    account.run_sql_as_operator("DELETE FROM session; DELETE FROM membership")

    principal = account.principal_of(sign_in(account))

    assert principal.organisation_id is None
    assert (principal.role, principal.areas, principal.data_scope) == (None, (), "none")


def test_a_member_of_two_organisations_chooses_where_to_act(account: World) -> None:
    second = account.register(customer_number="10002", contact_email=None)
    invitation = InvitePerson(email=ADDRESS, organisation_id=second.id, reason="Bitte der Kundin")
    account.service.invite_person(account.staff(), invitation)
    account.accept(ADDRESS)

    default, chosen = sign_in(account), sign_in(account, organisation_id=second.id)

    assert account.principal_of(default).role == "admin"
    assert account.principal_of(chosen).organisation_id == second.id
    assert account.principal_of(chosen).role == "member"


def test_nobody_acts_for_an_organisation_that_is_not_his(account: World) -> None:
    foreign = account.register(customer_number="10002", contact_email=None)

    with pytest.raises(NotPermitted):
        sign_in(account, organisation_id=foreign.id)


def test_a_hash_with_older_parameters_is_replaced_at_the_next_sign_in(account: World) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD_PASSWORD)
    account.run_sql_as_operator(f"UPDATE person SET password_hash = '{weak}'")  # noqa: S608 - our own words

    sign_in(account)

    ((stored,),) = account.run_sql("SELECT password_hash FROM person")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert sign_in(account).token


def test_old_sessions_and_counts_are_forgotten(account: World) -> None:
    sign_in(account, client="192.0.2.10")
    with pytest.raises(SignInRefused):
        sign_in(account, password="falsch geraten und daneben")
    account.clock.move(timedelta(days=100))

    account.service.forget_old_sign_ins()

    for table in ("session", "sign_in_attempt", "known_client"):
        assert account.run_sql(f"SELECT * FROM {table}") == []  # noqa: S608 - our own names
