"""How organisations come to be known: from the ERP, by hand, and the vendor's own."""

from typing import Any

import pytest

from chassis.audit import AuditTrail
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.publishers import Publisher
from contracts.errors import AlreadyExists, InvalidInput, NotFound, NotPermitted
from contracts.identity import RegisterOrganisation
from tests.identity.integration.customer_events import CONTACT, an_event
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

E_BILLING = "rechnung@muster.example"


def names(world: World) -> list[str]:
    return [row.name for row in world.run_sql("SELECT name FROM organisation ORDER BY name")]


@pytest.mark.req("SE-22")
def test_a_new_customer_is_stored_announced_and_invited_once(world: World) -> None:
    world.service.receive_customer(an_event(language="en", e_billing_address=CONTACT))

    (changed,) = world.organisations_announced()
    (notice,) = world.invitations_mailed()
    assert (changed.customer_number, changed.kind, changed.version) == ("10001", "customer", 1)
    assert (changed.language, changed.e_billing_address) == ("en", CONTACT)
    assert (notice.recipient, notice.language) == (CONTACT, "en")
    assert notice.organisation_id == changed.organisation_id


def test_a_repeated_event_changes_nothing(world: World) -> None:
    event = an_event()
    world.service.receive_customer(event)

    world.service.receive_customer(event)
    world.service.receive_customer(an_event(name="Anders GmbH"))  # sent again under a new id

    assert names(world) == ["Musterfabrik GmbH (Demo)"]
    assert len(world.organisations_announced()) == 1
    assert len(world.invitations_mailed()) == 1


def test_a_newer_version_changes_the_customer_and_sends_no_second_link(world: World) -> None:
    world.service.receive_customer(an_event())

    world.service.receive_customer(
        an_event(version=2, name="Musterwerk GmbH (Demo)", contact_email="neu@muster.example")
    )

    assert names(world) == ["Musterwerk GmbH (Demo)"]
    assert [changed.version for changed in world.organisations_announced()] == [1, 2]
    assert [notice.recipient for notice in world.invitations_mailed()] == [CONTACT]


def test_an_older_version_that_comes_late_changes_nothing(world: World) -> None:
    world.service.receive_customer(an_event(version=7, name="Neu GmbH (Demo)"))

    world.service.receive_customer(an_event(version=6, name="Alt GmbH (Demo)"))

    assert names(world) == ["Neu GmbH (Demo)"]
    assert len(world.organisations_announced()) == 1


def test_a_contact_that_comes_later_is_invited_then(world: World) -> None:
    world.service.receive_customer(an_event(contact_email=None))
    before = world.invitations_mailed()

    world.service.receive_customer(an_event(version=2))

    assert before == []
    assert [notice.recipient for notice in world.invitations_mailed()] == [CONTACT]


@pytest.mark.req("SE-28")
def test_the_e_billing_address_gets_its_own_invitation_to_documents_alone(world: World) -> None:
    world.service.receive_customer(an_event(e_billing_address=E_BILLING))

    account = world.principal_of(world.accept(E_BILLING))

    assert {notice.recipient for notice in world.invitations_mailed()} == {CONTACT, E_BILLING}
    assert (account.role, account.areas) == ("documents", ("post",))
    with pytest.raises(NotPermitted):
        world.service.list_invitations(account)


def test_the_same_customer_from_two_threads_is_stored_and_invited_once(world: World) -> None:
    event, again = an_event(), an_event()

    at_once(
        lambda: world.service.receive_customer(event),
        lambda: world.service.receive_customer(event),
        lambda: world.service.receive_customer(again),
    )

    assert names(world) == ["Musterfabrik GmbH (Demo)"]
    assert len(world.organisations_announced()) == 1
    assert len(world.invitations_mailed()) == 1


def test_of_two_versions_at_once_the_newer_one_stays(world: World) -> None:
    newer, older = an_event(version=2, name="Neu GmbH"), an_event(version=1, name="Alt GmbH")

    at_once(
        lambda: world.service.receive_customer(newer),
        lambda: world.service.receive_customer(older),
    )

    assert names(world) == ["Neu GmbH"]
    assert len(world.invitations_mailed()) == 1


@pytest.mark.req("SE-13")
def test_importing_a_hundred_customers_twice_gives_a_hundred_invitations(world: World) -> None:
    numbers = range(20001, 20101)

    for _ in range(2):
        for number in numbers:
            world.service.receive_customer(
                an_event(customer_number=str(number), contact_email=f"k{number}@muster.example")
            )

    assert len(names(world)) == 100
    assert len(world.invitations_mailed()) == 100
    assert len(world.run_sql("SELECT id FROM invitation WHERE state = 'pending'")) == 100


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contact_email": "keine Adresse"}, "invalid_address"),
        ({"e_billing_address": "rechnung@"}, "invalid_address"),
        ({"name": "Muster\0fabrik"}, "invalid_name"),
        ({"name": "  "}, "invalid_name"),
    ],
)
def test_a_customer_that_cannot_be_stored_is_refused_whole(
    world: World, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        world.service.receive_customer(an_event(**changes))

    assert refused.value.code == code
    assert names(world) == []
    world.service.receive_customer(an_event())
    assert len(names(world)) == 1


def test_one_event_id_with_two_contents_is_a_conflict(world: World) -> None:
    world.service.receive_customer(an_event(id="e-1"))

    with pytest.raises(Refused) as refused:
        world.service.receive_customer(an_event(id="e-1", body_sha256="b" * 64, version=2))

    assert refused.value.code == "conflict"


def test_a_publisher_speaks_only_for_its_own_customers(world: World) -> None:
    publisher = Publisher(
        user="erp-b", sources=frozenset({"/erp/b"}), customers=frozenset({"20002"})
    )

    with pytest.raises(Refused) as refused:
        world.service.receive_customer(an_event(publisher=publisher))

    assert refused.value.code == "not_permitted"
    assert names(world) == []


@pytest.mark.req("SE-01")
@pytest.mark.parametrize("kind", ["customer", "partner", "vendor"])
def test_staff_register_organisations_of_every_kind(world: World, kind: str) -> None:
    number = "10001" if kind == "customer" else None

    organisation = world.register(kind=kind, customer_number=number)

    (changed,) = world.organisations_announced()
    assert world.service.get_organisation(world.staff(), organisation.id) == organisation
    assert (changed.organisation_id, changed.kind) == (organisation.id, kind)


def test_a_registered_customer_is_the_same_that_the_erp_sends_later(world: World) -> None:
    organisation = world.register()

    world.service.receive_customer(an_event(version=0, name="Musterwerk GmbH (Demo)"))

    (first, second) = world.organisations_announced()
    assert first.organisation_id == second.organisation_id == organisation.id
    assert (second.version, second.name) == (2, "Musterwerk GmbH (Demo)")
    assert len(world.invitations_mailed()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer_number": None}, "customer_number"),
        ({"name": "  "}, "name"),
        ({"contact_email": "keine Adresse"}, "contact_email"),
    ],
)
def test_an_organisation_that_makes_no_sense_is_refused(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.register(**changes)

    assert refused.value.arguments[0] == field
    assert names(world) == []


def test_a_customer_number_is_given_once(world: World) -> None:
    world.register()

    with pytest.raises(AlreadyExists):
        world.register(name="Zweite GmbH (Demo)")

    assert len(world.invitations_mailed()) == 1


def test_a_partner_registered_twice_at_once_is_one_partner(world: World) -> None:
    def register() -> str:
        try:
            world.register(kind="partner", customer_number=None, name="Partner GmbH (Demo)")
        except AlreadyExists as refused:
            return refused.arguments[0]
        return "registered"

    outcomes = at_once(register, register)

    assert sorted(outcomes) == ["name", "registered"]
    assert len(world.invitations_mailed()) == 1


def test_only_the_vendors_people_register_organisations(world: World) -> None:
    admin = world.admin()
    request = RegisterOrganisation(kind="partner", name="Partner GmbH (Demo)")

    with pytest.raises(NotPermitted):
        world.service.register_organisation(admin, request)
    with pytest.raises(NotPermitted):
        world.service.register_organisation(
            world.staff(role="member"), RegisterOrganisation(kind="vendor", name="Vendor 2 (Demo)")
        )


def test_a_foreign_organisation_looks_like_none(world: World) -> None:
    admin = world.admin()
    foreign = world.register(customer_number="10002")

    with pytest.raises(NotFound) as hidden:
        world.service.get_organisation(admin, foreign.id)
    with pytest.raises(NotFound) as unknown:
        world.service.get_organisation(admin, new_id())

    assert hidden.value.arguments == unknown.value.arguments


@pytest.mark.req("SE-19", "A16")
@pytest.mark.parametrize("role", ["member", "documents"])
def test_master_data_are_shown_to_administrators_alone(world: World, role: str) -> None:
    admin = world.admin()
    colleague = world.member(admin, "max@muster.example", role=role)
    assert admin.organisation_id is not None

    with pytest.raises(NotPermitted):
        world.service.get_organisation(colleague, admin.organisation_id)

    assert world.service.get_organisation(admin, admin.organisation_id).customer_number == "10001"


@pytest.mark.req("BR-11")
def test_every_change_is_in_the_organisations_chained_trail(world: World) -> None:
    world.service.receive_customer(an_event())
    admin = world.principal_of(world.accept(CONTACT))
    world.member(admin, "max@muster.example")

    entries = world.service.list_audit(admin).items

    with world.database.transaction(every_organisation=True) as session:
        faults = AuditTrail(session, world.clock.now()).faults()
    assert faults == []
    assert [entry.action for entry in reversed(entries)] == [
        "organisation.registered",
        "invitation.issued",
        "invitation.accepted",
        "invitation.issued",
        "invitation.accepted",
    ]
    assert entries[-1].actor == "system:/erp/demo"
    assert "@" not in str(entries)


def test_the_vendors_people_are_told_what_organisations_are_called_and_nobody_else(
    world: World,
) -> None:
    admin = world.admin()
    other = world.register(customer_number="10002")
    own = admin.organisation_id
    assert own is not None
    asked = (own, other.id, new_id())

    named = world.service.name_organisations(world.staff(), asked)

    assert {each.id for each in named.items} == {own, other.id}
    assert {each.customer_number for each in named.items} == {"10001", "10002"}
    with pytest.raises(NotPermitted):
        world.service.name_organisations(admin, asked)
