"""Requests: the desk's lists and searches, those of one person, what is overdue or to be erased."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.engine import Connection

from bench.desk_search import QUERIES, insert_requests
from bench.growth.subject import Question, Subject, all_taken_back, filler
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import a_principal
from contracts.tickets import RequestQuery
from tickets.domain.keeping import Keeping
from tickets.store.records import RecordRoom, Records
from tickets.use_cases.desk.list_desk_requests import list_desk_requests
from tickets.use_cases.requests.list_requests import list_requests
from tickets.use_cases.requests.summarise_requests import summarise_requests

_CLOCK = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
_ORGANISATION = UUID("00000000-0000-4000-8000-000000000007")
_PERSON = UUID("00000000-0000-4000-9000-000000000007")
_KEEPING = Keeping(
    by_kind={
        "invoice_question": timedelta(days=3650),
        "technical_problem": timedelta(days=365),
    }
)
# One person asked one in ten. Half are closed and kept for ten years, one in a hundred is over.
_ASKED = """
INSERT INTO request (id, organisation_id, requester_id, idempotency_key, kind, title, description,
    state, opened_at, closed_at, due_at, vendor_active_at, customer_active_at)
SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 10 = 0 THEN 7 ELSE n % 5000 END),
        12, '0'))::uuid,
    ('00000000-0000-4000-9000-' || lpad(to_hex(CASE WHEN n % 10 = 0 THEN 7 ELSE n % 20000 END),
        12, '0'))::uuid,
    n::text, CASE WHEN n % 2 = 0 THEN 'invoice_question' ELSE 'technical_problem' END,
    'Drucker ' || n || ' zieht kein Papier ein', 'Fehlercode bei jedem Format',
    CASE WHEN n % 500 = 0 THEN 'in_progress' ELSE 'closed' END,
    timestamptz '2024-01-01 00:00Z' + n * interval '1 second',
    CASE WHEN n % 500 > 0 THEN n * interval '1 second' + CASE
        WHEN n % 2 = 0 OR n % 100 = 1 THEN timestamptz '2024-02-01 00:00Z'
        ELSE timestamptz '2026-01-01 00:00Z' END END,
    CASE WHEN n % 500 = 0 THEN timestamptz '2024-01-08 00:00Z' + n * interval '1 second' END,
    timestamptz '2024-02-01 00:00Z' + n * interval '1 second',
    timestamptz '2024-02-01 00:00Z' + n * interval '1 second'
FROM generate_series(1, :count) AS n
"""


def _fill_desk(connection: Connection, count: int) -> None:
    insert_requests(connection.execute, 1, count)


def _desk(database: Database) -> Mapping[str, Question]:
    agent = a_principal(organisation_kind="vendor", organisation_id=UUID(int=1))
    room = RecordRoom(database, _CLOCK)
    return {
        name: partial(list_desk_requests, agent, query, room) for name, query in QUERIES.items()
    }


def _own(database: Database) -> Mapping[str, Question]:
    person = a_principal(organisation_id=_ORGANISATION, subject=_PERSON)
    room = RecordRoom(database, _CLOCK)
    lists = {
        "a person's newest": RequestQuery(),
        "a person's, news first": RequestQuery(sort="activity"),
        "a person's open ones": RequestQuery(state="in_progress"),
        "shared with a person": RequestQuery(scope="shared"),
        "search: in a person's": RequestQuery(search="Drucker 99 "),
        "search: in a person's, nothing": RequestQuery(search="nirgends"),
    }
    ticks: dict[str, Callable[[Records], object]] = {
        "overdue ones": lambda records: records.desk.claim_overdue(100),
        "those to erase": lambda records: records.erasure.claim_over(_KEEPING, 100),
        "somebody's to do": lambda records: records.desk.count_open_of(_PERSON),
    }
    return {
        **{name: partial(list_requests, person, query, room) for name, query in lists.items()},
        "in the header of a person's pages": partial(summarise_requests, person, room),
        **all_taken_back(database, ticks, lambda session: Records(session, _CLOCK)),
    }


DESK = Subject(name="desk", service="tickets", fill=_fill_desk, asked_of=_desk)
REQUESTS = Subject(name="requests", service="tickets", fill=filler(_ASKED), asked_of=_own)
