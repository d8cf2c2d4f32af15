"""Why somebody of a partner sees a customer or not, and that nothing hidden shows in the answer."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from chassis.clock import FixedClock
from chassis.ids import new_id
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import DataScope, Principal
from identity.domain.customer_queries import CustomerFilter
from identity.store.partner_customers import Shown
from tests.identity.integration.bookings import told
from tests.identity.integration.company import Sketch, build, sketches
from tests.identity.integration.partners import certified_admin, chosen, customer_of, partner_admin
from tests.identity.integration.seats import a_seat, an_organisation
from tests.identity.integration.support import Support
from tests.identity.integration.world import World


def explain(
    world: World, caller: Principal, customer: object, about: UUID | None = None, **more: object
) -> Explanation:
    query = ExplainQuery(customer=str(customer), person_id=about, **more)  # type: ignore[arg-type]  # as the query names them
    return world.service.explain(caller, query)


def verdicts(explanation: Explanation) -> list[tuple[str, bool, str | None]]:
    """Return the rules about the customer itself."""
    about = ("customer_served", "visibility")
    return [(v.rule, v.passes, v.because) for v in explanation.rules if v.rule in about]


def names(explanation: Explanation) -> list[str | None]:
    return [decider.name for decider in explanation.ask]


@pytest.mark.req("DW-34", "A19")
@pytest.mark.parametrize("name", ["id", "number"])
def test_whoever_sees_a_customer_reads_what_shows_it(world: World, name: str) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")

    explained = explain(world, admin, customer.id if name == "id" else "10001")

    assert (explained.is_allowed, explained.decided_by) == (True, "visibility")
    assert (explained.subject, explained.asked_name) == ("customer", "Anker GmbH")
    assert verdicts(explained) == [("customer_served", True, None), ("visibility", True, "all")]


@pytest.mark.req("DW-34", "DW-16")
@pytest.mark.parametrize("data_scope", ["own", "none"])
def test_a_setting_that_hides_customers_is_named_with_those_who_change_it(
    world: World, data_scope: DataScope
) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001", admin.subject)
    chosen(world, admin, "karl", "all", "kollaboration")
    chosen(world, admin, "viktor", "none", "verwaltung")
    member = world.principal_of(chosen(world, admin, "max", data_scope))

    explained = explain(world, member, customer.id)

    assert (explained.is_allowed, explained.decided_by) == (False, "visibility")
    assert verdicts(explained) == [("visibility", False, data_scope)]
    assert names(explained) == ["Erika Muster", "Viktor"]
    assert (explained.asked_name, explained.may_change_self) == (None, False)


@pytest.mark.req("DW-22")
def test_who_decides_about_visibility_can_lift_his_own(world: World) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")
    decider = world.principal_of(chosen(world, admin, "vera", "none", "verwaltung"))

    assert explain(world, decider, customer.id).may_change_self


@pytest.mark.req("DW-34", "E5")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sketch=sketches())
def test_what_is_explained_is_what_is_listed_and_the_hidden_looks_like_the_unknown(
    world: World, sketch: Sketch
) -> None:
    company = build(world, sketch)
    with world.room.of_everybody() as records:
        shown = Shown(
            partner_ids=(company.organisation_id,), viewer=None, narrowed_to=CustomerFilter()
        )
        served = tuple(records.partner_customers.names(shown))
    others = [an_organisation(world).id, new_id()]

    for index in range(len(company.seats)):
        seen = company.got(index).customers
        caller = company.seats[index].principal(world)
        told_of = {each: explain(world, caller, each) for each in (*served, *others)}
        unknown = msgspec.structs.replace(told_of[others[1]], asked="")

        assert {each for each, answer in told_of.items() if answer.is_allowed} == seen
        for each, answer in told_of.items():
            if each not in seen:
                assert msgspec.structs.replace(answer, asked="") == unknown


def test_a_partner_that_is_not_certified_is_told_so_whatever_it_asks_about(world: World) -> None:
    admin = partner_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")

    served, unknown = (explain(world, admin, each) for each in (customer.id, new_id()))

    assert served.decided_by == unknown.decided_by == "certified_partner"
    assert served.rules == unknown.rules
    assert [decider.kind for decider in served.ask] == ["vendor_administration"]


def test_an_ended_contract_decides_before_any_customer_is_looked_for(
    world: World, clock: FixedClock
) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")
    assert admin.organisation_id is not None
    world.service.note_coverage(
        told(admin.organisation_id, ends_on=clock.today() - timedelta(days=99))
    )

    explained = explain(world, admin, customer.id)

    assert (explained.is_allowed, explained.decided_by) == (False, "contract_running")
    assert verdicts(explained) == []


@pytest.mark.req("DW-34", "E5")
def test_of_a_colleague_is_told_what_one_sees_oneself_and_nothing_else(world: World) -> None:
    admin = certified_admin(world)
    max_ = chosen(world, admin, "max", "own").person_id
    shown = customer_of(world, admin, "Anker GmbH", "10001", max_)
    hidden = customer_of(world, admin, "Birke GmbH", "10002")
    decider = world.principal_of(chosen(world, admin, "vera", "none", "verwaltung"))

    own, others = (explain(world, admin, each.id, about=max_) for each in (shown, hidden))

    assert verdicts(own) == [("customer_served", True, None), ("visibility", True, "own")]
    assert verdicts(others) == [("customer_served", True, None), ("visibility", False, "own")]
    assert (others.person_name, others.asked_name) == ("Max", "Birke GmbH")
    assert others.may_change_self
    for blind, customer in ((decider, shown.id), (admin, new_id())):
        with pytest.raises(NotFound) as refused:
            explain(world, blind, customer, about=max_)
        assert refused.value.arguments == ("customer",)


@pytest.mark.req("DW-22", "A18")
def test_the_deciding_teams_ask_about_colleagues_and_the_third_does_not(world: World) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")
    max_ = chosen(world, admin, "max", "none").person_id
    decider, helper = (
        world.principal_of(chosen(world, admin, team, "all", team))
        for team in ("verwaltung", "kollaboration")
    )

    assert verdicts(explain(world, decider, customer.id, about=max_))[-1] == (
        "visibility",
        False,
        "none",
    )
    with pytest.raises(NotPermitted):
        explain(world, helper, customer.id, about=max_)
    with pytest.raises(NotPermitted):
        world.service.explain(decider, ExplainQuery(area="business", person_id=max_))


def test_who_is_not_let_into_the_area_asks_about_nobody_there(world: World) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")
    member = a_seat(world, admin.organisation_id, areas=("business",))
    other_admin = a_seat(world, admin.organisation_id, "admin", areas=()).principal(world)

    with pytest.raises(AreaNotVisible):
        explain(world, other_admin, customer.id, about=member.person_id)


def test_the_vendors_people_see_whichever_partner_serves_a_customer(world: World) -> None:
    link = world.bootstrap("vera@vendor.example")
    assert link is not None
    staff = world.principal_of(world.accept_link(link))
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001", admin.subject)
    member = a_seat(world, admin.organisation_id, areas=("business",), data_scope="own")

    served, direct = (
        explain(world, staff, "10001"),
        explain(world, staff, an_organisation(world).id),
    )
    of_member = explain(
        world,
        staff,
        customer.id,
        about=member.person_id,
        organisation_id=admin.organisation_id,
        reason="Anruf",
    )

    assert (served.is_allowed, served.asked_name) == (True, "Anker GmbH")
    assert verdicts(direct) == [("customer_served", False, "any_partner")]
    assert (direct.is_allowed, direct.may_change_self) == (False, True)
    assert verdicts(of_member)[-1] == ("visibility", False, "own")


@pytest.mark.req("MB-13")
def test_support_that_looks_in_asks_about_a_partners_people(world: World) -> None:
    support = Support(world)

    inside = support.looking(support.opened())

    # This customer is no partner: support enters its business area as little as its people do.
    with pytest.raises(AreaNotVisible):
        explain(world, inside, "10001", about=support.admin.subject)


def test_people_of_a_customer_read_that_only_partners_have_customers(world: World) -> None:
    explained = explain(world, world.admin(), "10001")

    assert (explained.is_allowed, explained.decided_by) == (False, "partner")


@pytest.mark.parametrize("customer", ["", "1234", "123456", "1000\u0661", "nobody", "10001\0"])
def test_what_is_neither_an_id_nor_a_number_is_refused(world: World, customer: str) -> None:
    with pytest.raises(InvalidInput):
        explain(world, world.admin(), customer)


def test_one_question_is_about_one_thing(world: World) -> None:
    admin = world.admin()

    for query in (ExplainQuery(), ExplainQuery(area="post", customer="10001")):
        with pytest.raises(InvalidInput):
            world.service.explain(admin, query)
