"""Any number of contracts of one partner's customers, put straight into the database of catalog."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.database import Database

Execute = Callable[[Any, dict[str, object]], object]

CONTACT = UUID(int=11, version=4)
"""Looks after one in a hundred customers of every partner."""

_AT_ONCE = 100_000
_CUSTOMERS = """
INSERT INTO organisation (organisation_id, kind, version)
SELECT md5(:partner || 'c' || n)::uuid, 'customer', 1 FROM generate_series(0, 999) AS n
ON CONFLICT DO NOTHING
"""
# The ends lie over four years around today; one in twelve got notice in the year before.
_CONTRACTS = """
INSERT INTO contract (id, organisation_id, source, number, version, starts_on, ends_on, received_at,
    kind, notice_given_on, due_on, sorted_number, sorted_customer, customer_name, partner_id,
    contact_person_id)
SELECT md5(:partner || n)::uuid, md5(:partner || 'c' || n % 1000)::uuid, '/erp/' || :partner,
    'V-' || lpad(n::text, 7, '0'), 1, date '2015-01-01',
    CAST(:today AS date) + ((n::bigint * 7919) % 1461)::int - 365, now(),
    CASE WHEN n % 5 = 0 THEN 'on_premises' ELSE 'cloud' END,
    CASE WHEN n % 12 = 0 THEN CAST(:today AS date) - ((n::bigint * 31) % 365)::int END,
    CAST(:today AS date) + ((n::bigint * 7919) % 1461)::int - 365,
    'v-' || lpad(n::text, 7, '0'), 'kunde ' || lpad((n % 1000)::text, 4, '0'),
    'Kunde ' || lpad((n % 1000)::text, 4, '0'), CAST(:partner AS uuid),
    CASE WHEN n % 100 = 0 THEN CAST(:contact AS uuid) END
FROM generate_series(:first, :last) AS n
"""


def add_many(database: Database, partner_id: UUID, count: int, today: date) -> None:
    """Give a partner that has none `count` contracts, numbered V-0000001 and so on."""
    with database.transaction(every_organisation=True) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        add_many_at_once(session.execute, partner_id, count, today)


def add_many_at_once(execute: Execute, partner_id: UUID, count: int, today: date) -> None:
    """Do the same on a connection that no wall and no time limit holds up."""
    execute(text(_CUSTOMERS), {"partner": str(partner_id)})
    for first in range(1, count + 1, _AT_ONCE):
        values: dict[str, object] = {
            "partner": str(partner_id),
            "contact": str(CONTACT),
            "today": today,
            "first": first,
            "last": min(first + _AT_ONCE - 1, count),
        }
        execute(text(_CONTRACTS), values)
