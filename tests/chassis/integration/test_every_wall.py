"""No table with an organisation's rows stands outside the wall: S1, S18 for row-level security."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text

from kontor_local.databases import DatabaseUrls
from kontor_local.namespace import SERVICES

# They are found by a token before it is known whose they are.
_BEFORE_ANYBODY_IS_KNOWN = {"identity": {"session", "pending_sign_in", "provider_sign_in"}}
# A policy that is gone, not enforced on the owner, or not there for some command is none.
_TABLES = """
    SELECT c.relname,
           c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
               SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polqual IS NOT NULL)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attname = 'organisation_id' AND NOT a.attisdropped
      AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'public'
"""


def walls(url: str) -> dict[str, bool]:
    """Return every table that names an organisation, and whether the wall stands there."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {str(table): bool(stands) for table, stands in connection.execute(text(_TABLES))}
    engine.dispose()
    return found


def take_away_a_policy(url: str, table: str) -> None:
    """Drop every policy of a table."""
    engine = create_engine(url)
    with engine.begin() as connection:
        policies = text("SELECT policyname FROM pg_policies WHERE tablename = :table")
        for name in connection.scalars(policies, {"table": table}).all():
            connection.execute(text(f'DROP POLICY "{name}" ON {table}'))
    engine.dispose()


@pytest.mark.req("S18")
@pytest.mark.parametrize("service", SERVICES)
def test_every_table_with_an_organisation_stands_behind_the_wall_and_a_lost_policy_is_noticed(
    service: str, make_database: Callable[[str], DatabaseUrls]
) -> None:
    url = make_database(service).owner_url
    outside = _BEFORE_ANYBODY_IS_KNOWN.get(service, set())

    whole = walls(url)
    first = min(whole.keys() - outside)
    take_away_a_policy(url, first)
    broken = walls(url)

    assert {table for table, stands in whole.items() if not stands} == outside
    assert {table for table, stands in broken.items() if not stands} == outside | {first}


@pytest.mark.parametrize("service", SERVICES)
def test_no_wall_makes_the_planner_expect_hardly_anything_behind_it(
    service: str, make_database: Callable[[str], DatabaseUrls]
) -> None:
    engine = create_engine(make_database(service).owner_url)
    with engine.connect() as connection:
        policies = connection.execute(
            text("SELECT tablename, qual FROM pg_policies WHERE policyname = 'of_organisation'")
        ).all()
    engine.dispose()

    # A sub-select, as of documents, does as well (docs/adr/0066).
    expected_few = {table for table, shown in policies if not re.search("CASE|SELECT", shown)}
    assert policies
    assert expected_few == set()
