"""Migrations: run them, and make the tables and policies that every service shares.

They run as the owner of the database; the application role gets rows, never tables.
"""

import os
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from alembic import context, op
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine

from chassis.tables import infrastructure

OWNER_URL = "KONTOR_DATABASE_OWNER_URL"
_APP_ROLE = "kontor_app_role"
_LOCK = 7_526_001  # any number; two migrations of one database wait for each other


def migrate(package: str, owner_url: str, app_role: str) -> None:
    """Bring the database of `package` to its newest schema; repeating it changes nothing."""
    alembic.command.upgrade(_config(package, owner_url, app_role), "head")


def newest_revision(package: str) -> str | None:
    """Return the schema version that the code expects."""
    return ScriptDirectory.from_config(_config(package, "", "")).get_current_head()


def database_revision(engine: Engine) -> str | None:
    """Return the schema version that the database has, None before the first migration."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def run(metadata: Any = None) -> None:
    """Run the migrations that Alembic asked for; called by each service's `migrations/env.py`."""
    config = context.config
    engine = create_engine(config.get_main_option("sqlalchemy.url") or os.environ[OWNER_URL])
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text("SET lock_timeout = '2s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


def create_infrastructure_v1() -> None:
    """Create outbox, inbox, parked messages and audit trail, in a service's first migration."""
    infrastructure.create_all(op.get_bind(), checkfirst=False)
    # The trail can be added to and read, by nobody changed (BR-11).
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM {_app_role()}")


def protect_by_organisation(table: str, *, column: str = "organisation_id") -> None:
    """Let a transaction see rows of `table` only of the organisation it has named (docs/adr/0017).

    Fails closed: with nothing named, `current_setting` gives NULL and no row matches.
    """
    condition = (
        f"{column} = nullif(current_setting('app.organisation', true), '')::uuid"
        " OR current_setting('app.every_organisation', true) = 'on'"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY of_organisation ON {table} USING ({condition}) WITH CHECK ({condition})"
    )


def allow_updates_of(table: str, *columns: str) -> None:
    """Let the application role add rows to `table` and change these columns, and nothing else.

    What a row says of the past stays as it was said, whatever the code comes to.
    """
    role = _app_role()
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
    if columns:
        op.execute(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}")


def _app_role() -> str:
    role = context.config.get_main_option(_APP_ROLE)
    if not role:
        raise LookupError("migrations are run through `python -m chassis prepare`")
    return '"' + role.replace('"', '""') + '"'


def _config(package: str, owner_url: str, app_role: str) -> alembic.config.Config:
    config = alembic.config.Config()
    folder = Path(__import__(package).__file__ or "").parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    config.set_main_option(_APP_ROLE, app_role)
    return config


def role_in(url: str) -> str:
    """Return the role that a database address signs in with."""
    return make_url(url).username or ""
