"""An organisation asks its administrators for a second factor; who lost every factor is helped."""

from datetime import timedelta

import pytest

from contracts.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from contracts.identity import InvitePerson
from contracts.principal import Principal
from contracts.second_factor import ResetSecondFactors, SecondFactorRule
from tests.identity.integration.factors import (
    PASSWORD_PROOF,
    complete,
    enrol,
    enrolled_admin,
    notices,
    sign_in,
)
from tests.identity.integration.world import World

SECOND_ADMIN = "max@muster.example"
REQUIRED = SecondFactorRule(required=True)


def barred(world: World, principal: Principal, email: str) -> str | None:
    del principal
    return world.principal_of(sign_in(world, email)).barred_by


@pytest.mark.req("A14")
def test_admins_without_a_second_factor_reach_only_their_own_account(world: World) -> None:
    enrolled = enrolled_admin(world)
    second = world.accept_invited(enrolled.person, SECOND_ADMIN, role="admin")
    member = world.accept_invited(enrolled.person, "mia@muster.example")
    accountant = world.accept_invited(enrolled.person, "rechnung@muster.example", role="documents")

    world.service.set_second_factor_rule(enrolled.person, REQUIRED)

    assert world.principal_of(second).barred_by == "second_factor_required"
    assert world.principal_of(member).barred_by is None
    assert world.principal_of(accountant).barred_by is None
    own = world.verify(world.service.authenticate(enrolled.token))
    assert own.barred_by is None
    told = world.announced("access_ended")[-1]
    assert set(told["session_ids"]) == {str(second.session_id), str(own.session_id)}
    assert told["reason"] == "rights_changed"


@pytest.mark.req("A14")
def test_who_is_barred_enrols_and_is_let_in_at_once(world: World) -> None:
    enrolled = enrolled_admin(world)
    second = world.accept_invited(enrolled.person, SECOND_ADMIN, role="admin")
    world.service.set_second_factor_rule(enrolled.person, REQUIRED)

    free = enrol(world, world.principal_of(second))

    assert free.person.barred_by is None
    assert free.person.session_id == second.session_id


def test_who_removes_his_factor_is_barred_until_he_has_another(world: World) -> None:
    enrolled = enrolled_admin(world)
    world.service.set_second_factor_rule(enrolled.person, REQUIRED)

    world.service.remove_totp(enrolled.person, PASSWORD_PROOF)

    barred = world.verify(world.service.authenticate(enrolled.token))
    assert barred.barred_by == "second_factor_required"
    assert enrol(world, barred).person.barred_by is None


def test_who_switches_the_rule_on_has_given_a_second_factor_himself(world: World) -> None:
    enrolled = enrolled_admin(world)
    second = world.member(enrolled.person, SECOND_ADMIN, role="admin")

    with pytest.raises(NotPermitted) as refused:
        world.service.set_second_factor_rule(second, REQUIRED)

    assert refused.value.arguments == ("own_second_factor",)
    assert not world.service.get_second_factor_rule(second).required


def test_the_rule_is_kept_in_the_trail_and_switched_off_again(world: World) -> None:
    enrolled = enrolled_admin(world)
    second = world.accept_invited(enrolled.person, SECOND_ADMIN, role="admin")
    service = world.service

    for required in (True, True, False):
        service.set_second_factor_rule(enrolled.person, SecondFactorRule(required=required))

    trail = [
        entry.details
        for entry in service.list_audit(enrolled.person).items
        if entry.action == "organisation.second_factor_rule_changed"
    ]
    assert trail == [{"before": "true", "after": "false"}, {"before": "false", "after": "true"}]
    assert world.principal_of(second).barred_by is None


def test_only_administrators_see_and_change_the_rule(world: World) -> None:
    enrolled = enrolled_admin(world)
    member = enrol(world, world.member(enrolled.person, "mia@muster.example")).person

    with pytest.raises(NotPermitted):
        world.service.set_second_factor_rule(member, REQUIRED)
    with pytest.raises(NotPermitted):
        world.service.get_second_factor_rule(member)


def test_the_rule_of_one_organisation_binds_nobody_elsewhere(world: World) -> None:
    enrolled = enrolled_admin(world)
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.accept("chef@fremd.example")

    world.service.set_second_factor_rule(enrolled.person, REQUIRED)

    assert world.principal_of(foreign).barred_by is None
    assert not world.service.get_second_factor_rule(world.principal_of(foreign)).required


def test_an_admin_elsewhere_is_barred_only_where_the_rule_holds(world: World) -> None:
    enrolled = enrolled_admin(world)
    world.accept_invited(enrolled.person, SECOND_ADMIN, role="admin")
    other = world.register(customer_number="10002", name="Zweite GmbH", contact_email=None)
    world.service.invite_person(
        world.staff(),
        InvitePerson(email=SECOND_ADMIN, organisation_id=other.id, reason="Filiale"),
    )
    world.accept(SECOND_ADMIN)
    session = sign_in(world, SECOND_ADMIN)
    world.service.set_second_factor_rule(enrolled.person, REQUIRED)
    caller = world.principal_of(session)

    world.service.switch_organisation(caller, other.id)

    assert caller.barred_by == "second_factor_required"
    assert world.principal_of(session).barred_by is None


def test_the_vendor_helps_who_has_lost_every_factor(world: World) -> None:
    enrolled = enrolled_admin(world)
    vendor = staff_member(world)

    world.service.reset_second_factors(vendor, reset_of(enrolled.person))

    with pytest.raises(NotSignedIn):
        world.service.authenticate(enrolled.token)
    session = sign_in(world)
    assert session.awaits == ()
    told = notices(world, "second_factor_changed")[-1]
    assert told.parameters == {"change": "second_factors_reset"}
    entry = world.service.list_audit(world.principal_of(session)).items[0]
    assert (entry.action, entry.actor) == (
        "person.second_factors_reset",
        f"person:{vendor.subject}",
    )
    assert entry.details["reason"] == "Telefon verloren, am Telefon erkannt"
    with pytest.raises(NotFound):
        world.service.reset_second_factors(vendor, reset_of(enrolled.person))


def test_nobody_else_resets_factors_and_nobody_his_own(world: World) -> None:
    enrolled = enrolled_admin(world)
    colleague = enrol(world, world.member(enrolled.person, SECOND_ADMIN)).person
    vendor = staff_member(world)

    with pytest.raises(NotPermitted):
        world.service.reset_second_factors(enrolled.person, reset_of(colleague))
    with pytest.raises(NotPermitted):
        world.service.reset_second_factors(world.staff(role="member"), reset_of(colleague))
    with pytest.raises(NotPermitted) as own:
        world.service.reset_second_factors(vendor, reset_of(vendor))
    with pytest.raises(InvalidInput):
        world.service.reset_second_factors(vendor, reset_of(colleague, reason=" "))

    assert own.value.arguments == ("another_administrator",)
    assert sign_in(world, SECOND_ADMIN).awaits == ("totp", "recovery_code")


def test_factors_are_reset_only_of_members(world: World) -> None:
    enrolled = enrolled_admin(world)
    other = world.register(customer_number="10002", contact_email=None)
    request = reset_of(enrolled.person, organisation_id=other.id)

    with pytest.raises(NotFound) as refused:
        world.service.reset_second_factors(staff_member(world), request)

    assert refused.value.arguments == ("member",)


def test_a_proof_does_not_outlive_a_change_of_factors(world: World) -> None:
    enrolled = enrolled_admin(world)
    world.clock.move(timedelta(hours=1))
    session = complete(world, sign_in(world), totp=enrolled.app.code(world.clock.now()))
    caller = world.principal_of(session)
    world.service.set_second_factor_rule(caller, REQUIRED)

    world.service.reset_second_factors(staff_member(world), reset_of(caller))

    assert barred(world, caller, "erika@muster.example") == "second_factor_required"


def staff_member(world: World) -> Principal:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    return world.principal_of(world.accept_link(link))


def reset_of(person: Principal, **changes: object) -> ResetSecondFactors:
    values = {
        "person_id": person.subject,
        "organisation_id": person.organisation_id,
        "reason": "Telefon verloren, am Telefon erkannt",
        **changes,
    }
    return ResetSecondFactors(**values)  # type: ignore[arg-type]  # as the request names them
