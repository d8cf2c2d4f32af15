"""What is asked of tables that grow reads as much as it shows, however many rows there are."""

from __future__ import annotations

import pytest

from bench.growth import chassis_tables, devices, documents, mails, people, requests
from bench.growth.measuring import filled, grown, plans_of
from kontor_local.servers import Servers
from tests.service_plugin import MakeDatabase

COUNT = 2_000
# A page of fifty or a batch of a hundred, each row with what belongs to it.
ROWS = 700
FIFTY_AND_ONE = 51
# By service; documents, the desk and contracts have tests of their own, with more of each.
SUBJECTS = {
    "billing_docs": (documents.KEPT,),
    "tickets": (
        requests.REQUESTS,
        chassis_tables.OUTBOX,
        chassis_tables.PARKED,
        chassis_tables.TRAIL,
    ),
    "catalog": (devices.DEVICES, devices.ORDERS, devices.WISHES),
    "identity": (people.PEOPLE,),
    "notifications": (mails.SENT, mails.WAITING),
}


@pytest.mark.parametrize("service", SUBJECTS)
def test_no_list_and_no_queue_reads_more_the_more_there_is(
    service: str, servers: Servers, make_database: MakeDatabase
) -> None:
    subjects = SUBJECTS[service]
    urls = make_database(service)

    with filled(servers, urls, subjects, COUNT, is_planned_for_more=True) as database:
        read = {
            f"{subject.name}: {name}": sum(plan.rows_read for plan in plans_of(database, ask))
            for subject in subjects
            for name, ask in subject.asked_of(database).items()
            if name not in subject.reads_all
        }

    assert {name: rows for name, rows in read.items() if rows > ROWS} == {}


def test_a_page_of_a_customers_is_walked_for_where_few_would_be_sorted_soon(
    servers: Servers, make_database: MakeDatabase
) -> None:
    with filled(servers, make_database("catalog"), [devices.ORDERS], 10_000) as database:
        ask = devices.ORDERS.asked_of(database)["a customer's newest"]
        read = sum(plan.rows_read for plan in plans_of(database, ask))

    assert read == FIFTY_AND_ONE


def test_a_question_is_asked_of_each_size(servers: Servers) -> None:
    rows = grown(servers, (mails.SENT, mails.WAITING), sizes=(100, 1_000))

    assert {row.name.partition(": ")[0] for row in rows} == {mails.SENT.name, mails.WAITING.name}
    for row in rows:
        assert [step.rows for step in row.steps] == [100, 1_000]
        assert all(step.milliseconds > 0 for step in row.steps)
