"""Migrations: run them, and make the tables and policies that every service shares.

They run as the owner of the database; the application role gets rows, never tables.
"""

import os
import time
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from alembic import context, op
from sqlalchemy import TextClause, create_engine, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from chassis.log import get_logger
from chassis.tables import OUTBOX_BY_DESTINATION, infrastructure

OWNER_URL = "KONTOR_DATABASE_OWNER_URL"
_APP_ROLE = "kontor_app_role"
_LOCK = 7_526_001  # any number; two migrations of one database wait for each other
# Whoever waits for a table keeps everybody behind him from it. Of the two seconds that people
# may have to wait during an upgrade (P8), half are left to a busy machine.
_LONGEST_WAIT = "1s"
_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL, appendix A
_TRIES = 90
_PAUSE_SECONDS = 1.0
# Of `a OR b` PostgreSQL expects the share of rows that the query names already, as if it were
# another question, and so a hundredth of a hundredth; of a CASE it expects half (docs/adr/0066).
_OF_ORGANISATION = """
CASE WHEN organisation_id = nullif(current_setting('app.organisation', true), '')::uuid THEN true
ELSE current_setting('app.every_organisation', true) = 'on' END
"""
_WITH_OLD_WORDS = text(
    "SELECT tablename FROM pg_policies WHERE schemaname = current_schema"
    " AND policyname = 'of_organisation' AND qual NOT LIKE '%CASE%' AND qual NOT LIKE '%SELECT%'"
)
_log = get_logger(__name__)


def migrate(package: str, owner_url: str, app_role: str) -> None:
    """Bring the database of `package` to its newest schema; repeating it changes nothing.

    Each migration is a transaction of its own. One that does not get its table within a second
    lets everybody else go on and is tried again, for three minutes.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            alembic.command.upgrade(_config(package, owner_url, app_role), "head")
        except OperationalError as error:
            if not tries_left or getattr(error.orig, "pgcode", None) != _LOCK_NOT_AVAILABLE:
                raise
            _log.warning("migration waits for a table that is in use", package=package)
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def run(metadata: Any = None) -> None:
    """Run the migrations that Alembic asked for; called by each service's `migrations/env.py`."""
    config = context.config
    url = config.get_main_option("sqlalchemy.url") or os.environ[OWNER_URL]
    # Closed, not kept, also after a failure: the lock below ends with its connection.
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        _wait_for_turn(connection)
        connection.execute(text(f"SET lock_timeout = '{_LONGEST_WAIT}'"))
        connection.commit()
        context.configure(
            connection=connection, target_metadata=metadata, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


def _wait_for_turn(connection: Connection) -> None:
    # Asked again and again: CREATE INDEX CONCURRENTLY waits for whoever waits inside a query.
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
        connection.commit()
        time.sleep(_PAUSE_SECONDS)


def create_index_while_in_use(
    name: str, table: str, *columns: str | TextClause, **options: Any
) -> None:
    """Create an index on a table that others go on writing to; `options` as for Alembic's own.

    It is not part of the migration's transaction. What a failed try has left is made anew.
    """
    with op.get_context().autocommit_block():
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, list(columns), postgresql_concurrently=True, **options)


def create_infrastructure_v1() -> None:
    """Create outbox, inbox, parked messages and audit trail, in a service's first migration."""
    infrastructure.create_all(op.get_bind(), checkfirst=False)
    # The trail can be added to and read, by nobody changed (BR-11).
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM {_app_role()}")


def index_outbox_by_destination() -> None:
    """Give the outbox its index by destination, in services that began without it."""
    create_index_while_in_use("ix_outbox_destination", "outbox", *OUTBOX_BY_DESTINATION)


def protect_by_organisation(table: str) -> None:
    """Let a transaction see rows of `table` only of the organisation it has named (docs/adr/0017).

    Fails closed: with nothing named, `current_setting` gives NULL and no row matches.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY of_organisation ON {table}"
        f" USING ({_OF_ORGANISATION}) WITH CHECK ({_OF_ORGANISATION})"
    )


def reword_policies() -> None:
    """Say of all protected tables in the words of today whose rows they show (docs/adr/0066).

    A table at a time, so that nobody waits for more than one.
    """
    tables = op.get_bind().scalars(_WITH_OLD_WORDS).all()
    with op.get_context().autocommit_block():
        for table in tables:
            op.execute(
                f"ALTER POLICY of_organisation ON {table}"
                f" USING ({_OF_ORGANISATION}) WITH CHECK ({_OF_ORGANISATION})"
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
