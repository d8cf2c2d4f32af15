"""The business area: for certified partners, and for the members whom they chose."""

from typing import Any

import pytest

from chassis.ids import new_id
from contracts.accounts import AskForLink, CompleteRegistration
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted
from contracts.identity import SetAreas, SignIn
from contracts.partners import SetCertification
from contracts.principal import AREAS
from identity.domain.business_area import require_business
from tests.identity.integration.partners import CHOSEN_AREAS, certify, partner_admin
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World


def the_request(**changes: Any) -> SetCertification:
    values = {"organisation_id": new_id(), "is_certified": True, "reason": "Prüfung 2026"}
    return SetCertification(**{**values, **changes})


@pytest.mark.req("DW-01", "A21")
def test_the_business_area_is_open_to_certified_partners_alone(world: World) -> None:
    admin = partner_admin(world)
    session = world.accept_invited(admin, "max@partner.example", areas=CHOSEN_AREAS)
    before = world.principal_of(session)

    certify(world, admin)

    after = world.principal_of(session)
    with pytest.raises(AreaNotVisible) as refused:
        require_business(before)
    assert refused.value.arguments == ("business",)
    assert require_business(after) == admin.organisation_id
    assert set(after.areas) - set(before.areas) == {"business"}


@pytest.mark.req("DW-02", "A21")
def test_a_certified_partners_member_who_was_not_chosen_stays_outside(world: World) -> None:
    admin = partner_admin(world)
    certify(world, admin)
    session = world.accept_invited(admin, "max@partner.example")
    outside = world.principal_of(session)

    world.service.set_areas(admin, SetAreas(person_id=session.person_id, areas=CHOSEN_AREAS))

    with pytest.raises(AreaNotVisible):
        require_business(outside)
    assert require_business(world.principal_of(session)) == admin.organisation_id


@pytest.mark.req("DW-04", "A21")
def test_a_person_without_membership_signs_in_and_enters_nothing(world: World) -> None:
    address = "neu@person.example"
    world.service.request_registration(AskForLink(email=address))
    token = world.token_mailed_to(address)
    world.service.complete_registration(
        CompleteRegistration(token=token, person_name="Nora Neu", password=GOOD_PASSWORD)
    )

    session = world.service.open_session(SignIn(email=address, password=GOOD_PASSWORD))

    with pytest.raises(NotPermitted) as refused:
        require_business(world.principal_of(session))
    assert refused.value.arguments == ("membership",)


def test_a_customers_administrator_has_no_business_area_and_the_vendors_people_have(
    world: World,
) -> None:
    customer = world.admin()

    vendor = world.staff(areas=())

    assert "business" not in customer.areas
    assert require_business(vendor) == vendor.organisation_id


def test_withdrawing_closes_the_area_again_for_every_open_session(world: World) -> None:
    admin = partner_admin(world)
    session = world.accept_invited(admin, "max@partner.example", areas=CHOSEN_AREAS)
    elsewhere = world.admin()
    certify(world, admin)

    certify(world, admin, is_certified=False)

    told = world.announced("access_ended")
    assert "business" not in world.principal_of(session).areas
    assert [each["reason"] for each in told] == ["rights_changed"] * 2
    assert str(session.session_id) in told[-1]["session_ids"]
    assert str(admin.session_id) in told[-1]["session_ids"]
    assert str(elsewhere.session_id) not in told[-1]["session_ids"]


def test_what_the_partner_chose_outlives_a_withdrawn_certification(world: World) -> None:
    admin = partner_admin(world)
    certify(world, admin)

    certify(world, admin, is_certified=False)

    (member,) = world.service.list_members(admin).items
    assert member.areas == AREAS


@pytest.mark.req("A25")
def test_the_partners_trail_says_who_certified_it_and_why(world: World) -> None:
    admin = partner_admin(world)
    staff = world.staff()
    assert admin.organisation_id is not None
    request = the_request(organisation_id=admin.organisation_id)

    world.service.set_certification(staff, request)
    again = world.service.set_certification(staff, request)

    entries = world.service.list_audit(admin).items
    changes = [each for each in entries if each.action == "organisation.certification_changed"]
    assert again.is_certified
    assert [each.details for each in changes] == [
        {"before": "false", "after": "true", "reason": "Prüfung 2026"}
    ]
    assert changes[0].actor == f"person:{staff.subject}"


def test_certifying_from_two_threads_is_told_once(world: World) -> None:
    admin = partner_admin(world)
    staff = world.staff()
    request = the_request(organisation_id=admin.organisation_id)

    at_once(
        lambda: world.service.set_certification(staff, request),
        lambda: world.service.set_certification(staff, request),
    )

    assert len(world.announced("access_ended")) == 1


def test_only_the_vendors_people_certify_and_only_partners(world: World) -> None:
    admin = partner_admin(world)
    customer = world.admin()

    with pytest.raises(NotPermitted):
        world.service.set_certification(admin, the_request(organisation_id=admin.organisation_id))
    with pytest.raises(InvalidInput) as refused:
        world.service.set_certification(
            world.staff(), the_request(organisation_id=customer.organisation_id)
        )
    assert refused.value.arguments == ("is_certified", "partners_only")
    with pytest.raises(NotFound):
        world.service.set_certification(world.staff(), the_request())
    with pytest.raises(InvalidInput):
        world.service.set_certification(world.staff(), the_request(reason=" "))
