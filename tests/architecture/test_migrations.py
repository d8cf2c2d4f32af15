"""What the code believes of its tables is what migrations make, and old code lives with them."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, text

from chassis.tables import infrastructure
from kontor_local.databases import create_database, drop_database
from kontor_local.servers import Servers
from tests.architecture.sources import ROOT, SERVICES
from tests.migration_sql import Statements, dangers_of
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


def versions_of(package: str) -> Path:
    """Return the folder of a service's migrations."""
    return Path(importlib.import_module(package).__file__ or "").parent / "migrations/versions"


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


# The number of the last file is the version that the code expects (chassis.schema_versions).
_REVISION = re.compile(r'^revision = "(.+)"$', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision = (?:None|"(.+)")$', re.MULTILINE)


def misnumbered(folder: Path) -> list[str]:
    """Return what is not numbered as its file, or does not follow the file before it."""
    found: list[str] = []
    before = None
    for number, file in enumerate(sorted(folder.glob("*.py")), start=1):
        source = file.read_text(encoding="utf-8")
        revision, follows = _REVISION.search(source), _BEFORE.search(source)
        if not (revision and follows and revision[1] == file.name[:4] == f"{number:04}"):
            found.append(f"{file.name} is not revision {number:04}")
        elif follows[1] != before:
            found.append(f"{file.name} follows {follows[1]}")
        before = f"{number:04}"
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_migrations_are_numbered_as_their_files_one_after_the_other(package: str) -> None:
    assert misnumbered(versions_of(package)) == []


@pytest.mark.parametrize(
    ("name", "revision", "before", "said"),
    [
        ("0002_more.py", "0003", '"0001"', "0002_more.py is not revision 0002"),
        ("0003_more.py", "0003", '"0001"', "0003_more.py is not revision 0002"),
        ("0002_more.py", "0002", "None", "0002_more.py follows None"),
    ],
)
def test_a_migration_out_of_its_turn_is_found(
    tmp_path: Path, name: str, revision: str, before: str, said: str
) -> None:
    (tmp_path / "0001_first.py").write_text('revision = "0001"\ndown_revision = None\n')
    (tmp_path / name).write_text(f'revision = "{revision}"\ndown_revision = {before}\n')

    assert misnumbered(tmp_path) == [said]


# While the old code still runs -------------------------------------------------------------------

RELEASED = tomllib.loads((ROOT / "docs/released-schema.toml").read_text())
# A table that is there, and what a migration would do to it.
NOTES = "CREATE TABLE note (id uuid PRIMARY KEY, words text)"


def reasons_of(package: str, revision: str) -> dict[str, str]:
    """Return why a migration may do what squawk objects to: its own SAFE_BECAUSE."""
    (file,) = versions_of(package).glob(f"{revision}_*.py")
    names: dict[str, Any] = {}
    exec(compile(file.read_text(), str(file), "exec"), names)  # noqa: S102 - our own migration
    reasons: dict[str, str] = names.get("SAFE_BECAUSE", {})
    return reasons


@pytest.mark.parametrize("package", PACKAGES)
def test_what_came_after_the_release_leaves_the_released_code_its_tables(
    migrated_template: Callable[[str], str],
    migration_statements: dict[str, Statements],
    tmp_path: Path,
    package: str,
) -> None:
    migrated_template(package)
    statements = migration_statements[package]

    since = {
        revision: lines for revision, lines in statements.items() if revision > RELEASED[package]
    }
    dangers = dangers_of(since, tmp_path / "sql") if since else {}

    assert RELEASED[package] in statements
    unexplained = {
        revision: sorted(found - set(reasons_of(package, revision)))
        for revision, found in dangers.items()
        if found - set(reasons_of(package, revision))
    }
    assert not unexplained, (
        f"{package}: {unexplained}. See squawkhq.com/docs/<rule> and docs/adr/0053: take smaller"
        ' steps, or say in the migration why it is safe: SAFE_BECAUSE = {"<rule>": "<reason>"}'
    )


DANGERS = {
    "ALTER TABLE note DROP COLUMN words": "ban-drop-column",
    "DROP TABLE note": "ban-drop-table",
    "ALTER TABLE note RENAME COLUMN words TO text": "renaming-column",
    "ALTER TABLE note ADD COLUMN language text NOT NULL": "adding-required-field",
    "ALTER TABLE note ALTER COLUMN words SET NOT NULL": "adding-not-nullable-field",
    "ALTER TABLE note ALTER COLUMN words TYPE varchar(9)": "changing-column-type",
    "CREATE INDEX ix_words ON note (words)": "require-concurrent-index-creation",
    "ALTER TABLE note ADD CHECK (words <> '')": "constraint-missing-not-valid",
    "ALTER TABLE note ADD UNIQUE (words)": "disallowed-unique-constraint",
}


def test_each_danger_to_the_old_code_is_found(tmp_path: Path) -> None:
    changes = {f"{number:04}": [change] for number, change in enumerate(DANGERS, start=2)}

    dangers = dangers_of({"0001": [NOTES], **changes}, tmp_path / "sql")

    missed = [
        (change, danger, dangers.get(revision))
        for (revision, _), (change, danger) in zip(changes.items(), DANGERS.items(), strict=True)
        if danger not in dangers.get(revision, set())
    ]
    assert missed == []
    assert "0001" not in dangers


def test_small_steps_are_in_no_danger(tmp_path: Path) -> None:
    steps = [
        "ALTER TABLE note ADD COLUMN language text",
        "ALTER TABLE note ADD CONSTRAINT ck_words CHECK (words <> '') NOT VALID",
        "CREATE INDEX CONCURRENTLY ix_words ON note (words)",
        "CREATE TABLE shelf (id uuid PRIMARY KEY, note_id uuid NOT NULL REFERENCES note (id))",
        "CREATE INDEX ix_shelf_note ON shelf (note_id)",
    ]

    assert dangers_of({"0002": steps}, tmp_path / "sql") == {}
