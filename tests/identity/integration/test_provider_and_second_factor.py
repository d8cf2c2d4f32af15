"""A provider that asked for several factors, and people who have one of their own."""

import pytest

from contracts.errors import NotPermitted
from contracts.identity import Session
from contracts.principal import Principal
from contracts.second_factor import CompleteSignIn, SecondFactorRule
from tests.identity.integration.factors import Enrolled, enrol
from tests.identity.integration.federation import Federation

SEVERAL = {"amr": ["pwd", "mfa"]}


@pytest.fixture
def lea(federation: Federation) -> Enrolled:
    """Return a member with an authenticator app of her own."""
    return enrol(federation.world, federation.world.member(federation.admin, "lea@muster.example"))


def second_admin(federation: Federation, **claims: object) -> Session:
    """Return the session of an administrator without a factor of her own."""
    federation.world.member(federation.admin, "lea@muster.example", role="admin")
    return federation.sign_in("subject-1", "lea@muster.example", **claims)


def in_another_organisation(federation: Federation) -> Principal:
    """Make Lea a member of another customer, too; return its administrator."""
    world = federation.world
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    chief = world.principal_of(world.accept("chef@fremd.example"))
    world.accept_invited(chief, "lea@muster.example", role="admin")
    return chief


def test_after_one_factor_the_own_one_is_asked_for(federation: Federation, lea: Enrolled) -> None:
    world = federation.world

    begun = federation.sign_in("subject-1", "lea@muster.example", amr=["pwd"])
    session = world.service.complete_sign_in(
        CompleteSignIn(token=begun.token, totp=lea.app.code(world.clock.now()))
    )

    assert (begun.token[:3], session.token[:3]) == ("kf_", "ks_")
    assert "totp" in begun.awaits
    assert world.principal_of(session).subject == lea.person.subject


@pytest.mark.parametrize("claims", [SEVERAL, {"acr": "urn:muster:two"}])
def test_after_several_factors_the_own_one_is_not(
    federation: Federation, lea: Enrolled, claims: dict[str, object]
) -> None:
    federation.set(strong_acr_values=("urn:muster:two",))

    session = federation.sign_in("subject-1", "lea@muster.example", **claims)

    assert (session.token[:3], session.awaits) == ("ks_", ())
    assert session.person_id == lea.person.subject


def test_several_factors_satisfy_the_organisations_rule(federation: Federation) -> None:
    world = federation.world
    several = world.principal_of(second_admin(federation, **SEVERAL))

    world.service.set_second_factor_rule(several, SecondFactorRule(required=True))

    one = world.principal_of(federation.sign_in("subject-1", "lea@muster.example", amr=["pwd"]))
    again = world.principal_of(federation.sign_in("subject-1", "lea@muster.example", **SEVERAL))
    assert one.barred_by == "second_factor_required"
    assert again.barred_by is None


def test_one_factor_at_the_provider_switches_no_rule_on(federation: Federation) -> None:
    world = federation.world
    admin = world.principal_of(second_admin(federation, amr=["pwd"]))

    with pytest.raises(NotPermitted):
        world.service.set_second_factor_rule(admin, SecondFactorRule(required=True))


def test_a_provider_does_not_speak_for_another_organisations_rule(federation: Federation) -> None:
    world = federation.world
    world.member(federation.admin, "lea@muster.example")
    chief = in_another_organisation(federation)
    proven = enrol(world, chief)
    world.service.set_second_factor_rule(proven.person, SecondFactorRule(required=True))
    session = federation.sign_in("subject-1", "lea@muster.example", **SEVERAL)
    at_home = world.principal_of(session)

    assert chief.organisation_id is not None
    world.service.switch_organisation(at_home, chief.organisation_id)

    assert at_home.barred_by is None
    assert world.principal_of(session).barred_by == "second_factor_required"


def test_who_belongs_elsewhere_too_is_asked_for_his_own_factor(
    federation: Federation, lea: Enrolled
) -> None:
    in_another_organisation(federation)

    begun = federation.sign_in("subject-1", "lea@muster.example", **SEVERAL)

    assert begun.person_id == lea.person.subject
    assert begun.awaits


@pytest.mark.parametrize("completed", [True, False])
def test_what_waits_for_a_factor_ends_with_the_provider(
    federation: Federation, lea: Enrolled, *, completed: bool
) -> None:
    world = federation.world
    begun = federation.sign_in("subject-1", "lea@muster.example")
    completion = CompleteSignIn(token=begun.token, totp=lea.app.code(world.clock.now()))
    if completed:
        session = world.service.complete_sign_in(completion)
        assert world.principal_of(session).subject == lea.person.subject

    world.service.remove_identity_provider(federation.admin)

    assert world.run_sql("SELECT id FROM pending_sign_in") == []
    open_sessions = "SELECT id FROM session WHERE vouched_by IS NOT NULL AND ended_at IS NULL"
    assert world.run_sql(open_sessions) == []
