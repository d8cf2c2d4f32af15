"""The alarm and the list of contracts, as people of a partner and of a customer see them."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from catalog.domain.alarm import alarm_reasons
from catalog.domain.terms import terms_of
from catalog.store.schema import TENANT_TABLES
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import a_principal
from contracts.contract_list import AcknowledgeAlarm, ContractItem, ContractQuery
from contracts.contract_timeline import REASON_KINDS, STAGES
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted
from contracts.inbound import ContractUpserted
from tests.catalog.integration.desk import Desk, a_contract_event, make_desk
from tests.catalog.integration.partners import TODAY, Partner, partner_person
from tests.service_plugin import MakeDatabase


@pytest.fixture
def partner(desk: Desk) -> Partner:
    """Return a partner whose customers A, B and C have a contract each that ends in ten days."""
    partner = Partner(desk)
    for name, number in (("A", "20000"), ("B", "20001"), ("C", "20002")):
        desk.receive(
            customer_number=number, contract_number=f"V-{name}", ends_on=TODAY + timedelta(days=10)
        )
    return partner


@pytest.mark.req("DW-15", "DW-16", "DW-17", "DW-18", "DW-20", "DW-21", "DW-23", "DW-37")
@pytest.mark.parametrize("team", ["user_1", "user_2", "user_3"])
def test_the_three_users_of_the_docuware_text_see_what_it_says_however_they_look(
    partner: Partner, team: str
) -> None:
    user = getattr(partner, team)
    seen = {"user_1": ["V-A", "V-B", "V-C"], "user_2": [], "user_3": ["V-C"]}[team]

    for query in ({}, {"view": "alarm"}, {"search": "v-"}, {"search": "kunde"}):
        page = partner.page(user, **query)
        assert sorted(item.number for item in page.items) == seen
        assert (page.total, page.is_more) == (len(seen), False)
    for item in partner.page(partner.user_1).items:
        if item.number in seen:
            assert partner.desk.service.get_contract(user, item.id).contract == item
        else:
            with pytest.raises(NotFound):
                partner.desk.service.get_contract(user, item.id)
            with pytest.raises(NotFound):
                partner.desk.service.get_contract_timeline(user, item.id)
    limits = {"user_1": None, "user_2": "visibility_none", "user_3": "visibility_own"}
    assert partner.page(user).limited_by == limits[team]


@pytest.mark.req("DW-10", "DW-16")
def test_a_customer_who_gets_another_contact_or_partner_takes_its_contracts_along(
    partner: Partner,
) -> None:
    other = partner_person(UUID(int=7))

    partner.desk.serve(
        partner.customers["A"],
        version=3,
        customer_number="20000",
        partner_id=partner.id,
        contact_person_id=partner.user_3.subject,
    )
    partner.desk.serve(
        partner.customers["A"], version=2, customer_number="20000", partner_id=partner.id
    )
    partner.desk.serve(
        partner.customers["B"], version=2, customer_number="20001", partner_id=UUID(int=7)
    )

    assert sorted(partner.numbers(partner.user_3)) == ["V-A", "V-C"]
    assert sorted(partner.numbers(partner.user_1)) == ["V-A", "V-C"]
    assert partner.numbers(other) == ["V-B"]
    partner.desk.serve(partner.customers["B"], version=3, partner_id=None, partner_name=None)
    assert partner.numbers(other) == []


def test_a_contract_that_comes_after_its_partner_is_his_from_the_first_moment(
    partner: Partner,
) -> None:
    partner.desk.receive(customer_number="20002", contract_number="V-D", ends_on=None)

    assert sorted(partner.numbers(partner.user_3)) == ["V-C", "V-D"]


def test_customers_see_their_own_contracts_if_they_administer_them(partner: Partner) -> None:
    admin = a_principal(organisation_id=partner.customers["B"])

    assert partner.numbers(admin) == ["V-B"]
    with pytest.raises(NotPermitted):
        partner.page(a_principal(organisation_id=partner.customers["B"], role="member"))


def test_who_has_no_business_area_is_told_so_and_the_vendor_names_whose_contracts(
    partner: Partner,
) -> None:
    staff = a_principal(organisation_kind="vendor")

    with pytest.raises(AreaNotVisible):
        partner.page(partner_person(partner.id, areas=()))
    with pytest.raises(InvalidInput):
        partner.page(staff)
    assert partner.numbers(staff, customer_id=partner.customers["A"]) == ["V-A"]
    assert len(partner.numbers(staff, partner_id=partner.id)) == 3


@pytest.mark.req("BR-10")
def test_without_row_level_security_everybody_still_sees_only_what_is_his(
    make_database: MakeDatabase, clock: FixedClock
) -> None:
    urls = make_database("catalog")
    engine = create_engine(urls.owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()
    desk = make_desk(Database(urls.application_url), clock)
    partner = Partner(desk)
    for number in ("20000", "20001", "20002"):
        desk.receive(customer_number=number, contract_number=f"V-{number}")

    stranger = partner_person(UUID(int=7))

    assert partner.numbers(stranger) == []
    assert partner.numbers(partner.user_3, search="v") == ["V-20002"]
    assert partner.numbers(a_principal(organisation_id=partner.customers["A"])) == ["V-20000"]


def _random_contract(rng: random.Random, number: int) -> dict[str, Any]:
    def near(days: int) -> date:
        return TODAY + timedelta(days=rng.randint(-days, days))

    starts_on = TODAY - timedelta(days=rng.randint(200, 2000))
    ends_on = rng.choice([None, near(130), near(130), near(900)])
    if ends_on is not None and ends_on < starts_on:
        ends_on = starts_on
    notice = None
    if ends_on is not None and rng.random() < 0.6:
        notice = max(starts_on, min(ends_on, TODAY - timedelta(days=rng.randint(0, 80))))
    months = rng.choice([None, 1, 3, 12])
    return {
        "customer_number": rng.choice(["20000", "20001", "20002"]),
        "contract_number": f"{rng.choice(['N', 'M'])}-{number:03}",
        "starts_on": starts_on,
        "ends_on": ends_on,
        "notice_given_on": notice,
        "auto_renews": months is not None and (ends_on is None or notice is not None),
        "period_months": months,
        "kind": rng.choice(["cloud", "on_premises", None]),
    }


@pytest.mark.req("DW-10", "DW-36", "DW-37", "DW-38", "DW-39", "DW-42", "DW-44", "E4", "E6", "E9")
def test_list_total_search_and_filters_show_exactly_what_the_rules_say(desk: Desk) -> None:
    rng = random.Random(20261126)  # noqa: S311 - the same contracts in every run
    partner = Partner(desk)
    known: dict[str, ContractUpserted] = {}
    for number in range(90):
        event = a_contract_event(**_random_contract(rng, number))
        desk.service.receive_contract(event)
        known[event.data.contract_number] = event.data
    own = {n for n, c in known.items() if c.customer_number == "20002"}
    reasons = {n: alarm_reasons(terms_of(c), TODAY) for n, c in known.items()}

    for user, visible in ((partner.user_1, set(known)), (partner.user_3, own)):
        expected: dict[tuple[tuple[str, Any], ...], set[str]] = {
            (): visible,
            (("view", "alarm"),): {n for n in visible if reasons[n]},
            (("search", "N-0"),): {n for n in visible if n.startswith("N-0")},
            (("view", "alarm"), ("search", "m")): {
                n for n in visible if reasons[n] and n.startswith("M")
            },
            (("kind", "cloud"), ("order", "customer")): {
                n for n in visible if known[n].kind == "cloud"
            },
        }
        for kind in REASON_KINDS:
            shown = {n for n in visible if kind in [r.kind for r in reasons[n]]}
            expected[("view", "alarm"), ("reason", kind)] = shown
        for stage in STAGES:
            shown = {n for n in visible if stage in [r.stage for r in reasons[n]]}
            expected[("view", "alarm"), ("stage", stage)] = shown
        assert all(expected.values()) or user is partner.user_3
        for narrowed, numbers in expected.items():
            query = dict(narrowed)
            listed = partner.numbers(user, limit=30, **query)
            assert sorted(listed) == sorted(numbers), query
            assert partner.page(user, **query).total == len(numbers), query


@pytest.mark.req("DW-36", "E4")
@pytest.mark.parametrize("order", ["due_on", "number", "customer"])
@pytest.mark.parametrize("descending", [False, True])
def test_a_list_is_sorted_both_ways_and_its_pages_join(
    desk: Desk, order: str, *, descending: bool
) -> None:
    partner = Partner(desk)
    for number in range(9):
        desk.receive(
            customer_number=f"2000{number % 3}",
            contract_number=f"V-{number}",
            ends_on=None if number == 4 else TODAY + timedelta(days=number % 4),
        )
    keys: dict[str, Callable[[ContractItem], Any]] = {
        "due_on": lambda item: item.period_ends_on or date(9999, 12, 31),
        "number": lambda item: item.number,
        "customer": lambda item: item.customer_name,
    }
    items = partner.page(partner.user_1, order=order, descending=descending).items

    paged = partner.numbers(partner.user_1, order=order, descending=descending, limit=2)

    assert paged == [item.number for item in items]
    values = [keys[order](item) for item in items]
    assert values == sorted(values, reverse=descending)


@pytest.mark.req("E10")
def test_what_somebody_has_acknowledged_leaves_his_alarm_alone_until_the_next_stage(
    desk: Desk,
) -> None:
    partner = Partner(desk)
    desk.receive(customer_number="20002", ends_on=TODAY + timedelta(days=62))
    (contract,) = partner.page(partner.user_3, view="alarm").items
    acknowledged = AcknowledgeAlarm(contract_id=contract.id)

    desk.service.acknowledge_alarm(partner.user_3, acknowledged)
    desk.service.acknowledge_alarm(partner.user_3, acknowledged)

    assert partner.numbers(partner.user_3, view="alarm") == []
    assert partner.page(partner.user_3, view="alarm").total == 0
    assert partner.numbers(partner.user_1, view="alarm") == ["V-1"]
    assert partner.numbers(partner.user_3, view="alarm", with_acknowledged=True) == ["V-1"]
    assert partner.numbers(partner.user_3) == ["V-1"]
    desk.clock.move(timedelta(days=1))
    assert partner.numbers(partner.user_3, view="alarm") == []
    desk.clock.move(timedelta(days=1))
    assert partner.numbers(partner.user_3, view="alarm") == ["V-1"]
    desk.service.acknowledge_alarm(partner.user_3, acknowledged)
    assert partner.numbers(partner.user_3, view="alarm") == []
    undone = AcknowledgeAlarm(contract_id=contract.id, undo=True)
    desk.service.acknowledge_alarm(partner.user_3, undone)
    assert partner.numbers(partner.user_3, view="alarm") == ["V-1"]


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"cursor": "W10="},
        {"search": " "},
        {"search": "a\x00b"},
        {"reason": "ended"},
        {"view": "alarm", "reason": "ended", "stage": 30},
    ],
)
def test_a_query_that_means_nothing_is_refused(partner: Partner, query: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        partner.desk.service.list_contracts(partner.user_1, ContractQuery(**query))


def test_a_cursor_continues_no_other_list(partner: Partner) -> None:
    cursor = partner.page(partner.user_1, limit=1).next_cursor

    with pytest.raises(InvalidInput):
        partner.page(partner.user_1, limit=1, cursor=cursor, order="number")
