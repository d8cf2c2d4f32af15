"""Whether a database answers, has the schema that the code expects, and keeps its second wall."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from chassis.cli.findings import Finding, failed, fine, not_looked, warning
from chassis.cli.services import KnownService
from chassis.schema_versions import database_revision, newest_revision

# Principals are good for 60 s: with clocks further apart nobody is believed.
_SKEW_WARNED, _SKEW_FAILED = timedelta(seconds=5), timedelta(seconds=30)
_CONNECTIONS_WARNED = 0.8
_STATE = """
SELECT clock_timestamp() AS now, rolsuper OR rolbypassrls AS is_above_walls,
    current_setting('max_connections')::int AS most_connections,
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
    ARRAY(
        SELECT DISTINCT relname::text FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
        WHERE NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1
    ) AS open_tables
FROM pg_roles WHERE rolname = current_user
"""


def examine_database(service: KnownService) -> list[Finding]:
    """Return how the database of one service is. Raises DependencyDown."""
    began = datetime.now(UTC)
    with service.database.transaction() as session:
        state = session.execute(text(_STATE)).one()
    skew = state.now - began
    return [
        fine("database", "answers"),
        _schema(service),
        *_walls(state),
        _clocks(abs(skew)),
        _connections(state),
    ]


def _schema(service: KnownService) -> Finding:
    try:
        expected = newest_revision(service.name)
    except ModuleNotFoundError:
        return not_looked("schema", "its package is not installed here", "install it here")
    present = database_revision(service.database.engine)
    if present == expected:
        return fine("schema", f"at {present}, as the code expects")
    return failed(
        "schema",
        f"at {present or 'nothing'}, and the code expects {expected}",
        f"python -m chassis prepare {service.name}",
    )


def _walls(state: Row[Any]) -> Iterator[Finding]:
    if state.is_above_walls:
        yield failed(
            "role",
            "the service's role is a superuser or bypasses row-level security",
            "ALTER ROLE … NOSUPERUSER NOBYPASSRLS",
        )
    if state.open_tables:
        yield failed(
            "row_security",
            f"not forced on {', '.join(state.open_tables)}",
            "ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        )
    if not state.is_above_walls and not state.open_tables:
        yield fine("row_security", "forced wherever tenants' rows are")


def _clocks(skew: timedelta) -> Finding:
    said = f"the database's clock and ours are {skew.total_seconds():.0f} s apart"
    if skew > _SKEW_FAILED:
        return failed("clock", said, "set both by NTP; sign-ins fail beyond a minute")
    if skew > _SKEW_WARNED:
        return warning("clock", said, "set both by NTP")
    return fine("clock", said)


def _connections(state: Row[Any]) -> Finding:
    said = f"{state.connections} of {state.most_connections} connections are in use"
    if state.connections >= _CONNECTIONS_WARNED * state.most_connections:
        return warning("connections", said, "raise max_connections, or run fewer processes")
    return fine("connections", said)
