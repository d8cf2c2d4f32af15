"""The desk's lists and searches among a million requests, beside ten thousand."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlalchemy import create_engine, text

from bench.figures import Figure, medians_in_turns
from bench.stage import Stage
from chassis.clock import SystemClock
from chassis.database import Database
from chassis.testing import a_principal
from contracts.request_desk import DeskQuery
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.list_desk_requests import list_desk_requests

FEW, MANY = 10_000, 1_000_000
ROUNDS = 20
# What is rare among ten thousand is walked for when it is no longer rare: both are bounded.
REACH = 3.0

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


def measure(stage: Stage) -> list[Figure]:
    """Return what a page takes among a million requests, beside ten thousand."""
    urls = stage.product.namespace.databases["tickets"]
    return compare(Database(urls.application_url, statement_timeout_seconds=0), urls.owner_url)


def compare(
    database: Database, owner_url: str, *, few: int = FEW, many: int = MANY
) -> list[Figure]:
    """Return the figures of `many` requests beside `few` on one database."""
    room = RecordRoom(database, SystemClock())
    add_requests(database, owner_url, 1, few)
    floor = medians_in_turns(_works(room), rounds=ROUNDS)
    add_requests(database, owner_url, few + 1, many)
    ours = medians_in_turns(_works(room), rounds=ROUNDS)
    return [
        Figure(
            name=f"{name}: of {many:,} beside of {few:,}",
            ours=ours[name] * 1000,
            floor=floor[name] * 1000,
            unit="ms",
            reach=REACH,
        )
        for name in QUERIES
    ]


def add_requests(database: Database, owner_url: str, first: int, until: int) -> None:
    """Add requests of many organisations with their words, and gather statistics."""
    with database.transaction(every_organisation=True) as session:
        for statement in (_REQUESTS, _WORDS):
            session.execute(statement, {"first": first, "until": until})
    engine = create_engine(owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE request"))
        connection.execute(text("VACUUM ANALYZE request_word"))
    engine.dispose()


def _works(room: RecordRoom) -> dict[str, Callable[[], object]]:
    agent = a_principal(organisation_kind="vendor", organisation_id=UUID(int=1))
    return {
        name: partial(list_desk_requests, agent, query, room) for name, query in QUERIES.items()
    }
