"""Lists and searches are walks along an index, as the service's own role sees them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from bench.many_documents import TABLES, add_many
from bench.query_plans import Plan, gather_statistics, noted_queries, plans_of
from billing_docs.domain.document_list import Place, cursor_at
from billing_docs.store.document_lists import DocumentLists
from billing_docs.store.shown_types import show_only
from billing_docs.use_cases.list_documents import list_documents
from chassis.database import Database
from contracts.billing_docs import DocumentQuery
from tests.service_plugin import MakeDatabase

CUSTOMER, READER = UUID(int=4711, version=4), UUID(int=7, version=4)
COUNT = 6_000

ALONG_AN_ORDER = {
    "newest": DocumentQuery(),
    "post": DocumentQuery(folder="post"),
    "invoices": DocumentQuery(document_type="invoice"),
    "oldest": DocumentQuery(sort="issued_on"),
    "received": DocumentQuery(sort="-received_at"),
    "number": DocumentQuery(sort="number"),
    "total": DocumentQuery(sort="-total"),
    "due": DocumentQuery(sort="due_on"),
    "post by total": DocumentQuery(folder="post", sort="-total"),
    "frequent words": DocumentQuery(text="musterfabrik wartung"),
    "frequent words by number": DocumentQuery(text="muster", sort="-number"),
    "currency": DocumentQuery(currency="EUR", has_faults=False),
}
BY_ITS_OWN_INDEX = {
    "a number": DocumentQuery(number="RE-0000017"),
    "a word": DocumentQuery(text="0000017"),
    "a rare type by total": DocumentQuery(document_type="contract", sort="total"),
    "with faults": DocumentQuery(has_faults=True),
}


# Reminders are the oldest of all, and two in a hundred; invoices are what they are hidden behind.
SHOWN = ("reminder", "contract")
OF_WHAT_IS_SHOWN = {
    "newest": DocumentQuery(),
    "oldest": DocumentQuery(sort="issued_on"),
    "received": DocumentQuery(sort="-received_at"),
    "number": DocumentQuery(sort="number"),
    "dearest": DocumentQuery(sort="-total"),
    "due": DocumentQuery(sort="due_on"),
    "post": DocumentQuery(folder="post"),
    "archive by number": DocumentQuery(folder="archive", sort="-number"),
    "one type": DocumentQuery(document_type="reminder", sort="-total"),
    "a beginning of all numbers": DocumentQuery(number="RE-", sort="-issued_on"),
    "an amount": DocumentQuery(total_from=0),
    "days": DocumentQuery(issued_from=date(2010, 1, 1), sort="number"),
    "with faults": DocumentQuery(has_faults=True),
    "frequent words": DocumentQuery(text="musterfabrik wartung"),
    "unread": DocumentQuery(is_unread=True),
    "currency": DocumentQuery(currency="EUR", has_faults=False, sort="-received_at"),
}
# A page of fifty of some hundred and twenty: once to find out that they are few, once to fetch.
ROWS, PAGES = 300, 1000
WORDS = "Index Only Scan pk_document_word"
# Who has read a document is looked up for each that is shown.
LOOK = "Index Scan pk_document_look"
READ_BY_SOMEBODY = text(
    "INSERT INTO document_look (document_id, person_id, organisation_id, read_at)"
    " SELECT id, gen_random_uuid(), organisation_id, now() FROM document"
)


def asked_for(
    database: Database,
    query: DocumentQuery,
    shown_types: tuple[str, ...] | None = None,
    *,
    is_found: bool = True,
) -> list[Plan]:
    """Return the plans of a list's queries of documents, the last one that of its page."""
    with (
        noted_queries(database) as asked,
        database.transaction(organisation_id=CUSTOMER) as session,
    ):
        show_only(session, shown_types)
        lists = DocumentLists(session)
        page = list_documents(CUSTOMER, query, lists, reader=READER, shown_types=shown_types)
        assert bool(page.items) is is_found
    of_documents = [each for each in asked if "FROM document_look" not in each[0][:200]]
    return plans_of(
        database, CUSTOMER, of_documents, lambda session: show_only(session, shown_types)
    )


@pytest.fixture
def crowded(make_database: MakeDatabase) -> Iterator[Database]:
    """Yield a database in which one organisation has thousands of documents."""
    urls = make_database("billing_docs")
    database = Database(urls.application_url)
    add_many(database, CUSTOMER, COUNT)
    with database.transaction(organisation_id=CUSTOMER) as session:
        session.execute(READ_BY_SOMEBODY)
    gather_statistics(urls.owner_url, *TABLES)
    yield database
    database.dispose()


@pytest.mark.req("SE-07")
def test_no_page_sorts_or_reads_a_whole_list(crowded: Database) -> None:
    frequent = {name: asked_for(crowded, query)[-1].nodes for name, query in ALONG_AN_ORDER.items()}
    rare = {
        name: [plan.nodes for plan in asked_for(crowded, query)]
        for name, query in BY_ITS_OWN_INDEX.items()
    }

    for name, nodes in frequent.items():
        # What fits of a walk is fetched by its ids.
        walk = [each for each in nodes if each not in {"Result", LOOK}]
        walk = walk[1:-1] if walk[-1] == "Index Scan pk_document" else walk
        assert walk[0] == "Limit", (name, nodes)
        assert walk[-1].startswith(("Index Scan ix_document", "Index Only Scan ix_document"))
        assert not any("Sort" in node or "Seq Scan" in node for node in nodes), (name, nodes)
    for name, plans in rare.items():
        assert not any("Seq Scan" in node for nodes in plans for node in nodes), (name, plans)


@pytest.mark.req("B3")
def test_whoever_is_shown_old_documents_alone_is_not_led_past_all_others(
    crowded: Database,
) -> None:
    plans = {name: asked_for(crowded, query, SHOWN) for name, query in OF_WHAT_IS_SHOWN.items()}

    for name, each in plans.items():
        # Of a word no more is looked up than says that it is frequent, whatever types are shown.
        of_documents = [plan for plan in each if WORDS not in plan.nodes]
        assert sum(plan.rows_read for plan in of_documents) <= ROWS, (name, each)
        assert sum(plan.pages_read for plan in of_documents) <= PAGES, (name, each)


def test_the_dearest_of_a_month_are_found_in_the_index_alone(crowded: Database) -> None:
    query = DocumentQuery(
        sort="-total", issued_from=date(2016, 1, 1), issued_until=date(2024, 1, 1)
    )

    *_, page = asked_for(crowded, query)

    assert "Index Only Scan ix_document_by_total" in page.nodes
    assert page.pages_read < ROWS, page


def test_documents_without_a_due_day_are_walked_like_others(crowded: Database) -> None:
    query = DocumentQuery(sort="due_on")
    there = cursor_at(Place(value=None, document_id=UUID(int=0)), query)

    (plan,) = asked_for(crowded, msgspec.structs.replace(query, cursor=there))

    assert plan.rows_read <= ROWS, plan


def test_what_is_deleted_or_restricted_lengthens_no_walk(crowded: Database) -> None:
    with crowded.transaction(organisation_id=CUSTOMER) as session:
        session.execute(
            text(
                "UPDATE document SET deleted_at = now(), deleted_by = 'person:x'"
                " WHERE issued_on < date '2020-01-01'"
            )
        )
        session.execute(text("UPDATE document SET restricted_at = now() WHERE folder = 'archive'"))
    queries = {
        "oldest": DocumentQuery(sort="issued_on"),
        "number": DocumentQuery(sort="number"),
        "faults": DocumentQuery(has_faults=True),
        "archive": DocumentQuery(folder="archive"),
        "invoices": DocumentQuery(document_type="invoice", sort="issued_on"),
    }

    plans = {
        name: asked_for(crowded, query, is_found=name != "archive")
        for name, query in queries.items()
    }

    for name, each in plans.items():
        assert sum(plan.rows_read for plan in each) <= ROWS, (name, each)
