"""The desk's lists and searches, and any number of requests for them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from bench.query_plans import gather_statistics
from chassis.database import Database
from contracts.request_desk import DeskQuery

Execute = Callable[[Any, dict[str, object]], object]

QUERIES = {
    "open, news first": DeskQuery(open=True, sort="activity"),
    "all, news first": DeskQuery(sort="activity"),
    "search: in all of them": DeskQuery(search="papier"),
    "search: open, in all of them": DeskQuery(open=True, search="papier", sort="activity"),
    "search: one in a thousand": DeskQuery(search="halle500"),
    "search: one request": DeskQuery(search="Drucker 7001"),
    "search: by number": DeskQuery(search="7001"),
    "search: nothing": DeskQuery(search="papier nirgends"),
    "search: frequent words that never meet": DeskQuery(search="halle1 halle2"),
    "open, of a department": DeskQuery(open=True, department="service_desk", sort="activity"),
}

_REQUESTS = text(
    "INSERT INTO request (id, organisation_id, requester_id, idempotency_key, kind, title,"
    " description, state, opened_at, closed_at, vendor_active_at)"
    " SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,"
    " ('00000000-0000-4000-8000-' || lpad(to_hex(n % 5000), 12, '0'))::uuid,"
    " ('00000000-0000-4000-9000-' || lpad(to_hex(n % 20000), 12, '0'))::uuid,"
    " n::text, 'technical_problem', 'Drucker ' || n || ' zieht kein Papier ein',"
    " 'Fehlercode bei jedem Format, halle' || (n % 1000),"
    " CASE WHEN n % 50 = 0 THEN 'in_progress' ELSE 'closed' END, now(), now(),"
    " now() - make_interval(secs => :until - n)"
    " FROM generate_series(CAST(:first AS int), CAST(:until AS int)) AS n"
)
_WORDS = text(
    "INSERT INTO request_word (organisation_id, request_id, audience, word)"
    " SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n % 5000), 12, '0'))::uuid,"
    " ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'public', word"
    " FROM generate_series(CAST(:first AS int), CAST(:until AS int)) AS n,"
    " unnest(ARRAY['drucker', n::text, 'zieht', 'kein', 'papier', 'ein', 'fehlercode', 'bei',"
    " 'jedem', 'format', 'halle' || (n % 1000)]) AS word"
)


def add_requests(database: Database, owner_url: str, first: int, until: int) -> None:
    """Add requests of many organisations with their words, and gather statistics."""
    with database.transaction(every_organisation=True) as session:
        insert_requests(session.execute, first, until)
    gather_statistics(owner_url, "request", "request_word")


def insert_requests(execute: Execute, first: int, until: int) -> None:
    """Insert requests of many organisations with their words."""
    for statement in (_REQUESTS, _WORDS):
        execute(statement, {"first": first, "until": until})
