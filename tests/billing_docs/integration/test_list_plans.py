"""Lists and searches are walks along an index, as the service's own role sees them."""

from __future__ import annotations

from uuid import UUID

import pytest

from bench.many_documents import add_many, gather_statistics
from bench.query_plans import nodes_of, noted_queries
from billing_docs.store.document_lists import DocumentLists
from billing_docs.store.document_looks import DocumentLooks
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


def plans_of(database: Database, query: DocumentQuery) -> list[list[str]]:
    """Return the plans of a list's queries of documents, the last one that of its page."""
    with (
        noted_queries(database) as asked,
        database.transaction(organisation_id=CUSTOMER) as session,
    ):
        lists, looks = DocumentLists(session), DocumentLooks(session)
        assert list_documents(CUSTOMER, query, lists, looks=looks, reader=READER).items
    of_documents = [each for each in asked if "FROM document_look" not in each[0]]
    return nodes_of(database, CUSTOMER, of_documents)


@pytest.fixture
def crowded(make_database: MakeDatabase) -> Database:
    """Return a database in which one organisation has thousands of documents."""
    urls = make_database("billing_docs")
    database = Database(urls.application_url)
    add_many(database, CUSTOMER, COUNT)
    gather_statistics(urls.owner_url)
    return database


@pytest.mark.req("SE-07")
def test_no_page_sorts_or_reads_a_whole_list(crowded: Database) -> None:
    frequent = {name: plans_of(crowded, query)[-1] for name, query in ALONG_AN_ORDER.items()}
    rare = {name: plans_of(crowded, query) for name, query in BY_ITS_OWN_INDEX.items()}
    crowded.dispose()

    for name, nodes in frequent.items():
        assert nodes[0] == "Limit", (name, nodes)
        assert nodes[-1].startswith("Index Scan ix_document"), (name, nodes)
        assert not any("Sort" in node or "Seq Scan" in node for node in nodes), (name, nodes)
    for name, plans in rare.items():
        assert not any("Seq Scan" in node for nodes in plans for node in nodes), (name, plans)
