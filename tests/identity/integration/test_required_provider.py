"""An organisation whose people must come by its provider, and what their passwords still open."""

from dataclasses import dataclass
from typing import Any

import pytest

from contracts.accounts import BeginSignIn
from contracts.errors import IdentityProviderRequired, SignInRefused, TooManyAttempts, WireError
from contracts.identity import SignIn
from contracts.members import ChangeRole
from identity.domain.attempts import FREE_ATTEMPTS
from tests.identity.integration.federation import Federation
from tests.identity.integration.world import GOOD_PASSWORD

REQUIRED = ("identity_provider_required",)


@dataclass(kw_only=True)
class Counting:
    """The real hasher, and how often it was asked."""

    inner: Any
    asked: int = 0

    def __getattr__(self, name: str) -> Any:
        """Return what the real one has."""
        return getattr(self.inner, name)

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Count, and return whether the password fits."""
        self.asked += 1
        fits: bool = self.inner.fits(password, password_hash)
        return fits


@pytest.fixture
def required(federation: Federation) -> Federation:
    """Return a customer with two members, whose provider is required."""
    world = federation.world
    world.member(federation.admin, "lea@muster.example")
    world.member(federation.admin, "berater@anderswo.example")
    federation.set(is_required=True)
    return federation


def outcome(federation: Federation, email: str, password: str = GOOD_PASSWORD) -> tuple[str, ...]:
    try:
        return (
            federation.world.service.open_session(SignIn(email=email, password=password)).token[:3],
        )
    except WireError as error:
        return (error.code, *error.arguments)


def test_a_members_password_opens_nothing_and_is_told_nothing_about(required: Federation) -> None:
    resources: Any = required.world.service.runtime.resources
    counting = Counting(inner=resources.hasher)
    object.__setattr__(resources, "hasher", counting)

    right = outcome(required, "lea@muster.example")
    wrong = outcome(required, "LEA@muster.example", "falsch falsch falsch")
    unknown = outcome(required, "niemand@muster.example")

    assert right == wrong == unknown == REQUIRED
    assert counting.asked == 3
    assert required.world.run_sql("SELECT failures FROM sign_in_attempt") == [(2,), (1,)]
    assert required.sign_in("subject-1", "lea@muster.example").token.startswith("ks_")


def test_a_right_password_is_slowed_down_as_a_wrong_one(required: Federation) -> None:
    for _ in range(FREE_ATTEMPTS):
        outcome(required, "lea@muster.example")

    with pytest.raises(TooManyAttempts):
        required.world.service.open_session(
            SignIn(email="lea@muster.example", password=GOOD_PASSWORD)
        )


def test_the_admin_keeps_his_password_so_that_nobody_is_shut_out_for_good(
    required: Federation,
) -> None:
    required.provider.close()

    admin = outcome(required, "erika@muster.example")
    wrong = outcome(required, "erika@muster.example", "falsch falsch falsch")

    assert admin == ("ks_",)
    assert wrong == REQUIRED
    required.set(is_required=False)
    assert outcome(required, "lea@muster.example") == ("ks_",)


def test_whoever_becomes_an_admin_has_his_password_again(required: Federation) -> None:
    members = required.world.service.list_members(required.admin).items
    (lea,) = [each for each in members if each.email == "lea@muster.example"]

    required.world.service.change_role(
        required.admin, ChangeRole(person_id=lea.person_id, role="admin")
    )

    assert outcome(required, "lea@muster.example") == ("ks_",)


def test_for_foreign_addresses_the_provider_cannot_speak(required: Federation) -> None:
    assert outcome(required, "berater@anderswo.example") == ("ks_",)
    assert outcome(required, "berater@anderswo.example", "falsch") == ("sign_in_refused",)


def test_the_address_on_file_for_invoices_keeps_its_password(required: Federation) -> None:
    required.world.run_sql_as_operator(
        "UPDATE membership SET role = 'documents', areas = '{post}', is_initial = true"
        " WHERE person_id = (SELECT id FROM person WHERE email_key = 'lea@muster.example')"
    )

    assert outcome(required, "lea@muster.example") == ("ks_",)


def test_another_address_does_not_free_whom_the_provider_knows(required: Federation) -> None:
    required.sign_in("subject-1", "lea@muster.example")
    required.world.run_sql_as_operator(
        "UPDATE person SET email = 'lea@privat.example', email_key = 'lea@privat.example'"
        " WHERE email_key = 'lea@muster.example'"
    )

    assert outcome(required, "lea@privat.example") == ("sign_in_refused",)
    required.set(is_required=False)
    assert outcome(required, "lea@privat.example") == ("ks_",)


def test_an_unconfirmed_domain_requires_nothing(required: Federation) -> None:
    required.confirm("muster.example", is_confirmed=False)

    assert outcome(required, "lea@muster.example") == ("ks_",)


def test_an_address_outside_is_refused_as_ever(required: Federation) -> None:
    service = required.world.service

    with pytest.raises(SignInRefused):
        service.open_session(SignIn(email="niemand@fremd.example", password=GOOD_PASSWORD))
    with pytest.raises(IdentityProviderRequired):
        service.open_session(SignIn(email="niemand@MUSTER.example", password=GOOD_PASSWORD))


def test_the_first_step_names_the_ways_by_the_domain_alone(federation: Federation) -> None:
    service = federation.world.service
    federation.world.member(federation.admin, "lea@muster.example")

    def methods(email: str) -> tuple[str, ...]:
        return service.begin_sign_in(BeginSignIn(email=email)).methods

    optional = {methods(f"{name}@Muster.example") for name in ("lea", "erika", "niemand")}
    federation.set(is_required=True)
    required = {methods(f"{name}@muster.example") for name in ("lea", "erika", "niemand")}

    assert optional == {("identity_provider", "password")}
    assert required == {("identity_provider",)}
    assert methods("lea@fremd.example") == methods("no address") == ("password",)
