"""Three people of a partner and its customers A, B and C: who sees what, and why."""

from dataclasses import dataclass
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted
from contracts.identity import CreateApiKey, Organisation, Session
from contracts.members import SetGrants, SetTeam
from contracts.principal import GRANTS, Principal, Team
from tests.identity.integration.partners import (
    assign,
    certified_admin,
    certify,
    chosen,
    customer_of,
    names,
    page,
    partner_admin,
    reasons,
    see,
)
from tests.identity.integration.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """The example of the source: each of three people looks after one of three customers."""

    world: World
    admin: Principal
    first: Session
    second: Session
    third: Session
    a: Organisation
    b: Organisation
    c: Organisation


@pytest.fixture
def example(world: World) -> Example:
    """Return user 1 (all), user 2 (none) and user 3 (own) as the source text draws them."""
    admin = certified_admin(world)
    first = chosen(world, admin, "eins", "all", "administration")
    second = chosen(world, admin, "zwei", "none", "administration")
    third = chosen(world, admin, "drei", "own", "kollaboration")
    return Example(
        world=world,
        admin=admin,
        first=first,
        second=second,
        third=third,
        a=customer_of(world, admin, "A GmbH (Demo)", "10001", second.person_id),
        b=customer_of(world, admin, "B GmbH (Demo)", "10002", first.person_id),
        c=customer_of(world, admin, "C GmbH (Demo)", "10003", third.person_id),
    )


def everything(example: Example) -> list[str]:
    return [example.a.name, example.b.name, example.c.name]


def sees(example: Example, session: Session) -> list[str]:
    """Return what list, total and detail agree that a person sees."""
    caller = example.world.principal_of(session)
    found = page(example.world, caller)
    listed = [customer.name for customer in found.items]
    assert found.total == len(listed)
    for customer in (example.a, example.b, example.c):
        if customer.name in listed:
            assert example.world.service.get_customer(caller, customer.id).name == customer.name
        else:
            with pytest.raises(NotFound):
                example.world.service.get_customer(caller, customer.id)
    return listed


@pytest.mark.req("DW-20", "DW-15", "A19")
def test_user_1_sees_all_three_though_he_looks_after_one(example: Example) -> None:
    assert sees(example, example.first) == everything(example)


@pytest.mark.req("DW-21", "DW-17", "A19")
def test_user_2_sees_none_though_he_looks_after_a_and_is_in_administration(
    example: Example,
) -> None:
    assert sees(example, example.second) == []


@pytest.mark.req("DW-23", "DW-16", "A19")
def test_user_3_of_the_third_team_sees_c_alone(example: Example) -> None:
    assert sees(example, example.third) == [example.c.name]


@pytest.mark.req("DW-22", "A20")
def test_user_2_lifts_his_own_visibility_and_the_trail_says_that_he_did(example: Example) -> None:
    world, caller = example.world, example.world.principal_of(example.second)
    before = sees(example, example.second)

    see(world, caller, "all", caller.subject)

    assert (before, sees(example, example.second)) == ([], everything(example))
    entry = world.service.list_audit(example.admin, limit=1).items[0]
    assert entry.actor == entry.subject == f"person:{caller.subject}"
    assert entry.details == {"before": "none", "after": "all", "self_change": "true"}


@pytest.mark.req("DW-18", "DW-12")
@pytest.mark.parametrize("team", ["verwaltung", "administration", None])
def test_moving_user_3_to_another_team_leaves_his_list_as_it_is(
    example: Example, team: Team | None
) -> None:
    example.world.service.set_team(
        example.admin, SetTeam(person_id=example.third.person_id, team=team)
    )

    assert sees(example, example.third) == [example.c.name]


@pytest.mark.req("DW-12")
def test_neither_a_grant_nor_administering_the_partner_shows_anything(example: Example) -> None:
    world, admin = example.world, example.admin
    request = SetGrants(person_id=example.second.person_id, grants=GRANTS)

    world.service.set_grants(admin, request)
    see(world, admin, "none", admin.subject)

    assert sees(example, example.second) == []
    assert names(world, admin) == []


def test_visibility_counts_as_it_is_now_whatever_the_principal_says(example: Example) -> None:
    world, caller = example.world, example.world.principal_of(example.first)

    see(world, example.admin, "none", caller.subject)

    assert (caller.data_scope, names(world, caller)) == ("all", [])


@pytest.mark.req("DW-10")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "gmbh"}, ["A GmbH (Demo)", "B GmbH (Demo)", "C GmbH (Demo)"]),
        ({"search": " b  gm "}, ["B GmbH (Demo)"]),
        ({"search": "10003"}, ["C GmbH (Demo)"]),
        ({"search": "100"}, ["A GmbH (Demo)", "B GmbH (Demo)", "C GmbH (Demo)"]),
        ({"search": "0003"}, []),
        ({"search": "%"}, []),
        ({"contact": "me"}, ["B GmbH (Demo)"]),
        ({"contact": "none"}, []),
        ({"contact": str(new_id())}, []),
        ({"contact": "me", "search": "A"}, []),
    ],
)
def test_searching_narrows_what_is_seen_and_the_total_with_it(
    example: Example, query: dict[str, Any], expected: list[str]
) -> None:
    caller = example.world.principal_of(example.first)

    found = page(example.world, caller, **query)

    assert [customer.name for customer in found.items] == expected
    assert found.total == len(expected)


@pytest.mark.req("DW-10", "DW-16")
def test_searching_finds_nothing_that_is_not_seen(example: Example) -> None:
    caller = example.world.principal_of(example.third)
    second = str(example.second.person_id)

    for query in ({"search": "A GmbH"}, {"search": "10001"}, {"contact": second}):
        found = page(example.world, caller, **query)
        assert (found.items, found.total) == ((), 0)


@pytest.mark.req("DW-26", "E2")
def test_customers_without_contact_are_reported(example: Example) -> None:
    world, admin = example.world, example.admin
    customer_of(world, admin, "D GmbH (Demo)", "10004")
    assign(world, admin, example.b.id, None)

    found = names(world, admin, contact="none")

    assert found == ["B GmbH (Demo)", "D GmbH (Demo)"]
    assert names(world, admin, contact=str(example.third.person_id)) == ["C GmbH (Demo)"]


def test_pages_hold_each_customer_once_in_the_order_of_names(example: Example) -> None:
    world, admin = example.world, example.admin
    for number, name in (
        (10011, "a GmbH (Demo)"),
        (10012, "\u00c4 GmbH"),
        (10013, "A GmbH (Demo)"),
    ):
        customer_of(world, admin, name, str(number))

    seen: list[str] = []
    cursor: str | None = None
    while True:
        found = page(world, admin, cursor=cursor, limit=2)
        seen += [customer.name for customer in found.items]
        cursor = found.next_cursor
        assert (found.total, found.explanations) == (6, ())
        if cursor is None:
            break

    lowered = [name.lower() for name in seen]
    assert lowered == sorted(lowered)
    assert len(seen) == 6


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"cursor": "x"}, "query.cursor"),
        ({"cursor": "WyJhXHUwMDAwIiwiMDE5M2EwYjAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDA4Il0="},
         "query.cursor"),
        ({"contact": "anybody"}, "query.contact"),
        ({"search": " "}, "query.search"),
        ({"search": "a\0b"}, "query.search"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused(
    example: Example, query: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        page(example.world, example.admin, **query)

    assert refused.value.arguments[0] == field


@pytest.mark.req("DW-01", "DW-02", "A21")
def test_without_the_business_area_nothing_is_listed_shown_or_assigned(world: World) -> None:
    admin = partner_admin(world)
    customer = customer_of(world, admin, "A GmbH (Demo)", "10001")
    uncertified = world.principal_of(chosen(world, admin, "max", "all"))
    certify(world, admin)
    outside = world.member(admin, "lea@partner.example", data_scope="all")

    for caller in (
        uncertified,
        outside,
        world.principal_of(world.accept_invited(admin, "belege@partner.example", role="documents")),
    ):
        for attempt in (
            lambda who=caller: page(world, who),
            lambda who=caller: world.service.get_customer(who, customer.id),
            lambda who=caller: assign(world, who, customer.id, who.subject),
        ):
            with pytest.raises(AreaNotVisible) as refused:
                attempt()
            assert refused.value.arguments == ("business",)


def test_a_withdrawn_certification_shows_nothing_even_with_an_older_principal(
    example: Example,
) -> None:
    caller = example.world.principal_of(example.first)

    certify(example.world, example.admin, is_certified=False)

    found = page(example.world, caller)
    assert (found.items, found.total, reasons(found)) == ((), 0, ["not_certified"])
    with pytest.raises(NotFound):
        example.world.service.get_customer(caller, example.b.id)
    with pytest.raises(NotFound):
        assign(example.world, caller, example.b.id, None)


def test_a_key_for_machines_sees_no_customers(example: Example) -> None:
    key = example.world.service.create_api_key(
        example.admin, CreateApiKey(name="Export", scopes=("documents.read",))
    )
    caller = example.world.verify(example.world.service.authenticate(key.key))

    with pytest.raises(NotPermitted) as refused:
        page(example.world, caller)

    assert refused.value.arguments == ("membership",)


def test_the_vendors_people_see_every_partners_customers_and_their_contacts(
    example: Example,
) -> None:
    world, staff = example.world, example.world.staff()
    other = certified_admin(world, name="Zweitpartner (Demo)", contact_email="chef@zwei.example")
    customer_of(world, other, "D GmbH (Demo)", "10004")
    direct = world.register(name="Direkt GmbH (Demo)", customer_number="10005", contact_email=None)

    found = page(world, staff)

    assert [customer.name for customer in found.items] == [*everything(example), "D GmbH (Demo)"]
    assert found.items[0].contact is not None
    assert found.items[0].contact.email == "zwei@partner.example"
    assert names(world, staff, partners=(other.organisation_id,)) == ["D GmbH (Demo)"]
    assert names(world, staff, contact="none") == ["D GmbH (Demo)"]
    assert world.service.get_customer(staff, example.a.id).name == "A GmbH (Demo)"
    with pytest.raises(NotFound):
        world.service.get_customer(staff, direct.id)
