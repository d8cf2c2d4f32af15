"""Documents of one organisation: lists, searches, what retention and the scrub look for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy.engine import Connection

from bench.growth.subject import Question, Subject, filler, taken_back
from bench.many_documents import add_many_at_once
from billing_docs.domain.document_list import Place, cursor_at
from billing_docs.store.damages import DamageStore
from billing_docs.store.deletions import DeletionStore
from billing_docs.store.document_lists import DocumentLists
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.documents import DocumentStore
from billing_docs.store.filing import FilingStore
from billing_docs.store.holds import HoldStore
from billing_docs.store.leaving import LeavingStore
from billing_docs.store.shown_types import show_only
from billing_docs.store.words import WordStore
from billing_docs.use_cases.list_documents import list_documents
from billing_docs.use_cases.post.summarise_documents import summarise_documents
from chassis.database import Database
from contracts.billing_docs import DocumentQuery
from contracts.deletion import ProposeDeletion

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

_ORGANISATION, _READER = UUID(int=7, version=4), UUID(int=8, version=4)
_NOW, _TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2)
# Of five thousand customers. One in a thousand has left both clocks, as many leave soon, and all
# the others were proven this month.
_KEPT = """
INSERT INTO document (id, organisation_id, source, document_type, number, title, issued_on,
    total_minor_units, currency, seller_name, buyer_name, folder, format, file_name, media_type,
    size_bytes, sha256, object_key, version_id, received_at, verified_at, available_until,
    retained_through, locked_until, faults, notice_requested_at,
    search_text)
SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(to_hex(n % 5000), 12, '0'))::uuid, '/erp/demo', 'invoice',
    'RE-' || lpad(n::text, 7, '0'), 'Wartung', date '2018-01-01', 100, 'EUR',
    'Musterfabrik GmbH (Demo)', 'Musterkunde AG (Demo)', 'post', 'plain_pdf', 'RE.pdf',
    'application/pdf', 1000, repeat('0', 64), n::text, '1', timestamptz '2018-01-01 08:00Z',
    CASE WHEN n % 1000 = 2 THEN timestamptz '2026-01-01 08:00Z'
        ELSE timestamptz '2026-03-01 08:00Z' END,
    CASE n % 1000 WHEN 0 THEN date '2025-12-31' WHEN 1 THEN date '2026-03-20'
        ELSE date '2030-01-01' END,
    CASE WHEN n % 1000 = 0 THEN date '2025-12-31' ELSE date '2029-12-31' END,
    timestamptz '2026-01-01 00:00Z', '{}',
    CASE WHEN n % 1000 = 3 THEN NULL ELSE timestamptz '2018-01-01 08:00Z' END, ' wartung'
FROM generate_series(1, :count) AS n
"""


# One document and one customer are held by a case, in the store too.
_HELD = """
INSERT INTO legal_hold (id, organisation_id, document_id, case_id, reason, placed_at, placed_by)
SELECT gen_random_uuid(), organisation_id, CASE WHEN number = 'RE-0000007' THEN id END,
    'case-' || number, 'Rechtsstreit', now(), 'person:x'
FROM document WHERE number IN ('RE-0000007', 'RE-0000008')
"""
_HELD_IN_STORE = """
INSERT INTO hold_in_store (document_id, organisation_id, placed_at)
SELECT id, organisation_id, now() FROM document
WHERE number = 'RE-0000007'
    OR organisation_id = '00000000-0000-4000-8000-000000000008'
"""


def _fill_one(connection: Connection, count: int) -> None:
    add_many_at_once(connection.execute, _ORGANISATION, count)


def _lists(database: Database) -> Mapping[str, Question]:
    there = Place(value=None, document_id=UUID(int=0))
    due = DocumentQuery(sort="due_on")
    lists = {
        **QUERIES,
        "due first, those without a day": msgspec.structs.replace(
            due, cursor=cursor_at(there, due)
        ),
    }
    return {
        **{name: partial(_list, database, query, None) for name, query in lists.items()},
        **{name: partial(_list, database, query, SHOWN) for name, query in SHOWN_QUERIES.items()},
        "counts by folder and type": partial(_count, database),
    }


def _list(database: Database, query: DocumentQuery, shown_types: tuple[str, ...] | None) -> None:
    with database.transaction(organisation_id=_ORGANISATION) as session:
        show_only(session, shown_types)
        lists = DocumentLists(session)
        list_documents(_ORGANISATION, query, lists, reader=_READER, shown_types=shown_types)


def _count(database: Database) -> None:
    with database.transaction(organisation_id=_ORGANISATION) as session:
        store, looks = FilingStore(session), DocumentLooks(session)
        summarise_documents(_ORGANISATION, reader=_READER, store=store, looks=looks)


def _picks(database: Database) -> Mapping[str, Question]:
    soon = date(2026, 4, 1)
    asked = {
        "longest not proven": lambda session: DamageStore(session).due(
            datetime(2026, 2, 1, tzinfo=UTC), limit=100
        ),
        "nothing to prove": lambda session: DamageStore(session).due(
            datetime(2025, 12, 1, tzinfo=UTC), limit=100
        ),
        "when the longest unproven was": lambda session: DamageStore(session).longest_unproven(),
        "to be deleted": lambda session: DeletionStore(session).due(
            ProposeDeletion(reason="Ablauf", most_documents=100), _TODAY
        ),
        "whom documents leave soon": lambda session: LeavingStore(session).due(_TODAY, soon),
        "without a notice": lambda session: DocumentStore(session).without_notice(
            organisation_id=None, older_than=None, limit=51
        ),
        "to hold in the store": lambda session: HoldStore(session).to_hold_in_store(limit=100),
        "to free in the store": lambda session: HoldStore(session).to_free_in_store(limit=100),
        "without words": lambda session: WordStore(session).index_waiting(limit=100),
    }
    return {name: taken_back(database, ask) for name, ask in asked.items()}


DOCUMENTS = Subject(name="documents", service="billing_docs", fill=_fill_one, asked_of=_lists)
KEPT = Subject(
    name="kept documents",
    service="billing_docs",
    fill=filler(_KEPT, _HELD, _HELD_IN_STORE),
    asked_of=_picks,
)
