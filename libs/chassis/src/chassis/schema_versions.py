"""Which version of a service's tables the code expects, and which a database has.

Apart from what runs migrations: a process that serves never does, and loading Alembic with every
migration would take a quarter of its start.
"""

from functools import cache
from importlib import import_module
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Engine


@cache
def newest_revision(package: str) -> str | None:
    """Return the schema version that the code expects: the last number of a migration's file.

    Files are numbered as their revisions are, one after the other. Raises ModuleNotFoundError.
    """
    versions = Path(import_module(package).__file__ or "").parent / "migrations" / "versions"
    return max((file.name.partition("_")[0] for file in versions.glob("[0-9]*.py")), default=None)


def database_revision(engine: Engine) -> str | None:
    """Return the schema version that the database has, None before the first migration."""
    with engine.connect() as connection:
        if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
