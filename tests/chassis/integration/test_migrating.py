"""Migrations while the product is in use: nobody waits for them long, and they come through."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from chassis.migrations import migrate
from kontor_local.databases import create_database, drop_database
from kontor_local.servers import Servers
from tests.service_plugin import inherited_python_path
from tests.waiting import until

ENVIRONMENT = "from chassis.migrations import run\n\nrun()\n"
SHELF = 'op.execute("CREATE TABLE shelf (id int PRIMARY KEY, words text)")'
LABEL = 'op.execute("ALTER TABLE shelf ADD COLUMN label text")'
INDEX = 'create_index_while_in_use("ix_shelf_words", "shelf", "words")'
WAITS = "SELECT count(*) FROM pg_locks WHERE relation = 'shelf'::regclass AND NOT granted"
MIGRATION = """\
from alembic import op
from chassis.migrations import create_index_while_in_use

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
    {step}
"""


class Shelf:
    """A package with migrations of its own and a database that they are for."""

    def __init__(self, package: str, folder: Path, owner_url: str) -> None:
        self.package = package
        self._versions = folder / package / "migrations" / "versions"
        self._versions.mkdir(parents=True)
        (folder / package / "__init__.py").touch()
        (folder / package / "migrations" / "env.py").write_text(ENVIRONMENT)
        self.engine = create_engine(owner_url, poolclass=NullPool)
        self.migrate = partial(migrate, package, owner_url, "nobody")
        self._folder, self._url = folder, owner_url

    def add(self, revision: str, step: str) -> None:
        """Write the next migration."""
        before = f'"{int(revision) - 1:04}"' if revision != "0001" else None
        (self._versions / f"{revision}_step.py").write_text(
            MIGRATION.format(revision=revision, before=before, step=step)
        )

    def migrate_in_another_process(self) -> None:
        """Do the same where nothing is shared with this one but the database."""
        words = "import sys; from chassis.migrations import migrate; migrate(*sys.argv[1:])"
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", words, self.package, self._url, "nobody"],
            env={"PYTHONPATH": inherited_python_path(self._folder)},
            check=True,
            timeout=60,
        )

    def ask(self, query: str, connection: Connection | None = None) -> object:
        """Return the first value of the answer."""
        if connection is not None:
            return connection.scalar(text(query))
        with self.engine.connect() as fresh:
            fresh.execute(text("SET statement_timeout = '30s'"))
            return fresh.scalar(text(query))


@pytest.fixture
def shelf(servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    name = f"shelf_{secrets.token_hex(4)}"
    urls = create_database(servers, f"t_{name}", "sample")
    monkeypatch.syspath_prepend(str(tmp_path))
    shelf = Shelf(name, tmp_path, urls.owner_url)
    shelf.add("0001", SHELF)
    shelf.migrate()
    yield shelf
    drop_database(servers, f"t_{name}")


def beside(work: Callable[[], None]) -> Callable[[], None]:
    """Begin `work` in a thread of its own; return what waits for its end."""
    pool = ThreadPoolExecutor(1)
    running = pool.submit(work)

    def wait() -> None:
        running.result(60)
        pool.shutdown()

    return wait


def test_nobody_waits_for_a_migration_that_waits_for_a_long_transaction(shelf: Shelf) -> None:
    shelf.add("0002", LABEL)
    with shelf.engine.connect() as long, long.begin():
        shelf.ask("SELECT count(*) FROM shelf", long)
        wait = beside(shelf.migrate)
        until(lambda: shelf.ask(WAITS) == 1, seconds=30)

        # Behind the migration, which is behind the long transaction, which has not ended.
        assert shelf.ask("SELECT count(*) FROM shelf") == 0

    wait()
    assert shelf.ask("SELECT count(label) FROM shelf") == 0


def test_an_index_is_made_while_others_write_and_while_a_second_prepare_waits(shelf: Shelf) -> None:
    shelf.add("0002", INDEX)
    with shelf.engine.connect() as writer, writer.begin():
        writer.execute(text("INSERT INTO shelf VALUES (1, 'before')"))
        first, second = beside(shelf.migrate), beside(shelf.migrate_in_another_process)
        until(lambda: shelf.ask("SELECT to_regclass('ix_shelf_words') IS NOT NULL"), seconds=30)

        writer.execute(text("INSERT INTO shelf VALUES (2, 'meanwhile')"))

    first()
    second()
    assert shelf.ask("SELECT count(*) FROM shelf") == 2
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_shelf_words'::regclass"
    assert shelf.ask(valid) is True
