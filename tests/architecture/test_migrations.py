"""What the code believes of its tables is what its migrations make of a database."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, text

from chassis.tables import infrastructure
from kontor_local.databases import create_database, drop_database
from kontor_local.servers import Servers
from tests.architecture.sources import ROOT, SERVICES
from tests.service_plugin import MakeDatabase

PACKAGES = [
    name.replace("-", "_")
    for name in SERVICES
    if Path(ROOT, "services", name, "src", name.replace("-", "_"), "migrations/versions").exists()
]

# Columns with type, default and null; constraints and indexes with their whole definition. Exact,
# and more than Alembic compares: it looks at no check constraint and at no index condition.
_DESCRIPTION = """
    SELECT format('%s.%s %s%s default %s identity %s', c.relname, a.attname,
                  format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
                  coalesce(pg_get_expr(d.adbin, d.adrelid), '-'),
                  CASE a.attidentity WHEN '' THEN '-' ELSE a.attidentity::text END)
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relname <> 'alembic_version'
    UNION ALL
    SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
       AND conrelid::regclass::text <> 'alembic_version' AND contype <> 'n'
    UNION ALL
    SELECT indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""

EmptyDatabase = Callable[[], str]


@pytest.fixture
def empty_database(servers: Servers) -> Iterator[EmptyDatabase]:
    """Return a maker of an empty database; it answers the owner's address."""
    made: list[str] = []

    def make() -> str:
        made.append(f"t_declared_{len(made)}_{id(made):x}")
        return create_database(servers, made[-1], "identity").owner_url

    yield make
    for name in made:
        drop_database(servers, name)


def describe(owner_url: str) -> set[str]:
    """Return one line for each column, constraint and index of a database."""
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        lines = set(connection.scalars(text(_DESCRIPTION)))
    engine.dispose()
    return lines


def declared_metadata(package: str) -> list[MetaData]:
    """Return what the modules of a service's store declare; each has the whole or a part of it."""
    store = importlib.import_module(f"{package}.store")
    modules = [
        importlib.import_module(f"{package}.store.{module.name}")
        for module in pkgutil.iter_modules(store.__path__)
    ]
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, MetaData) and value is not infrastructure
    ]
    return list(dict.fromkeys(found))


def declare(owner_url: str, *tables: MetaData) -> None:
    """Make the tables as the code declares them."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for metadata in tables:
            metadata.create_all(connection)
    engine.dispose()


@pytest.mark.parametrize("package", PACKAGES)
def test_migrations_make_what_the_code_declares(
    make_database: MakeDatabase, empty_database: EmptyDatabase, package: str
) -> None:
    declared_url = empty_database()
    declare(declared_url, infrastructure, *declared_metadata(package))

    migrated, declared = describe(make_database(package).owner_url), describe(declared_url)

    only_migrated, only_declared = migrated - declared, declared - migrated
    assert not only_migrated, f"not in tables.py: {sorted(only_migrated)}"
    assert not only_declared, f"not in migrations: {sorted(only_declared)}"


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE outbox ADD COLUMN colour text",
        "ALTER TABLE outbox ALTER COLUMN tries DROP DEFAULT",
        "ALTER TABLE outbox ALTER COLUMN tries DROP NOT NULL",
        "ALTER TABLE outbox ALTER COLUMN exchange TYPE varchar(201)",
        "ALTER TABLE outbox ADD CONSTRAINT few_tries CHECK (tries < 9)",
        "DROP INDEX ix_outbox_not_before",
        "CREATE INDEX ix_few ON outbox (id) WHERE tries < 9",
    ],
)
def test_each_difference_is_found(empty_database: EmptyDatabase, change: str) -> None:
    first, second = empty_database(), empty_database()
    declare(first, infrastructure)
    declare(second, infrastructure)
    assert describe(first) == describe(second)

    engine = create_engine(second)
    with engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()

    assert describe(first) != describe(second)
