"""Messages to send and messages sent."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench.growth.subject import Question, Subject, all_taken_back, filler, taken_back
from chassis.database import Database
from notifications.domain.page_keys import Key
from notifications.store.history import Asked, HistoryStore
from notifications.store.messages import MessageStore
from notifications.store.queue_statements import has_due
from notifications.store.records import MessageRecords

_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_ORGANISATION = UUID("00000000-0000-4000-8000-000000000001")
# One organisation has half of all; one message in a thousand reached nobody, one waited long.
_SENT = """
INSERT INTO message (id, idempotency_key, request_sha256, requested_by, organisation_id, kind,
    recipient, language, parameters, secrets, message_id, lane, state, attempts, created_at,
    settled_at)
SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'sent:' || n,
    repeat('0', 64), 'bench',
    ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 2 = 0 THEN 1 ELSE n % 5000 END),
        12, '0'))::uuid,
    CASE WHEN n % 500 = 0 THEN 'document_sent' ELSE 'document_arrived' END,
    'person' || n % 1000 || '@example.com', 'de', '{"number": "RE-1"}', '{}',
    '<sent-' || n || '@example.com>', 'platform',
    CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'sent' END, 1,
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second',
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second'
FROM generate_series(1, :count) AS n
"""
_ATTEMPTS = """
INSERT INTO attempt (message, number, organisation_id, recipient, started_at, handing_over_at,
    ended_at, outcome, reply)
SELECT id, 1, organisation_id, recipient, created_at, created_at, settled_at,
    CASE state WHEN 'sent' THEN 'sent' ELSE 'failed' END, '250 OK'
FROM message
"""
# Nine in ten wait for organisations' own accounts, of which one has a mail in somebody's hand.
_WAITING = """
INSERT INTO message (id, idempotency_key, request_sha256, requested_by, organisation_id, kind,
    recipient, language, parameters, secrets, message_id, lane, state, created_at, due_at)
SELECT ('01940000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'waiting:' || n,
    repeat('0', 64), 'bench',
    ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 1000 = 1 THEN 2 ELSE 1 END),
        12, '0'))::uuid,
    'document_arrived', 'person@example.com', 'de', '{}', '{}', '<waiting-' || n || '@example.com>',
    CASE WHEN n > :count * 9 / 10 THEN 'platform' ELSE 'own' END,
    CASE WHEN n = 2 THEN 'sending' ELSE 'queued' END,
    timestamptz '2026-03-01 00:00Z' + n * interval '10 ms',
    timestamptz '2026-03-01 00:00Z' + n * interval '10 ms'
FROM generate_series(1, :count) AS n
"""


def _waiting(database: Database) -> Mapping[str, Question]:
    asked: dict[str, Callable[[MessageStore], object]] = {
        "the next one, behind those of own accounts": lambda store: store.claim_next(_NOW),
        "the next one by an own account, past one that is held up": lambda store: store.claim_next(
            _NOW, "own"
        ),
        "given up by senders that are gone": lambda store: store.take_abandoned(_NOW),
    }
    questions = all_taken_back(database, asked, MessageStore)
    questions["whether one is due"] = taken_back(
        database, lambda session: has_due(session, _NOW, "platform")
    )
    questions["how many"] = taken_back(database, lambda session: MessageRecords(session).measure())
    return questions


def _sent(database: Database) -> Mapping[str, Question]:
    far_back = (datetime(2026, 1, 1, 1, tzinfo=UTC), UUID(int=0))
    rare = Asked(organisation_id=_ORGANISATION, kind="document_sent")
    unreached = Asked(organisation_id=_ORGANISATION, reached_nobody=True)
    pages: dict[str, tuple[Asked, Key | None]] = {
        "an organisation's newest": (Asked(organisation_id=_ORGANISATION), None),
        "an organisation's, far back": (Asked(organisation_id=_ORGANISATION), far_back),
        "of a rare kind": (rare, None),
        "what reached nobody": (unreached, None),
        "to an address": (Asked(organisation_id=None, recipient="person500@example.com"), None),
    }

    def page(asked: Asked, after: Key | None) -> Question:
        return taken_back(
            database, lambda session: HistoryStore(session).page(asked, after=after, limit=51)
        )

    questions = {name: page(asked, after) for name, (asked, after) in pages.items()}
    questions["bodies to forget"] = taken_back(
        database,
        lambda session: MessageStore(session).forget_bodies(settled_until=_NOW - timedelta(days=1)),
    )
    return questions


WAITING = Subject(
    name="mails to send",
    service="notifications",
    fill=filler(_WAITING),
    asked_of=_waiting,
    reads_all=frozenset({"how many"}),
)
SENT = Subject(
    name="mails sent", service="notifications", fill=filler(_SENT, _ATTEMPTS), asked_of=_sent
)
