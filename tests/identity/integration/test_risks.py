"""What makes access fragile, as administrators and the vendor's people list it."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import InvitePerson
from contracts.members import ChangeRole, RemoveMember
from contracts.principal import Principal
from contracts.risks import Risk, RiskCode, RiskQuery
from contracts.second_factor import SecondFactorRule
from identity.domain.addresses import GENERIC_LOCAL_PARTS, is_generic, parse_address
from identity.domain.passkeys import StoredPasskey
from identity.domain.risks import RISK_CODES, SEVERITIES
from identity.store.risk_rules import RULES
from tests.identity.integration.factors import enrol, enrolled_admin
from tests.identity.integration.partners import certified_admin, chosen, customer_of, see
from tests.identity.integration.world import World

LONG = timedelta(days=181)


def risks_of(world: World, caller: Principal, code: RiskCode | None = None) -> tuple[Risk, ...]:
    return world.service.list_risks(caller, RiskQuery(code=code)).items


def codes_of(world: World, caller: Principal) -> list[RiskCode]:
    return [risk.code for risk in risks_of(world, caller)]


def second_admin(world: World, admin: Principal, address: str = "max@muster.example") -> Principal:
    return world.member(admin, address, role="admin")


def test_an_organisation_with_two_people_who_administer_it_has_no_risk(world: World) -> None:
    admin = world.admin()
    second_admin(world, admin)

    assert risks_of(world, admin) == ()


def test_who_administers_alone_reads_that_a_second_one_is_missing(world: World) -> None:
    admin = world.admin()

    (risk,) = risks_of(world, admin)

    assert (risk.code, risk.severity) == ("single_admin", "low")
    assert (risk.subject_kind, risk.subject_id) == ("person", admin.subject)
    assert (risk.subject_name, risk.organisation_id) == ("Erika Muster", admin.organisation_id)
    assert risk.customer_number == "10001"


def test_two_admins_of_whom_one_is_long_away_are_one(world: World, clock: FixedClock) -> None:
    first = world.admin()
    away = second_admin(world, first)
    clock.move(LONG)
    session = world.service.open_session(world.sign_in("erika@muster.example"))
    first = world.principal_of(session)

    found = [(risk.code, risk.subject_id) for risk in risks_of(world, first)]

    assert found == [("admin_long_unused", away.subject), ("single_admin", first.subject)]


def test_an_admin_counts_as_away_after_180_days_and_not_before(
    world: World, clock: FixedClock
) -> None:
    first = world.admin()
    away = second_admin(world, first)
    came_on = clock.today()

    clock.move(timedelta(days=180))
    on_the_last_day = risks_of(world, first, "admin_long_unused")
    clock.move(timedelta(days=1))
    a_day_later = risks_of(world, first, "admin_long_unused")

    assert on_the_last_day == ()
    assert away.subject in {risk.subject_id for risk in a_day_later}
    assert {risk.since.date() for risk in a_day_later} <= {came_on, came_on - timedelta(days=1)}


def test_the_last_use_is_remembered_when_the_sessions_are_forgotten(
    world: World, clock: FixedClock
) -> None:
    admin = world.admin()
    clock.move(timedelta(days=100))
    world.principal_of(world.service.open_session(world.sign_in("erika@muster.example")))
    clock.move(timedelta(days=100))

    world.service.forget_old_sign_ins()

    assert world.run_sql("SELECT count(*) FROM session") == [(0,)]
    assert risks_of(world, admin, "admin_long_unused") == ()


def test_a_desk_that_administers_alone_is_the_worst_until_a_person_joins(world: World) -> None:
    world.register(contact_email="info@muster.example")
    desk = world.principal_of(world.accept("info@muster.example"))

    alone = risks_of(world, desk)
    person = second_admin(world, desk)
    joined = codes_of(world, desk)
    world.service.change_role(desk, ChangeRole(person_id=person.subject, role="member"))
    left = codes_of(world, desk)

    assert [(risk.code, risk.severity) for risk in alone] == [
        ("only_admin_is_generic_mailbox", "high"),
        ("single_admin", "low"),
    ]
    assert joined == []
    assert left == ["only_admin_is_generic_mailbox", "single_admin"]


@pytest.mark.parametrize(
    "address",
    ["info@muster.example", "Info+2@muster.example", "informatik@muster.example", "e@info.example"],
)
def test_a_mailbox_is_a_desks_by_the_same_rule_as_everywhere(world: World, address: str) -> None:
    world.register(contact_email=address)
    admin = world.principal_of(world.accept(world.invitations_mailed()[0].recipient))

    found = risks_of(world, admin, "only_admin_is_generic_mailbox")

    assert bool(found) is is_generic(parse_address(address), GENERIC_LOCAL_PARTS)


@pytest.mark.req("SE-14")
def test_a_contact_who_never_came_in_is_a_risk_until_he_does(world: World) -> None:
    organisation = world.register()
    staff = world.staff()

    (waiting,) = risks_of(world, staff, "contract_contact_never_active")
    world.accept("erika@muster.example")

    assert (waiting.organisation_id, waiting.severity) == (organisation.id, "medium")
    assert (waiting.subject_kind, waiting.subject_name) == ("invitation", "erika@muster.example")
    assert risks_of(world, staff, "contract_contact_never_active") == ()


@pytest.mark.req("SE-14")
def test_a_customer_without_any_contact_on_file_is_a_risk_too(world: World) -> None:
    organisation = world.register(contact_email=None)

    (risk,) = risks_of(world, world.staff())

    assert (risk.code, risk.subject_kind) == ("contract_contact_never_active", "organisation")
    assert (risk.subject_id, risk.subject_name) == (organisation.id, None)


def test_the_list_and_the_report_name_the_same_contacts(world: World) -> None:
    world.register()
    world.register(customer_number="10002", contact_email=None)
    world.register(customer_number="10003", contact_email="drei@muster.example")
    world.accept("drei@muster.example")
    world.service.register_organisation(world.staff(), world.a_partner())
    staff = world.staff()

    listed = risks_of(world, staff, "contract_contact_never_active")
    reported = world.service.list_unactivated_contacts(staff).items

    assert {risk.organisation_id for risk in listed} == {
        contact.organisation.id for contact in reported
    }


def test_the_account_of_the_e_billing_address_is_missed_until_it_is_set_up(world: World) -> None:
    world.import_csv("customer_number;name;contact_email;e_billing_address\n"
                     "10001;Muster;erika@muster.example;rechnung@muster.example\n")  # fmt: skip
    admin = world.principal_of(world.accept("erika@muster.example"))

    waiting = risks_of(world, admin, "e_billing_account_never_active")
    world.accept("rechnung@muster.example")

    assert [risk.subject_name for risk in waiting] == ["rechnung@muster.example"]
    assert risks_of(world, admin, "e_billing_account_never_active") == ()


def test_an_invitation_nobody_accepted_in_time_is_a_risk_until_it_is_sent_again(
    world: World, clock: FixedClock
) -> None:
    admin = world.admin()
    invitation = world.service.invite_person(admin, InvitePerson(email="neu@muster.example"))

    clock.move(timedelta(days=30) - timedelta(seconds=1))
    in_time = risks_of(world, admin, "invitation_expired")
    clock.move(timedelta(seconds=1))
    (expired,) = risks_of(world, admin, "invitation_expired")
    world.service.invite_person(admin, InvitePerson(email="neu@muster.example"))

    assert in_time == ()
    assert (expired.subject_id, expired.since) == (invitation.id, invitation.expires_at)
    assert risks_of(world, admin, "invitation_expired") == ()


def test_a_member_who_is_no_admin_sees_no_risks(world: World) -> None:
    member = world.member(world.admin(), "max@muster.example")

    with pytest.raises(NotPermitted):
        risks_of(world, member)


def test_the_vendors_people_see_every_organisation_and_an_admin_his_own(world: World) -> None:
    admin = world.admin()
    other = world.register(customer_number="10002", contact_email="zwei@muster.example")
    staff = world.staff()

    everybody = {risk.organisation_id for risk in risks_of(world, staff)}
    chosen = world.service.list_risks(staff, RiskQuery(organisation_id=other.id)).items
    own = {risk.organisation_id for risk in risks_of(world, admin)}

    assert everybody == {admin.organisation_id, other.id}
    assert {risk.organisation_id for risk in chosen} == {other.id}
    assert own == {admin.organisation_id}
    with pytest.raises(NotFound):
        world.service.list_risks(admin, RiskQuery(organisation_id=other.id))


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_show_every_risk_once_whatever_their_size(world: World, limit: int) -> None:
    for number in range(10001, 10006):
        world.register(customer_number=str(number), contact_email=f"info@m{number}.example")
    for number in (10002, 10004):
        world.accept(f"info@m{number}.example")
    staff = world.staff()
    whole = risks_of(world, staff)

    paged: list[Risk] = []
    cursor: str | None = None
    while True:
        page = world.service.list_risks(staff, RiskQuery(limit=limit, cursor=cursor))
        paged += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert len(whole) == 3 + 2 * 2
    assert tuple(paged) == whole


@pytest.mark.parametrize("cursor", ["", "x", "a.single_admin.b", "..", "1.2.3.4"])
def test_a_cursor_that_no_page_gave_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        world.service.list_risks(world.staff(), RiskQuery(cursor=cursor))


def test_an_admin_who_owes_a_second_factor_is_a_risk_until_he_has_one(world: World) -> None:
    chief = enrolled_admin(world).person
    second = second_admin(world, chief)
    not_asked_for = codes_of(world, chief)

    world.service.set_second_factor_rule(chief, SecondFactorRule(required=True))
    owing = [(risk.code, risk.subject_id) for risk in risks_of(world, chief)]
    enrol(world, second)

    assert not_asked_for == []
    assert owing == [("identity_without_second_factor", second.subject)]
    assert codes_of(world, chief) == []


@pytest.mark.req("DW-17")
def test_a_contact_from_whom_his_customers_are_hidden_is_a_risk_until_he_sees_them(
    world: World,
) -> None:
    admin = certified_admin(world)
    blind = world.principal_of(chosen(world, admin, "blind", "none"))
    customer_of(world, admin, "Anker GmbH (Demo)", "30001", blind.subject)
    customer_of(world, admin, "Birke AG (Demo)", "30002", blind.subject)

    found = risks_of(world, admin, "partner_contact_sees_nothing")
    see(world, admin, "own", blind.subject)

    assert [(risk.subject_id, risk.severity) for risk in found] == [(blind.subject, "medium")]
    assert risks_of(world, admin, "partner_contact_sees_nothing") == ()


def test_a_passkey_is_a_second_factor_too(world: World) -> None:
    chief = enrolled_admin(world).person
    second = second_admin(world, chief)
    world.service.set_second_factor_rule(chief, SecondFactorRule(required=True))
    passkey = StoredPasskey(
        id=new_id(),
        person_id=second.subject,
        credential_id=b"credential",
        public_key=b"key",
        sign_count=0,
        name="Telefon",
        transports=(),
        is_backed_up=False,
        created_at=world.clock.now(),
        last_used_at=None,
    )

    with world.room.of_everybody() as records:
        records.passkeys.add_if_new(passkey)

    assert codes_of(world, chief) == []


def test_whoever_leaves_is_no_risk_any_more(world: World, clock: FixedClock) -> None:
    admin = world.admin()
    away = second_admin(world, admin)
    clock.move(LONG)
    admin = world.principal_of(world.service.open_session(world.sign_in("erika@muster.example")))
    second_admin(world, admin, "lea@muster.example")

    world.service.remove_member(admin, RemoveMember(person_id=away.subject))

    assert risks_of(world, admin) == ()


def test_every_code_has_a_rule_and_a_severity() -> None:
    order = ["high", "medium", "low"]
    severities: list[Any] = [order.index(SEVERITIES[code]) for code in RISK_CODES]

    assert list(RULES) == list(RISK_CODES) == list(SEVERITIES)
    assert severities == sorted(severities)
