"""What is on file of a company: shown to those who administer it, changed by approval alone."""

from datetime import timedelta
from functools import partial

import msgspec
import pytest
from sqlalchemy import text

from chassis.errors import Refused
from chassis.ids import new_id
from contracts.company_notices import COMPANY_CONTACT_CHANGED, CompanyContactChanged
from contracts.errors import InitialAddressProtected, NotFound, NotPermitted
from contracts.inbound import PostalAddress
from contracts.master_data import MasterData
from contracts.members import RemoveMember
from tests.identity.integration.bookings import organisation_of
from tests.identity.integration.customer_events import CONTACT, an_event
from tests.identity.integration.master_data import NEW_ADDRESS, moved, renamed
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

ADDRESS = PostalAddress(street="Musterstraße 1", postal_code="10115", city="Berlin")


def test_what_the_erp_tells_is_on_file_and_what_it_leaves_out_stays(world: World) -> None:
    world.service.receive_customer(
        an_event(address=ADDRESS, contact_name="Erika Muster", contact_phone="+49 30 123456")
    )
    world.service.receive_customer(an_event(version=2, contact_email=None))
    (organisation,) = {each.organisation_id for each in world.organisations_announced()}

    shown = world.service.get_company_data(world.staff(), organisation)

    assert shown.organisation.customer_number == "10001"
    assert shown.values == MasterData(
        name="Musterfabrik GmbH (Demo)",
        street="Musterstraße 1",
        postal_code="10115",
        city="Berlin",
        country="DE",
        contact_name="Erika Muster",
        contact_email=CONTACT,
        contact_phone="+49 30 123456",
    )


def test_the_contact_is_whoever_was_invited_until_somebody_names_one(world: World) -> None:
    admin = world.admin()

    shown = world.service.get_company_data(admin, organisation_of(admin)).values

    assert (shown.contact_name, shown.contact_email) == ("Erika Muster", "erika@muster.example")


def test_only_its_administrators_and_the_vendor_are_shown_a_company(world: World) -> None:
    admin = world.admin()
    member = world.member(admin, "kara@muster.example")
    foreign = world.admin_of("10002")

    with pytest.raises(NotPermitted):
        world.service.get_company_data(member, organisation_of(admin))
    with pytest.raises(NotFound):
        world.service.get_company_data(foreign, organisation_of(admin))


@pytest.mark.req("SE-68", "C9")
def test_an_approved_name_is_announced_once_however_often_it_is_told(world: World) -> None:
    admin = world.admin()
    change = renamed(organisation_of(admin), world.clock.now(), "Muster Nova GmbH")

    at_once(*[partial(world.service.apply_master_data, change)] * 3)
    world.service.apply_master_data(change)

    announced = [each.name for each in world.organisations_announced()]
    assert announced == ["Musterfabrik GmbH (Demo)", "Muster Nova GmbH"]
    assert world.service.get_organisation(admin, organisation_of(admin)).name == "Muster Nova GmbH"
    trail = [line.action for line in world.service.list_audit(admin).items]
    assert trail.count("master_data.changed") == 1


def test_an_older_change_that_comes_late_changes_nothing(world: World) -> None:
    admin, now = world.admin(), world.clock.now()
    own = organisation_of(admin)
    later = MasterData(street="Am Markt 1", postal_code="04109", city="Leipzig", country="DE")

    world.service.apply_master_data(moved(own, now, new=later))
    world.service.apply_master_data(moved(own, now - timedelta(hours=1)))
    world.service.apply_master_data(renamed(own, now - timedelta(hours=2), "Muster Nova GmbH"))

    shown = world.service.get_company_data(admin, own).values
    assert (shown.city, shown.name) == ("Leipzig", "Muster Nova GmbH")


@pytest.mark.req("SE-37")
def test_another_contact_invites_nobody_and_leaves_the_first_account_protected(
    world: World,
) -> None:
    admin = world.admin()
    invited = len(world.invitations_mailed())
    contact = MasterData(contact_name="Kara Neu", contact_email="kara@muster.example")

    world.service.apply_master_data(
        moved(organisation_of(admin), world.clock.now(), kind="contact_change", new=contact)
    )

    shown = world.service.get_company_data(admin, organisation_of(admin)).values
    assert (shown.contact_name, shown.contact_email) == ("Kara Neu", "kara@muster.example")
    assert len(world.invitations_mailed()) == invited
    with pytest.raises(InitialAddressProtected):
        world.service.remove_member(
            world.staff(),
            RemoveMember(
                person_id=admin.subject, organisation_id=admin.organisation_id, reason="Anruf"
            ),
        )


def test_an_e_billing_address_is_none_of_identitys_business(world: World) -> None:
    admin = world.admin()
    own = organisation_of(admin)
    before = world.service.get_company_data(admin, own)

    world.service.apply_master_data(
        moved(
            own,
            world.clock.now(),
            kind="e_billing_address",
            new=MasterData(e_billing_address="belege@muster.example"),
        )
    )

    assert world.service.get_company_data(admin, own) == before


def test_a_change_of_an_unknown_company_is_parked(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.service.apply_master_data(moved(new_id(), world.clock.now(), new=NEW_ADDRESS))

    assert refused.value.code == "unknown_organisation"


def contacts_told(world: World) -> list[CompanyContactChanged]:
    return [
        msgspec.convert(each, CompanyContactChanged)
        for each in world.announced(COMPANY_CONTACT_CHANGED)
    ]


@pytest.mark.req("MB-11")
def test_where_a_company_is_reached_is_told_with_every_change(world: World) -> None:
    world.service.receive_customer(an_event(contact_phone="0171 2345678"))
    (organisation,) = {each.organisation_id for each in world.organisations_announced()}
    new = MasterData(contact_name="Erika", contact_email="info@muster.example")
    change = moved(organisation, world.clock.now(), kind="contact_change", new=new)

    at_once(*[partial(world.service.apply_master_data, change)] * 2)
    world.service.tell_contacts_not_announced()

    told = contacts_told(world)
    assert [(each.email, each.phone) for each in told] == [
        (CONTACT, "0171 2345678"),
        ("info@muster.example", None),
    ]
    assert [each.version for each in told] == [1, 2]
    assert {(each.organisation_id, each.customer_number) for each in told} == {
        (organisation, "10001")
    }


def test_companies_that_nobody_was_told_of_are_told_of_once(world: World) -> None:
    admin = world.admin()
    with world.database.transaction(every_organisation=True) as session:
        session.execute(text("UPDATE organisation SET contact_version = NULL"))
    before = len(contacts_told(world))

    at_once(*[world.service.tell_contacts_not_announced] * 2)

    again = [each.organisation_id for each in contacts_told(world)[before:]]
    assert again.count(organisation_of(admin)) == 1
    assert len(again) == len(set(again))
