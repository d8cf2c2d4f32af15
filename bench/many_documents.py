"""Any number of documents of one organisation, put straight into the database of billing-docs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.database import Database

Execute = Callable[[Any, dict[str, object]], object]

TABLES = ("document", "document_word", "document_look")
_AT_ONCE = 100_000
# One in a thousand is a contract, one in ten is archived, one in a thousand has a fault. The oldest
# two in a hundred are reminders: what somebody who is shown these alone has to be led to.
_DOCUMENTS = """
INSERT INTO document (id, organisation_id, source, document_type, number, title, issued_on, due_on,
    total_minor_units, currency, seller_name, buyer_name, folder, format, file_name, media_type,
    size_bytes, sha256, object_key, version_id, received_at, available_until, retained_through,
    locked_until, faults, notice_requested_at, search_text)
SELECT md5(:organisation || n)::uuid, CAST(:organisation AS uuid), '/erp/' || :organisation,
    CASE WHEN n % 1000 = 7 THEN 'contract' WHEN n <= :oldest THEN 'reminder' ELSE 'invoice' END,
    'RE-' || lpad(n::text, 7, '0'), 'Wartung',
    CASE WHEN n <= :oldest THEN date '2015-01-01' + n % 365 ELSE date '2016-01-01' + n % 3650 END,
    CASE WHEN n % 3 > 0 THEN date '2016-01-15' + n % 3650 END,
    (n::bigint * 7919) % 1000003, 'EUR', 'Musterfabrik GmbH (Demo)', 'Musterkunde AG (Demo)',
    CASE WHEN n % 10 = 0 THEN 'archive' ELSE 'post' END, 'plain_pdf',
    'RE-' || lpad(n::text, 7, '0') || '.pdf', 'application/pdf', 1000, repeat('0', 64),
    :organisation || '/' || n, '1', timestamptz '2016-01-01 08:00Z' + n * interval '1 minute',
    date '2099-01-01', date '2099-01-01', timestamptz '2099-01-01 00:00Z',
    CASE WHEN n % 1000 = 3 THEN ARRAY['total_missing'] ELSE '{}'::text[] END, now(),
    ' ' || n || ' ' || lpad(n::text, 7, '0') || ' demo gmbh musterfabrik pdf re re'
        || lpad(n::text, 7, '0') || ' wartung'
FROM generate_series(:first, :last) AS n
"""
_WORDS = """
INSERT INTO document_word (organisation_id, word, document_id)
SELECT DISTINCT organisation_id, word, id
FROM document, unnest(string_to_array(ltrim(search_text), ' ')) AS word
WHERE organisation_id = CAST(:organisation AS uuid) AND received_at
    BETWEEN timestamptz '2016-01-01 08:00Z' + :first * interval '1 minute'
    AND timestamptz '2016-01-01 08:00Z' + :last * interval '1 minute'
"""


def add_many(database: Database, organisation_id: UUID, count: int) -> None:
    """Give an organisation that has none `count` documents, numbered RE-0000001 and so on."""
    for some in _pieces(count):
        with database.transaction(organisation_id=organisation_id) as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            _add(session.execute, organisation_id, some, count)


def add_many_at_once(execute: Execute, organisation_id: UUID, count: int) -> None:
    """Do the same on a connection that no wall and no time limit holds up."""
    for some in _pieces(count):
        _add(execute, organisation_id, some, count)


def _pieces(count: int) -> list[range]:
    return [
        range(first, min(first + _AT_ONCE, count + 1)) for first in range(1, count + 1, _AT_ONCE)
    ]


def _add(execute: Execute, organisation_id: UUID, some: range, count: int) -> None:
    values = {
        "organisation": str(organisation_id),
        "first": some.start,
        "last": some.stop - 1,
        "oldest": count // 50,
    }
    execute(text(_DOCUMENTS), values)
    execute(text(_WORDS), values)
