"""Lists and searches of one organisation with a million documents beside one with ten thousand."""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeAlias
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from bench.figures import Figure, medians_in_turns
from bench.many_documents import add_many, gather_statistics
from bench.query_plans import noted_queries, plans_of
from bench.stage import Stage
from billing_docs.domain.document_list import Place, cursor_at
from billing_docs.store.document_lists import DocumentLists
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.filing import FilingStore
from billing_docs.store.shown_types import show_only
from billing_docs.use_cases.list_documents import list_documents
from billing_docs.use_cases.post.summarise_documents import summarise_documents
from chassis.database import Database
from contracts.billing_docs import DocumentQuery

Asking: TypeAlias = Callable[[UUID, Session], None]

FEW, MANY = UUID(int=10_000, version=4), UUID(int=1_000_000, version=4)
COUNTS = {FEW: 10_000, MANY: 1_000_000}
READER = UUID(int=7, version=4)
ROUNDS = 40
# What is rare among ten thousand fills no page, and what is no longer rare is walked for: both are
# bounded, and neither is the same work.
REACH = 3.0

QUERIES = {
    "newest first": DocumentQuery(),
    "Post, newest first": DocumentQuery(folder="post"),
    "oldest first": DocumentQuery(sort="issued_on"),
    "by number": DocumentQuery(sort="number"),
    "dearest first": DocumentQuery(sort="-total"),
    "due first": DocumentQuery(sort="due_on"),
    "received last": DocumentQuery(sort="-received_at"),
    "Post, dearest first": DocumentQuery(folder="post", sort="-total"),
    "contracts": DocumentQuery(document_type="contract"),
    "with faults": DocumentQuery(has_faults=True),
    "unread": DocumentQuery(is_unread=True),
    "a month, by total": DocumentQuery(
        sort="total", issued_from=date(2020, 3, 1), issued_until=date(2020, 3, 31)
    ),
    "by number RE-0004711": DocumentQuery(number="RE-0004711"),
    "search: one document": DocumentQuery(text="re 0004711"),
    "search: all documents": DocumentQuery(text="musterfabrik wartung"),
    "search: nothing": DocumentQuery(text="musterfabrik nirgends"),
}
# Somebody who is shown only the oldest two in a hundred, behind all others.
SHOWN = ("reminder",)
SHOWN_QUERIES = {
    "shown reminders alone": DocumentQuery(),
    "shown reminders alone, received last": DocumentQuery(sort="-received_at"),
    "shown reminders alone, dearest in Post": DocumentQuery(folder="post", sort="-total"),
    "shown reminders alone, unread": DocumentQuery(is_unread=True),
    "shown reminders alone, a month by total": DocumentQuery(
        sort="total", issued_from=date(2015, 3, 1), issued_until=date(2015, 3, 31)
    ),
    "shown reminders alone, with faults": DocumentQuery(has_faults=True),
    "shown reminders alone, search": DocumentQuery(text="musterfabrik wartung"),
}


def measure(stage: Stage) -> list[Figure]:
    """Return what a page takes among a million documents, beside ten thousand."""
    urls = stage.product.namespace.databases["billing_docs"]
    database = Database(urls.application_url)
    for organisation_id, count in COUNTS.items():
        add_many(database, organisation_id, count)
    gather_statistics(urls.owner_url)
    figures = [
        *(_figure(database, name, _listing(query)) for name, query in QUERIES.items()),
        *(
            _figure(database, name, _listing(query, SHOWN), SHOWN)
            for name, query in SHOWN_QUERIES.items()
        ),
        _figure(database, "due first, those without a day", _listing(_without_a_day())),
        _figure(database, "counts by folder and type", _counting),
    ]
    database.dispose()
    return figures


def _without_a_day() -> DocumentQuery:
    query = DocumentQuery(sort="due_on")
    there = Place(value=None, document_id=UUID(int=0))
    return msgspec.structs.replace(query, cursor=cursor_at(there, query))


def _figure(
    database: Database, name: str, ask: Asking, shown_types: tuple[str, ...] | None = None
) -> Figure:
    """Measure one question of both organisations in turns, and print how it was answered."""
    medians = medians_in_turns(
        {
            str(organisation_id): partial(_ask, database, organisation_id, ask)
            for organisation_id in COUNTS
        },
        rounds=ROUNDS,
    )
    with noted_queries(database) as asked:
        _ask(database, MANY, ask)
    for plan in plans_of(database, MANY, asked, partial(show_only, document_types=shown_types)):
        sys.stdout.write(
            f"{name}: {plan.rows_read} rows, {plan.pages_read} pages of 8 kB:"
            f" {' > '.join(plan.nodes)}\n"
        )
    return Figure(
        name=f"{name}: of a million beside of ten thousand",
        ours=medians[str(MANY)] * 1000,
        floor=medians[str(FEW)] * 1000,
        unit="ms",
        reach=REACH,
    )


def _ask(database: Database, organisation_id: UUID, ask: Asking) -> None:
    with database.transaction(organisation_id=organisation_id) as session:
        ask(organisation_id, session)


def _listing(query: DocumentQuery, shown_types: tuple[str, ...] | None = None) -> Asking:
    def ask(organisation_id: UUID, session: Session) -> None:
        show_only(session, shown_types)
        lists = DocumentLists(session)
        list_documents(organisation_id, query, lists, reader=READER, shown_types=shown_types)

    return ask


def _counting(organisation_id: UUID, session: Session) -> None:
    store, looks = FilingStore(session), DocumentLooks(session)
    summarise_documents(organisation_id, reader=READER, store=store, looks=looks)
