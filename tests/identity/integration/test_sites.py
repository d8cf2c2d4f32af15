"""People of several sites: joined lists, filters by site, and lists that say why they are short."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import AreaNotVisible, NotFound, NotPermitted
from contracts.explain import ExplainQuery, Explanation
from contracts.identity import Session, SetAreas
from contracts.partners import CustomerPage
from contracts.principal import DEFAULT_AREAS, Principal
from tests.identity.integration.bookings import organisation_of, told
from tests.identity.integration.partners import (
    CHOSEN_AREAS,
    assign,
    certified_admin,
    certify,
    chosen,
    customer_of,
    names,
    page,
    reasons,
    see,
)
from tests.identity.integration.support import Support
from tests.identity.integration.world import World

TRAVELLER = "reisende@partner.example"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sites:
    """Somebody who belongs to two sites and sees all at both; a third belongs to others."""

    world: World
    north: Principal
    south: Principal
    foreign: Principal
    session: Session

    @property
    def caller(self) -> Principal:
        """Return the traveller as he acts now, for the site in the north."""
        return self.world.principal_of(self.session)

    def page(self, **query: Any) -> CustomerPage:
        """Return what the traveller sees."""
        return page(self.world, self.caller, **query)

    def names(self, **query: Any) -> list[str]:
        """Return whom the traveller sees."""
        return names(self.world, self.caller, **query)


@pytest.fixture
def sites(world: World) -> Sites:
    """Return two sites with two customers each, and a foreign partner with one."""
    admins = [
        certified_admin(world, name=f"{name} (Demo)", contact_email=f"chef@{name}.example")
        for name in ("nord", "sued", "fremd")
    ]
    north, south, foreign = admins
    for admin, name, number in (
        (north, "Anker GmbH", "10001"),
        (south, "Birke GmbH", "10002"),
        (north, "Cedern GmbH", "10003"),
        (south, "anker gmbh", "10004"),
        (foreign, "Fremde GmbH", "10005"),
    ):
        customer_of(world, admin, name, number)
    for admin in (south, north):
        session = world.accept_invited(
            admin, TRAVELLER, areas=CHOSEN_AREAS, data_scope="all", role="member"
        )
    return Sites(world=world, north=north, south=south, foreign=foreign, session=session)


ALL = ["Anker GmbH", "anker gmbh", "Birke GmbH", "Cedern GmbH"]


@pytest.mark.req("DW-32", "A21")
def test_the_list_joins_all_sites_and_says_which_serves_whom(sites: Sites) -> None:
    found = sites.page()

    assert [(each.name, each.partner.name) for each in found.items if each.partner] == [
        ("Anker GmbH", "nord (Demo)"),
        ("anker gmbh", "sued (Demo)"),
        ("Birke GmbH", "sued (Demo)"),
        ("Cedern GmbH", "nord (Demo)"),
    ]
    assert (found.total, found.explanations) == (4, ())


@pytest.mark.req("DW-32", "DW-33")
def test_the_list_is_narrowed_to_one_or_several_sites(sites: Sites) -> None:
    north, south = sites.north.organisation_id, sites.south.organisation_id

    one, both = sites.page(partners=(south,)), sites.page(partners=(south, north))

    assert [each.name for each in one.items] == ["anker gmbh", "Birke GmbH"]
    assert (one.total, both.total) == (2, 4)
    assert [each.name for each in both.items] == ALL


@pytest.mark.req("DW-32", "DW-10")
def test_a_site_that_is_not_ones_own_adds_nothing_and_looks_like_none(sites: Sites) -> None:
    foreign = sites.page(partners=(sites.foreign.organisation_id,))
    unknown = sites.page(partners=(new_id(),))

    beside = sites.names(partners=(sites.foreign.organisation_id, sites.north.organisation_id))

    assert foreign == unknown
    assert (foreign.items, foreign.total, reasons(foreign)) == ((), 0, ["filtered"])
    assert beside == ["Anker GmbH", "Cedern GmbH"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_over_several_sites_hold_each_customer_once(sites: Sites, limit: int) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        found = sites.page(limit=limit, cursor=cursor)
        seen += [customer.name for customer in found.items]
        assert (len(found.items) <= limit, found.total) == (True, 4)
        cursor = found.next_cursor
        if cursor is None:
            break

    assert sorted(seen[:2]) + seen[2:] == ALL


@pytest.mark.req("DW-32")
def test_each_site_counts_with_what_one_may_see_there(sites: Sites) -> None:
    world = sites.world
    see(world, sites.south, "own", sites.session.person_id)

    before = sites.names()
    (birke,) = page(world, sites.south, search="Birke").items
    assign(world, sites.south, birke.id, sites.session.person_id)

    assert before == ["Anker GmbH", "Cedern GmbH"]
    assert sites.names() == ["Anker GmbH", "Birke GmbH", "Cedern GmbH"]
    assert world.service.get_customer(sites.caller, birke.id).name == "Birke GmbH"


def test_a_customer_of_another_site_gets_its_contact_from_where_one_acts(sites: Sites) -> None:
    world, caller = sites.world, sites.caller
    (birke,) = page(world, caller, search="Birke").items

    with pytest.raises(NotPermitted):
        assign(world, caller, birke.id, caller.subject)
    assigned = assign(world, sites.south, birke.id, caller.subject)

    assert caller.organisation_id == sites.north.organisation_id
    assert assigned.contact is not None
    assert assigned.contact.person_id == caller.subject


@pytest.mark.req("DW-34", "E5")
def test_a_site_that_is_not_open_says_so_and_the_others_stay(sites: Sites) -> None:
    world, person_id = sites.world, sites.session.person_id
    certify(world, sites.south, is_certified=False)
    uncertified = sites.page()
    certify(world, sites.south)
    world.service.set_areas(sites.south, SetAreas(person_id=person_id, areas=DEFAULT_AREAS))

    without_area = sites.page()

    for found, reason, ask in (
        (uncertified, "not_certified", ()),
        (without_area, "area_not_visible", ("Erika Muster",)),
    ):
        (explanation,) = found.explanations
        assert [each.name for each in found.items] == ["Anker GmbH", "Cedern GmbH"]
        assert (explanation.reason, explanation.ask) == (reason, ask)
        assert explanation.partner is not None
        assert explanation.partner.id == sites.south.organisation_id


def test_where_the_area_is_not_open_another_site_opens_nothing(sites: Sites) -> None:
    certify(sites.world, sites.north, is_certified=False)

    with pytest.raises(AreaNotVisible):
        sites.page()
    sites.world.service.switch_organisation(sites.caller, sites.south.organisation_id)  # type: ignore[arg-type]  # a partner's

    assert sites.names() == ["anker gmbh", "Birke GmbH"]


@pytest.mark.req("DW-34", "SE-70")
def test_a_site_whose_contract_is_over_shows_nothing_from_another_one_either(sites: Sites) -> None:
    world = sites.world
    (birke,) = sites.page(search="Birke").items
    world.service.note_coverage(told(organisation_of(sites.south), ends_on=date(2025, 12, 31)))

    found = sites.page()

    assert [each.name for each in found.items] == ["Anker GmbH", "Cedern GmbH"]
    assert (reasons(found), found.explanations[0].ask) == (["contract_ended"], ())
    with pytest.raises(NotFound):
        world.service.get_customer(sites.caller, birke.id)


@pytest.mark.req("A14")
def test_a_site_that_asks_its_admins_for_a_second_factor_opens_from_no_other_one(
    sites: Sites,
) -> None:
    world = sites.world
    south = world.accept_invited(
        sites.north, "chef@sued.example", areas=CHOSEN_AREAS, data_scope="all"
    )
    with world.room.of_everybody() as records:
        records.second_factor_rules.set(organisation_of(sites.south), required=True)
    caller = world.principal_of(south)

    found = page(world, caller)

    assert caller.organisation_id == sites.north.organisation_id
    assert [each.name for each in found.items] == ["Anker GmbH", "Cedern GmbH"]
    assert (reasons(found), found.explanations[0].may_change) == (["second_factor_required"], True)


@pytest.mark.req("A14")
def test_what_a_sites_identity_provider_vouches_for_counts_at_no_other_site(sites: Sites) -> None:
    world = sites.world
    south = world.accept_invited(
        sites.north, "chef@sued.example", areas=CHOSEN_AREAS, data_scope="all"
    )
    with world.room.of_everybody() as records:
        records.second_factor_rules.set(organisation_of(sites.south), required=True)
    world.run_sql_as_operator(
        f"UPDATE session SET vouched_by = '{sites.north.organisation_id}', vouched_factors = true"  # noqa: S608 - an id of our own
        f" WHERE id = '{south.session_id}'"
    )

    found = page(world, world.principal_of(south))

    assert reasons(found) == ["second_factor_required"]


@pytest.mark.req("DW-32", "DW-34")
def test_a_customer_of_another_site_is_explained_with_that_site(sites: Sites) -> None:
    see(sites.world, sites.south, "own", sites.session.person_id)

    north, south, foreign = (
        sites.world.service.explain(sites.caller, ExplainQuery(customer=number))
        for number in ("10001", "10002", "10005")
    )

    def told_of(explanation: Explanation) -> list[tuple[str | None, str, bool]]:
        return [(v.site, v.rule, v.passes) for v in explanation.rules if v.site]

    assert told_of(north) == [
        ("nord (Demo)", "customer_served", True),
        ("nord (Demo)", "visibility", True),
    ]
    # Whether the south serves it is not told: there only one's own customers are shown.
    assert told_of(south) == told_of(foreign)
    assert set(told_of(south)) == {
        ("sued (Demo)", "visibility", False),
        ("nord (Demo)", "customer_served", False),
    }
    assert (south.decided_by, foreign.decided_by) == ("visibility", "visibility")
    # Those of the south decide there, and its only decider does not belong to the north.
    assert [decider.name for decider in south.ask] == ["Erika Muster"]


@pytest.mark.req("MB-13")
def test_support_that_may_look_in_sees_what_that_partner_serves(world: World) -> None:
    support = Support(world)
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10004", admin.subject)
    other = certified_admin(world, name="Fremd (Demo)", contact_email="chef@fremd.example")
    foreign = customer_of(world, other, "Fremde GmbH", "10005")
    support.agree(admin)
    opened = support.open(organisation_id=admin.organisation_id)
    looking = support.looking(opened)

    found = page(world, looking)

    assert [each.id for each in found.items] == [customer.id]
    assert world.service.get_customer(looking, customer.id).name == "Anker GmbH"
    with pytest.raises(NotFound):
        world.service.get_customer(looking, foreign.id)
    with pytest.raises(NotFound):
        assign(world, looking, customer.id, None)


def test_support_that_looks_in_on_an_organisation_that_is_no_partner_enters_no_business_area(
    world: World,
) -> None:
    support = Support(world)

    looking = support.looking(support.opened())

    with pytest.raises(AreaNotVisible):
        page(world, looking)


@pytest.mark.req("DW-34", "E5")
@pytest.mark.parametrize(
    ("data_scope", "reason"), [("none", "visibility_none"), ("own", "visibility_own")]
)
def test_a_list_that_a_setting_shortens_names_it_and_who_can_change_it(
    world: World, data_scope: Any, reason: str
) -> None:
    admin = certified_admin(world)
    chosen(world, admin, "anna", "all", "administration")
    chosen(world, admin, "viktor", "none", "verwaltung")
    chosen(world, admin, "karl", "all", "kollaboration")
    caller = world.principal_of(chosen(world, admin, "max", data_scope))

    found = page(world, caller)

    (explanation,) = found.explanations
    assert (explanation.reason, explanation.may_change) == (reason, False)
    assert explanation.ask == ("Anna", "Erika Muster", "Viktor")


@pytest.mark.req("DW-34", "E5")
@pytest.mark.parametrize("data_scope", ["none", "own"])
def test_the_explanation_is_the_same_whether_something_is_hidden_or_not(
    world: World, data_scope: Any
) -> None:
    admin = certified_admin(world)
    caller = world.principal_of(chosen(world, admin, "max", data_scope))
    before = page(world, caller), page(world, caller, search="Anker")

    for number in ("10001", "10002"):
        customer_of(world, admin, f"Anker {number}", number, admin.subject)

    assert (page(world, caller), page(world, caller, search="Anker")) == before
    assert before[0].total == 0


@pytest.mark.req("DW-34", "DW-22")
def test_who_decides_himself_is_told_that_he_can_change_it(world: World) -> None:
    admin = certified_admin(world)
    caller = world.principal_of(chosen(world, admin, "zwei", "none", "administration"))

    (explanation,) = page(world, caller).explanations

    assert explanation.may_change
    assert explanation.ask == ("Erika Muster",)


@pytest.mark.req("DW-34", "E5")
def test_a_list_that_no_setting_shortens_says_why_it_is_empty(world: World) -> None:
    admin = certified_admin(world)

    nobody_there = page(world, admin)
    customer_of(world, admin, "Anker GmbH", "10001")
    nobody_found = page(world, admin, search="Birke")

    assert (reasons(nobody_there), reasons(nobody_found)) == (["no_customers"], ["filtered"])
    assert page(world, admin).explanations == ()


def test_a_customer_without_partner_is_nobodys_to_see(world: World) -> None:
    admin = certified_admin(world)
    direct = world.register(contact_email=None)

    with pytest.raises(NotFound):
        world.service.get_customer(admin, direct.id)

    assert names(world, admin) == []
