"""A partner's customers and prospects, as its people see them."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import create_engine, text

from catalog.store.schema import TENANT_TABLES
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import AreaNotVisible, InvalidInput, NotFound
from contracts.partner_accounts import (
    AccountPage,
    AccountQuery,
    CreateProspect,
    Particulars,
    PartnerAccount,
)
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk, make_desk
from tests.catalog.integration.partners import TODAY, Partner, partner_person
from tests.service_plugin import MakeDatabase


def pages_of(desk: Desk, caller: Principal, **query: Any) -> list[AccountPage]:
    """Return every page of the list."""
    pages = [desk.service.list_accounts(caller, AccountQuery(**query))]
    while pages[-1].next_cursor is not None:
        after = AccountQuery(**{**query, "cursor": pages[-1].next_cursor})
        pages.append(desk.service.list_accounts(caller, after))
    return pages


def names(desk: Desk, caller: Principal, **query: Any) -> list[str]:
    """Return the names of all that the list shows."""
    return [item.name for page in pages_of(desk, caller, **query) for item in page.items]


def a_site(partner_id: UUID, scope: str, **changes: Any) -> dict[str, Any]:
    """Return what identity says of one of somebody's sites, with `changes`."""
    site = {
        "partner": {"id": str(partner_id), "name": "Standort Süd (Demo)"},
        "is_open": True,
        "data_scope": scope,
        "explanation": None,
    }
    return site | changes


@pytest.mark.req("DW-15", "DW-16", "DW-17", "DW-18", "DW-20", "DW-21", "DW-23")
@pytest.mark.parametrize(("user", "seen"), [("user_1", "ABC"), ("user_2", ""), ("user_3", "C")])
def test_the_three_users_of_the_docuware_text_see_these_customers_however_they_look(
    desk: Desk, user: str, seen: str
) -> None:
    partner = Partner(desk)
    caller = getattr(partner, user)
    expected = [f"Kunde {each} (Demo)" for each in seen]

    for query in (AccountQuery(search="kunde"), AccountQuery(search="2000"), AccountQuery()):
        page = desk.service.list_accounts(caller, query)
        assert [item.name for item in page.items] == expected
        assert (page.total, page.is_more) == (len(seen), False)
    for name, customer_id in partner.customers.items():
        if name in seen:
            assert desk.service.get_account(caller, customer_id).account.id == customer_id
        else:
            with pytest.raises(NotFound):
                desk.service.get_account(caller, customer_id)


@pytest.mark.req("DW-08")
def test_a_customer_is_shown_with_its_contracts_and_only_them(desk: Desk) -> None:
    partner = Partner(desk)
    for number, days in (("20000", 40), ("20000", 10), ("20001", 5)):
        desk.receive(
            customer_number=number,
            contract_number=f"V-{number}-{days}",
            ends_on=TODAY + timedelta(days=days),
        )

    shown = desk.service.get_account(partner.user_1, partner.customers["A"])

    assert [each.number for each in shown.contracts] == ["V-20000-10", "V-20000-40"]
    assert shown.contract_total == 2
    assert shown.account.customer_number == "20000"
    assert shown.contracts[0].alarm_reasons
    assert desk.service.get_account(partner.user_1, partner.customers["C"]).contracts == ()


def _random_world(desk: Desk, rng: random.Random) -> tuple[Partner, list[dict[str, Any]]]:
    """Return a partner with thirty customers and prospects, each known by what counts about it."""
    partner = Partner(desk)
    known = [
        {"name": f"Kunde {name} (Demo)", "kind": "customer", "number": f"2000{number}",
         "contact": user.subject}
        for number, (name, user) in enumerate(
            (("A", partner.user_2), ("B", partner.user_1), ("C", partner.user_3))
        )
    ]  # fmt: skip
    people = [partner.user_1, partner.user_3]
    for number in range(24):
        contact = rng.choice([None, *people])
        name = f"{rng.choice(['Anker', 'birke', 'Ähre', 'Zeder'])} {number}"
        partner.add(name, f"3{number:04}", contact.subject if contact else None)
        known.append(
            {"name": f"Kunde {name} (Demo)", "kind": "customer", "number": f"3{number:04}",
             "contact": contact.subject if contact else None}
        )  # fmt: skip
    for number in range(6):
        creator = rng.choice(people)
        desk.people.profile = {"person_id": str(creator.subject), "name": "Kim Muster"}
        name = f"Interessent {number}"
        create(desk, creator, name)
        known.append({"name": name, "kind": "prospect", "number": "", "contact": creator.subject})
    return partner, known


def create(desk: Desk, caller: Principal, name: str, **particulars: Any) -> PartnerAccount:
    """Let somebody create a prospect."""
    request = CreateProspect(
        name=name, particulars=Particulars(**particulars), idempotency_key=str(uuid4())
    )
    return desk.service.create_prospect(caller, request).account


@pytest.mark.req("DW-10", "DW-11", "DW-26", "DW-29", "E4")
def test_list_total_search_and_filters_show_exactly_what_visibility_allows(desk: Desk) -> None:
    partner, known = _random_world(desk, random.Random(20261126))  # noqa: S311 - the same each run
    sees: dict[str, Callable[[dict[str, Any]], bool]] = {
        "user_1": lambda _: True,
        "user_2": lambda _: False,
        "user_3": lambda each: each["contact"] == partner.user_3.subject,
    }
    narrowed: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
        ({}, lambda _: True),
        ({"kind": "prospect"}, lambda each: each["kind"] == "prospect"),
        ({"kind": "customer"}, lambda each: each["kind"] == "customer"),
        ({"search": "birke"}, lambda each: "birke" in each["name"].lower()),
        ({"search": "ÄHRE 1"}, lambda each: "ähre 1" in each["name"].lower()),
        ({"search": "300"}, lambda each: each["number"].startswith("300")),
        ({"search": "%"}, lambda _: False),
        ({"contact": "none"}, lambda each: each["contact"] is None),
        (
            {"contact": str(partner.user_3.subject), "kind": "prospect"},
            lambda each: each["contact"] == partner.user_3.subject and each["kind"] == "prospect",
        ),
    ]

    for user, is_seen in sees.items():
        caller = getattr(partner, user)
        for query, is_wanted in narrowed:
            expected = sorted(each["name"] for each in known if is_seen(each) and is_wanted(each))
            pages = pages_of(desk, caller, limit=7, **query)
            listed = sorted(item.name for page in pages for item in page.items)
            assert listed == expected, (user, query)
            assert {page.total for page in pages} == {len(expected)}, (user, query)


@pytest.mark.req("DW-29", "E4")
@pytest.mark.parametrize("order", ["name", "number", "contact", "since"])
def test_a_list_is_sorted_both_ways_and_its_pages_join(desk: Desk, order: str) -> None:
    partner, _ = _random_world(desk, random.Random(7))  # noqa: S311 - the same each run
    keys: dict[str, Callable[[PartnerAccount], Any]] = {
        "name": lambda item: item.name.lower(),
        "number": lambda item: item.customer_number or "",
        "contact": lambda item: (item.contact_name or "").lower(),
        "since": lambda item: item.since,
    }
    whole = desk.service.list_accounts(partner.user_1, AccountQuery(order=order, limit=100)).items  # type: ignore[arg-type]  # one of them

    for descending in (False, True):
        pages = pages_of(desk, partner.user_1, order=order, descending=descending, limit=5)
        items = [item for page in pages for item in page.items]
        assert [each.id for each in items] == [
            each.id for each in (reversed(whole) if descending else whole)
        ]
        values = [keys[order](each) for each in items]
        assert values == sorted(values, reverse=descending)


@pytest.mark.req("DW-32", "DW-33")
def test_several_sites_are_one_list_each_seen_as_one_may_there(desk: Desk) -> None:
    north, south, foreign = Partner(desk), new_id(), new_id()
    traveller = north.user_1
    for partner_id, number, name, contact in (
        (south, "40001", "Aal", traveller.subject),
        (south, "40002", "Zander", None),
        (foreign, "40003", "Fremd", None),
    ):
        customer = desk.new_customer(number, name=name)
        desk.serve(
            customer,
            customer_number=number,
            customer_name=name,
            partner_id=partner_id,
            contact_person_id=contact,
        )
    desk.people.sites = [a_site(north.id, "all"), a_site(south, "own")]
    own = [f"Kunde {each} (Demo)" for each in "ABC"]

    assert names(desk, traveller) == ["Aal", *own]
    assert names(desk, traveller, limit=1, descending=True) == [*reversed(own), "Aal"]
    assert names(desk, traveller, partners=(south,)) == ["Aal"]
    assert names(desk, traveller, partners=(north.id, south)) == ["Aal", *own]
    assert names(desk, traveller, partners=(foreign,)) == []
    desk.people.sites[1] = a_site(south, "own", is_open=False)
    assert names(desk, traveller) == own


@pytest.mark.req("DW-34")
def test_a_short_list_says_what_shortens_it_and_an_empty_one_why(desk: Desk) -> None:
    partner = Partner(desk)
    explained = {"reason": "visibility_none", "partner": None, "ask": ["Kim Muster"],
                 "may_change": False}  # fmt: skip
    desk.people.sites = [a_site(partner.id, "none", explanation=explained)]

    hidden = desk.service.list_accounts(partner.user_2, AccountQuery())
    desk.people.sites = [a_site(partner.id, "all")]
    filtered = desk.service.list_accounts(partner.user_1, AccountQuery(search="niemand"))

    assert (hidden.total, hidden.explanations[0].ask) == (0, ("Kim Muster",))
    assert [each.reason for each in filtered.explanations] == ["filtered"]


def test_who_has_no_business_area_is_told_so_and_the_vendor_names_whose(desk: Desk) -> None:
    partner = Partner(desk)
    staff = a_principal(organisation_kind="vendor")

    for stranger in (partner_person(partner.id, areas=()), a_principal()):
        with pytest.raises(AreaNotVisible):
            desk.service.list_accounts(stranger, AccountQuery())
        with pytest.raises(AreaNotVisible):
            desk.service.get_account(stranger, partner.customers["A"])
    with pytest.raises(InvalidInput):
        desk.service.list_accounts(staff, AccountQuery())
    assert len(names(desk, staff, partners=(partner.id,))) == 3
    assert desk.service.get_account(staff, partner.customers["A"]).account.name


@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"search": " "}, {"search": "a\x00"}, {"contact": "somebody"}]
)
def test_a_query_that_means_nothing_is_refused(desk: Desk, query: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        desk.service.list_accounts(Partner(desk).user_1, AccountQuery(**query))


def test_a_cursor_continues_no_other_list(desk: Desk) -> None:
    look = partial(desk.service.list_accounts, Partner(desk).user_1)
    cursor = look(AccountQuery(limit=1)).next_cursor

    with pytest.raises(InvalidInput):
        look(AccountQuery(limit=1, cursor=cursor, order="number"))


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
    stranger = partner_person(UUID(int=7))

    assert names(desk, stranger) == []
    assert names(desk, partner.user_3, search="kunde") == ["Kunde C (Demo)"]
    with pytest.raises(NotFound):
        desk.service.get_account(stranger, partner.customers["A"])
    own_scope = msgspec.structs.replace(partner.user_3, data_scope="none")
    assert names(desk, own_scope) == []
