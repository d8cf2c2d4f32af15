"""Contracts from the ERP, and what the other services hear of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from catalog.store.records import Records
from catalog.store.schema import TENANT_TABLES
from catalog.use_cases.contracts.receive_contract import receive_contract
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.errors import Refused
from chassis.publishers import Publisher
from tests.catalog.integration.desk import (
    Desk,
    a_contract_event,
    an_organisation_changed,
    incoming,
    make_desk,
)
from tests.catalog.integration.rows_everywhere import fill_tables
from tests.identity.integration.threads import at_once
from tests.row_locks import until_somebody_waits
from tests.service_plugin import MakeDatabase

LAST_DAY = date(2027, 1, 31)
CLOSED_FROM = datetime(2027, 3, 14, 23, 0, tzinfo=UTC)


@pytest.mark.req("SE-70")
def test_a_contract_that_ends_says_how_long_its_customer_is_let_in(desk: Desk) -> None:
    organisation_id = desk.new_customer()

    desk.receive()

    (told,) = desk.coverages()
    assert told.organisation_id == organisation_id
    assert (told.version, told.ends_on, told.access_until) == (1, LAST_DAY, CLOSED_FROM)


def test_a_contract_that_runs_on_is_no_news_while_nothing_ends(desk: Desk) -> None:
    desk.new_customer()

    desk.receive(ends_on=None)

    assert desk.coverages() == []


def test_a_renewed_contract_is_told_and_an_older_version_that_comes_late_is_not(
    desk: Desk,
) -> None:
    desk.new_customer()
    desk.receive(version=1)
    desk.receive(version=3, ends_on=None)

    desk.receive(version=2, ends_on=date(2026, 12, 31))

    assert [(told.version, told.ends_on) for told in desk.coverages()] == [
        (1, LAST_DAY),
        (2, None),
    ]


def test_a_change_that_moves_no_end_is_stored_and_not_told(desk: Desk) -> None:
    desk.new_customer()
    desk.receive(version=1)

    desk.receive(version=2, title="Wartung (Demo)")

    assert [row.title for row in desk.run_sql("SELECT title FROM contract")] == ["Wartung (Demo)"]
    assert len(desk.coverages()) == 1


def test_the_contract_that_runs_longest_decides(desk: Desk) -> None:
    desk.new_customer()
    desk.receive()

    desk.receive(contract_number="V-2", ends_on=date(2026, 12, 31))
    desk.receive(contract_number="V-3", ends_on=date(2027, 6, 30))

    assert [told.ends_on for told in desk.coverages()] == [LAST_DAY, date(2027, 6, 30)]


def test_a_repeated_event_changes_nothing(desk: Desk) -> None:
    desk.new_customer()
    event = a_contract_event()
    desk.service.receive_contract(event)

    desk.service.receive_contract(event)
    desk.receive(ends_on=date(2029, 1, 31))  # the same version, under a new id

    assert [told.ends_on for told in desk.coverages()] == [LAST_DAY]


def test_an_event_taken_by_two_at_once_is_told_once(desk: Desk) -> None:
    desk.new_customer()
    event = a_contract_event()

    at_once(*[partial(desk.service.receive_contract, event)] * 2)

    assert len(desk.coverages()) == 1


def test_two_contracts_taken_at_once_are_told_in_the_order_of_their_versions(desk: Desk) -> None:
    desk.new_customer()
    events = [
        a_contract_event(contract_number=f"V-{month}", ends_on=date(2027, month, 1))
        for month in range(1, 7)
    ]

    at_once(*[partial(desk.service.receive_contract, event) for event in events])

    told = desk.coverages()
    assert max(told, key=lambda each: each.version).ends_on == date(2027, 6, 1)
    assert len({each.version for each in told}) == len(told)


def test_a_contract_waits_for_another_of_its_customer_that_is_just_being_stored(desk: Desk) -> None:
    desk.new_customer()
    longer = a_contract_event(contract_number="V-1", ends_on=date(2030, 1, 31))
    shorter = a_contract_event(contract_number="V-2")

    with ThreadPoolExecutor(1) as pool:
        with desk.database.transaction(every_organisation=True) as session:
            receive_contract(longer, Records(session, desk.clock), grace_days=42)
            second = pool.submit(desk.service.receive_contract, shorter)
            until_somebody_waits(desk.database)
        second.result(60)

    assert [told.ends_on for told in desk.coverages()] == [date(2030, 1, 31)]


def test_a_contract_that_comes_before_its_customer_waits_for_it(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.receive()

    desk.new_customer()
    desk.receive()

    assert (refused.value.code, refused.value.waits_for) == ("unknown_customer", "customer:10001")
    assert len(desk.coverages()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": date(2024, 1, 31)}, "invalid_data"),
        ({"contract_number": " "}, "invalid_data"),
        ({"title": "Wartung\r\nBcc: x"}, "invalid_data"),
        ({"publisher": Publisher(user="x", sources=frozenset(), customers=frozenset({"1"}))},
         "customer_not_allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_accepted_is_refused_with_its_reason(
    desk: Desk, changes: dict[str, Any], code: str
) -> None:
    desk.new_customer()

    with pytest.raises(Refused) as refused:
        desk.receive(**changes)

    assert refused.value.code == code
    assert desk.coverages() == []


def test_another_event_under_a_known_id_overwrites_nothing(desk: Desk) -> None:
    desk.new_customer()
    desk.receive(id="V-1/1")

    with pytest.raises(Refused) as refused:
        desk.receive(id="V-1/1", version=2, ends_on=None, body_sha256="b" * 64)

    assert refused.value.code == "event_conflict"
    assert len(desk.coverages()) == 1


def test_a_number_of_another_customers_contract_is_a_conflict(desk: Desk) -> None:
    desk.new_customer()
    desk.new_customer("10002")
    desk.receive()

    with pytest.raises(Refused) as refused:
        desk.receive(customer_number="10002", version=2)
    desk.receive(customer_number="10002", source="/erp/other")

    assert refused.value.code == "number_conflict"
    assert len(desk.coverages()) == 2


def test_an_older_version_of_an_organisation_changes_nothing(desk: Desk) -> None:
    organisation_id = desk.new_customer("10001", version=3)

    late = an_organisation_changed(
        organisation_id=organisation_id, version=2, customer_number="10009"
    )
    desk.service.remember_organisation(incoming(late))

    assert [row.customer_number for row in desk.run_sql("SELECT * FROM organisation")] == ["10001"]


def test_another_setting_of_the_grace_period_is_told_for_contracts_without_their_own(
    desk: Desk,
) -> None:
    desk.new_customer()
    desk.new_customer("10002")
    desk.receive()
    desk.receive(customer_number="10002", contract_number="V-2", grace_days=7)
    desk.settings.grace_days = 14

    desk.service.recount_coverage()
    desk.service.recount_coverage()

    first, _, recounted = desk.coverages()
    assert recounted.organisation_id == first.organisation_id
    assert recounted.access_until == datetime(2027, 2, 14, 23, 0, tzinfo=UTC)


def test_who_changed_which_contract_is_on_record(desk: Desk) -> None:
    desk.new_customer()
    desk.receive()

    desk.receive(version=2, ends_on=None)

    rows = desk.run_sql("SELECT actor, action, details FROM audit_entry ORDER BY number")
    assert [(row.actor, row.action) for row in rows] == [
        ("system:/erp/demo", "contract.registered"),
        ("system:/erp/demo", "contract.changed"),
    ]
    assert rows[1].details == {"version": "2", "before": "2027-01-31", "after": ""}


@pytest.mark.req("BR-10")
@pytest.mark.parametrize("way", ["transaction", "reading"])
def test_the_database_shows_no_foreign_rows_to_a_query_that_forgets(desk: Desk, way: str) -> None:
    own = fill_tables(desk)
    opened = getattr(desk.database, way)
    queries = {
        table: text(f"SELECT organisation_id FROM {table}")  # noqa: S608 - our own names
        for table in TENANT_TABLES
    }

    with opened(organisation_id=own) as session:
        seen_by_own = {table: set(session.scalars(query)) for table, query in queries.items()}
    with opened() as session:
        seen_by_nobody = {table: set(session.scalars(query)) for table, query in queries.items()}

    assert seen_by_own == {table: {own} for table in TENANT_TABLES}
    assert seen_by_nobody == {table: set() for table in TENANT_TABLES}


def test_without_row_level_security_each_customer_still_counts_only_its_own_contracts(
    make_database: MakeDatabase, clock: FixedClock
) -> None:
    urls = make_database("catalog")
    engine = create_engine(urls.owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()
    desk = make_desk(Database(urls.application_url), clock)
    desk.new_customer()
    desk.new_customer("10002")

    desk.receive()
    desk.receive(customer_number="10002", contract_number="V-2", ends_on=date(2030, 1, 31))

    assert [told.ends_on for told in desk.coverages()] == [LAST_DAY, date(2030, 1, 31)]
