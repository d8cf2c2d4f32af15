"""Why somebody enters an area or not, told to him and to those who look after him."""

from datetime import timedelta
from functools import partial

import pytest

from chassis.clock import FixedClock
from chassis.ids import new_id
from contracts.errors import (
    ContractEnded,
    InvalidInput,
    NotPermitted,
    WireError,
)
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.domain.people import Member
from tests.identity.integration.bookings import booked, told
from tests.identity.integration.factors import enrol
from tests.identity.integration.partners import certify, partner_admin
from tests.identity.integration.seats import Seat, a_seat, an_organisation
from tests.identity.integration.support import Support
from tests.identity.integration.world import World


def explain(world: World, caller: Principal, area: str, about: Seat | None = None) -> Explanation:
    query = ExplainQuery(area=area, person_id=about.person_id if about else None)
    return world.service.explain(caller, query)


def names(explanation: Explanation) -> list[str | None]:
    return [decider.name for decider in explanation.ask]


def verdicts(explanation: Explanation) -> dict[str, bool]:
    return {verdict.rule: verdict.passes for verdict in explanation.rules}


@pytest.mark.req("DW-34", "SE-44")
def test_a_member_reads_that_post_is_switched_off_and_who_can_switch_it_on(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin")
    member = a_seat(world, company)
    a_seat(world, company)

    told = explain(world, member.principal(world), "post")

    assert (told.is_allowed, told.decided_by) == (False, "area_switched_on")
    assert verdicts(told) == {
        "membership": True,
        "contract_running": True,
        "area_switched_on": False,
    }
    assert [(decider.kind, decider.name, decider.role) for decider in told.ask] == [
        ("colleague", admin.name, "admin")
    ]
    assert not told.may_change_self
    assert (told.person_id, told.person_name) == (member.person_id, member.name)


def test_a_key_user_is_named_for_the_areas_that_he_sees_himself(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin")
    key = a_seat(world, company, areas=("post",), grants=("unlock_areas",))
    member = a_seat(world, company).principal(world)

    post, devices = (explain(world, member, area) for area in ("post", "devices"))

    assert names(post) == [admin.name, key.name]
    assert names(devices) == [admin.name]


def test_who_can_change_it_himself_is_told_so_and_not_to_ask_himself(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin", areas=())
    member = a_seat(world, company)

    own = explain(world, admin.principal(world), "post")
    colleagues = explain(world, admin.principal(world), "post", about=member)

    assert (own.decided_by, own.ask, own.may_change_self) == ("area_switched_on", (), True)
    assert (colleagues.person_id, colleagues.may_change_self) == (member.person_id, True)


@pytest.mark.req("SE-19")
def test_self_services_belong_to_administrators(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin")
    member = a_seat(world, company)

    refused = explain(world, member.principal(world), "self_services")
    allowed = explain(world, admin.principal(world), "self_services")

    assert (refused.decided_by, names(refused)) == ("role", [admin.name])
    assert (allowed.is_allowed, allowed.decided_by) == (True, "role")


def test_a_documents_account_learns_that_its_kind_sees_nothing_else(world: World) -> None:
    company = an_organisation(world).id
    a_seat(world, company, "admin")
    account = a_seat(world, company, "documents").principal(world)

    post, devices = (explain(world, account, area) for area in ("post", "devices"))

    assert (post.is_allowed, post.decided_by) == (True, "area_switched_on")
    assert (devices.is_allowed, devices.decided_by) == (False, "role")


@pytest.mark.req("SE-70")
def test_an_ended_contract_decides_before_all_else_and_can_be_asked_about(
    world: World, clock: FixedClock
) -> None:
    company = an_organisation(world).id
    member = a_seat(world, company)
    world.service.note_coverage(told(company, ends_on=clock.today() - timedelta(days=43)))

    explained = explain(world, member.principal(world), "post")

    assert (explained.is_allowed, explained.decided_by) == (False, "contract_running")
    assert [decider.kind for decider in explained.ask] == ["vendor_administration"]
    assert verdicts(explained)["area_switched_on"] is False


def test_an_area_to_be_booked_says_so_before_it_speaks_of_switches(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin")
    member = a_seat(world, company).principal(world)

    unbooked = explain(world, member, "wiki")
    world.service.note_entitlements(booked(company, "wiki"))
    booked_now = explain(world, member, "wiki")

    assert (unbooked.decided_by, names(unbooked)) == ("booked", [admin.name, None])
    assert booked_now.decided_by == "area_switched_on"


@pytest.mark.req("DW-01")
def test_the_business_area_names_the_certification_before_the_switch(world: World) -> None:
    admin = partner_admin(world)

    uncertified = explain(world, admin, "business")
    certify(world, admin)
    certified = explain(world, admin, "business")

    assert (uncertified.decided_by, uncertified.is_allowed) == ("certified_partner", False)
    assert [decider.kind for decider in uncertified.ask] == ["vendor_administration"]
    assert certified.is_allowed


@pytest.mark.req("DW-04")
def test_whoever_belongs_to_nobody_is_told_that_it_is_membership_he_lacks(world: World) -> None:
    stranger = a_seat(world, None).principal(world)

    explained = explain(world, stranger, "post")

    assert (explained.is_allowed, explained.decided_by, explained.ask) == (False, "membership", ())
    assert len(explained.rules) == 1


def test_the_second_factor_is_explained_to_whoever_is_kept_out_for_it(world: World) -> None:
    company = an_organisation(world).id
    chief = a_seat(world, company, "admin", gives_factor=True)
    owing = a_seat(world, company, "admin")
    with world.room.of(company) as records:
        records.second_factor_rules.set(company, required=True)

    own = explain(world, owing.principal(world), "post")
    by_the_chief = explain(world, chief.principal(world), "post", about=owing)

    assert (own.decided_by, own.may_change_self) == ("second_factor", True)
    assert (by_the_chief.decided_by, by_the_chief.may_change_self) == ("second_factor", False)
    assert [(h.kind, h.name) for h in by_the_chief.ask] == [("oneself", owing.name)]


def test_a_colleague_with_a_second_factor_will_get_in_when_he_signs_in(world: World) -> None:
    company = an_organisation(world).id
    chief = a_seat(world, company, "admin", gives_factor=True)
    admin = world.admin()
    enrol(world, admin)
    colleague = Seat(person_id=admin.subject, name="Erika Muster", token="")
    with world.room.of_everybody() as records:
        member = Member(
            organisation_id=company, person_id=admin.subject, role="admin", areas=("post",)
        )
        records.memberships.add_if_new(member)
        records.second_factor_rules.set(company, required=True)

    assert explain(world, chief.principal(world), "post", about=colleague).is_allowed


def test_only_an_administrator_asks_about_a_colleague_and_only_about_his_own(world: World) -> None:
    company, other = an_organisation(world).id, an_organisation(world).id
    admin = a_seat(world, company, "admin").principal(world)
    member, stranger = a_seat(world, company), a_seat(world, other)

    with pytest.raises(NotPermitted):
        explain(world, member.principal(world), "post", about=a_seat(world, company))
    hidden = refusal(partial(explain, world, admin, "post", about=stranger))
    unknown = refusal(
        partial(explain, world, admin, "post", about=Seat(person_id=new_id(), name="", token=""))
    )
    foreign = refusal(
        partial(
            world.service.explain,
            admin,
            ExplainQuery(area="post", person_id=stranger.person_id, organisation_id=other),
        )
    )

    assert hidden == unknown == ("not_found", ("member",))
    assert foreign == ("not_found", ("organisation",))


def test_who_is_barred_asks_about_himself_and_nobody_else(world: World, clock: FixedClock) -> None:
    company = an_organisation(world).id
    admin, member = a_seat(world, company, "admin"), a_seat(world, company)
    world.service.note_coverage(told(company, ends_on=clock.today() - timedelta(days=99)))
    barred = admin.principal(world)

    own = explain(world, barred, "post")

    assert own.decided_by == "contract_running"
    with pytest.raises(ContractEnded):
        explain(world, barred, "post", about=member)


@pytest.mark.req("A25")
def test_the_vendors_people_ask_about_anybody_with_a_reason_that_the_trail_keeps(
    world: World,
) -> None:
    company = an_organisation(world).id
    admin, member = a_seat(world, company, "admin"), a_seat(world, company)
    staff = world.staff()
    query = ExplainQuery(
        area="post", person_id=member.person_id, organisation_id=company, reason="Anruf 4711"
    )

    explained = world.service.explain(staff, query)

    assert (explained.decided_by, names(explained)) == ("area_switched_on", [admin.name])
    assert not explained.may_change_self
    (entry, *_) = world.service.list_audit(admin.principal(world)).items
    assert (entry.action, entry.actor) == ("access.explained", f"person:{staff.subject}")
    assert entry.details == {"reason": "Anruf 4711"}
    for incomplete in (
        ExplainQuery(area="post", person_id=member.person_id, organisation_id=company),
        ExplainQuery(area="post", organisation_id=company, reason="Anruf 4711"),
    ):
        with pytest.raises(InvalidInput):
            world.service.explain(staff, incomplete)


def test_the_vendors_people_enter_every_area_themselves(world: World) -> None:
    link = world.bootstrap("vera@vendor.example")
    assert link is not None
    staff = world.principal_of(world.accept_link(link))

    explained = explain(world, staff, "wiki")

    assert (explained.is_allowed, explained.decided_by) == (True, "vendor_staff")


def test_support_that_looks_in_asks_about_the_customers_people_and_not_about_itself(
    world: World,
) -> None:
    support = Support(world)
    inside = support.looking(support.opened())
    about = Seat(person_id=support.admin.subject, name="", token="")

    explained = explain(world, inside, "post", about=about)

    assert explained.person_id == support.admin.subject
    with pytest.raises(InvalidInput):
        explain(world, inside, "post")


@pytest.mark.parametrize("area", ["", "treasury", "Post", "requests"])
def test_an_area_that_does_not_exist_is_refused(world: World, area: str) -> None:
    with pytest.raises(InvalidInput):
        explain(world, world.admin(), area)


def refusal(attempt: partial[Explanation]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(WireError) as caught:
        attempt()
    return caught.value.code, caught.value.arguments
