"""What every service has: the outbox and its relay, parked messages, the audit trail."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from bench.growth.subject import Question, Subject, all_taken_back, filler
from chassis.audit import VENDOR_CHAIN, AuditTrail
from chassis.database import Database
from chassis.held_destinations import Destination
from chassis.outbox_rows import OutboxRows
from chassis.parking import Parking

_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_BATCH = 100
# The first half of what waits is for a destination that takes nothing; one in a thousand was tried.
_STUCK = Destination("tickets.events", "gone")
_OUTBOX = """
INSERT INTO outbox (id, exchange, routing_key, content_type, headers, body, mandatory, created_at,
    tries, not_before)
SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'tickets.events',
    CASE WHEN n <= :count / 2 THEN 'gone' ELSE 'request_changed' END, 'application/json', '{}',
    convert_to(repeat('x', 200), 'UTF8'), true,
    timestamptz '2026-03-01 00:00Z' + n * interval '10 ms',
    CASE WHEN n % 1000 = 0 THEN 3 ELSE 0 END,
    timestamptz '2026-03-01 00:00Z' + n * interval '10 ms'
FROM generate_series(1, :count) AS n
"""
# One in a hundred is still parked, one in a thousand waits for a customer; the others are settled.
_PARKED = """
INSERT INTO parked_message (id, queue, event_source, event_id, event_type, publisher, code,
    explanation, waits_for, attempts, content_type, headers, properties, body, fingerprint,
    first_seen_at, last_seen_at, state, settled_at, settled_by, settled_reason)
SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'in-document', '/erp/demo',
    'event-' || n, 'document.issued.v1', 'erp-demo',
    CASE WHEN n % 1000 = 0 THEN 'unknown_customer' WHEN n % 300 = 0 THEN 'rare' ELSE 'usual' END,
    'why', CASE WHEN n % 1000 = 0 THEN 'customer:' || n END, 1, 'application/json', '{}', '{}',
    convert_to(repeat('x', 500), 'UTF8'), md5(n::text) || md5(n::text),
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second',
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second',
    CASE WHEN n % 100 = 0 THEN 'parked' ELSE 'replayed' END,
    CASE WHEN n % 100 > 0 THEN timestamptz '2026-03-01 00:00Z' END,
    CASE WHEN n % 100 > 0 THEN 'person:x' END, CASE WHEN n % 100 > 0 THEN '' END
FROM generate_series(1, :count) AS n
"""
# Half of all is the vendor's own chain, the other half one organisation's in a thousand.
_TRAIL = """
INSERT INTO audit_entry (chain, sequence, at, actor, action, subject, details, previous_hash, hash)
SELECT CASE WHEN n % 2 = 0 THEN CAST('{vendor}' AS uuid)
        ELSE ('00000000-0000-4000-8000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid END,
    CASE WHEN n % 2 = 0 THEN n / 2 ELSE 1 + n / 1000 END,
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second', 'person:' || n % 100,
    'request.opened', 'request:' || n, '{{}}', repeat('0', 64), md5(n::text) || md5(n::text)
FROM generate_series(1, :count) AS n
"""


def _outbox(database: Database) -> Mapping[str, Question]:
    asked: dict[str, Callable[[OutboxRows], object]] = {
        "a relay's next hundred": lambda outbox: outbox.take_up(_BATCH),
        "a relay's next hundred, past a destination that takes nothing": lambda outbox: (
            outbox.take_up(_BATCH, not_to=[_STUCK])
        ),
        "one to try a destination with": lambda outbox: outbox.take_one(_STUCK),
        "whether anything waits for a destination": lambda outbox: outbox.is_any_for(_STUCK),
        "how much waits": lambda outbox: outbox.backlog(),
        "what is stuck": lambda outbox: outbox.stuck(),
    }
    return all_taken_back(database, asked, lambda session: OutboxRows(session, _NOW))


def _parked(database: Database) -> Mapping[str, Question]:
    asked: dict[str, Callable[[Parking], object]] = {
        "the oldest hundred": lambda parking: parking.listed(),
        "the oldest of a code": lambda parking: parking.listed(code="rare"),
        "what became of a publisher's events": lambda parking: parking.of_events(
            "/erp/demo", [f"event-{number}" for number in range(100, 200)]
        ),
        "how many": lambda parking: parking.waiting(),
    }
    return all_taken_back(database, asked, lambda session: Parking(session, _NOW))


def _trail(database: Database) -> Mapping[str, Question]:
    organisation = UUID("00000000-0000-4000-8000-000000000001")
    asked: dict[str, Callable[[AuditTrail], object]] = {
        "an organisation's newest": lambda trail: trail.page(organisation),
        "the vendor's newest": lambda trail: trail.page(None),
        "the vendor's, far back": lambda trail: trail.page(None, older_than=1000),
        "one more entry": lambda trail: trail.record(
            organisation_id=None, actor="person:1", action="request.opened", subject="request:1"
        ),
    }
    return all_taken_back(database, asked, lambda session: AuditTrail(session, _NOW))


OUTBOX = Subject(
    name="outbox",
    service="tickets",
    fill=filler(_OUTBOX),
    asked_of=_outbox,
    reads_all=frozenset({"how much waits"}),
)
PARKED = Subject(
    name="parked messages",
    service="tickets",
    fill=filler(_PARKED),
    asked_of=_parked,
    reads_all=frozenset({"how many"}),
)
TRAIL = Subject(
    name="audit trail",
    service="tickets",
    fill=filler(_TRAIL.format(vendor=VENDOR_CHAIN)),
    asked_of=_trail,
)
