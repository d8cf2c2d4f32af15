"""One PostgreSQL database per service, with a role that owns it and a role that uses it."""

from __future__ import annotations

import hashlib
import hmac
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from kontor_local.database_rights import database_statements, role_statement, schema_statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kontor_local.servers import Servers

IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
MAX_NAME = 63
FIRST_WITH_STRATEGY = (15,)
_LOCK = 7_306_001  # any number of our own: what exists must not be created twice at once


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """How the two roles of a service reach its database."""

    owner_url: str
    """Migrations: owns the database and every table."""
    application_url: str
    """The running service: reads and writes rows, bound by row-level security."""


def create_database(
    servers: Servers, database: str, service: str, *, template: str | None = None
) -> DatabaseUrls:
    """Create an empty database for a service, or a copy of `template`; about 50 ms.

    A service's two roles, `<service>_owner` and `<service>_app`, serve all its databases, so that
    what a template grants holds in its copies. Nobody may be connected to the template.
    """
    with _administrator(servers) as connection:
        _create(connection, servers, database, service, template)
    return database_urls(servers, database, service)


def ensure_databases(
    servers: Servers, service_of: Mapping[str, str], *, templates: Mapping[str, str] | None = None
) -> None:
    """Create the databases that do not exist, each for a service; two may do so at once.

    One is a copy of its service's template, or empty where there is none.
    """
    known = templates or {}
    with _administrator(servers) as connection, _one_at_a_time(connection):
        for database, service in service_of.items():
            if not _exists(connection, "pg_database", "datname", database):
                _create(connection, servers, database, service, template=known.get(service))


def database_urls(servers: Servers, database: str, service: str) -> DatabaseUrls:
    """Return the addresses of a service's database, whether it exists or not."""

    def url(role: str) -> str:
        administrator = make_url(servers.postgres_url)
        return URL.create(
            "postgresql+psycopg2",
            username=role,
            password=derived_password(administrator.password or "", role),
            host=administrator.host,
            port=administrator.port,
            database=database,
        ).render_as_string(hide_password=False)

    return DatabaseUrls(owner_url=url(f"{service}_owner"), application_url=url(f"{service}_app"))


def drop_database(servers: Servers, *databases: str) -> None:
    """Drop databases and cut whoever is connected; one that is missing is fine."""
    with _administrator(servers) as connection:
        for database in databases:
            _check(database)
            connection.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))


def database_exists(servers: Servers, database: str) -> bool:
    """Tell whether there is a database of this name."""
    with _administrator(servers) as connection:
        return _exists(connection, "pg_database", "datname", database)


def derived_password(administrator_password: str, account: str) -> str:
    """Return the password of an account that we make, so that nobody has to store it.

    Everyone who may administer a server can compute it; nobody else can.
    """
    key = administrator_password.encode()
    return hmac.new(key, f"kontor-local/{account}".encode(), hashlib.sha256).hexdigest()[:40]


def _create(
    connection: Connection, servers: Servers, database: str, service: str, template: str | None
) -> None:
    owner = f"{service}_owner"
    for name in (database, owner, template or database):
        _check(name)
    source = template or _blank_template(connection, servers, service)
    # Half the time of the default, which sends every page of the template through the log.
    strategy = "STRATEGY FILE_COPY" if _version(connection) >= FIRST_WITH_STRATEGY else ""
    connection.execute(
        text(f"CREATE DATABASE {database} TEMPLATE {source} OWNER {owner} {strategy}")
    )
    for statement in database_statements(database, service):
        connection.execute(text(statement))


def _blank_template(connection: Connection, servers: Servers, service: str) -> str:
    """Return an empty database that has the service's roles and their default rights."""
    name = f"kontor_blank_{service}"
    if _exists(connection, "pg_database", "datname", name):
        return name
    with _one_at_a_time(connection):
        if not _exists(connection, "pg_database", "datname", name):
            _create_roles(connection, servers, service)
            draft = f"{name}_draft"
            connection.execute(text(f"DROP DATABASE IF EXISTS {draft}"))
            connection.execute(text(f"CREATE DATABASE {draft} OWNER {service}_owner"))
            _set_default_rights(servers, draft, service)
            connection.execute(text(f"ALTER DATABASE {draft} RENAME TO {name}"))
    return name


def _create_roles(connection: Connection, servers: Servers, service: str) -> None:
    administrator = make_url(servers.postgres_url).password or ""
    for role in (f"{service}_owner", f"{service}_app"):
        exists = _exists(connection, "pg_roles", "rolname", role)
        connection.execute(
            text(f"{role_statement(role, exists=exists)} PASSWORD :password"),
            {"password": derived_password(administrator, role)},
        )


def _set_default_rights(servers: Servers, database: str, service: str) -> None:
    with _administrator(servers, database) as connection:
        for statement in schema_statements(service):
            connection.execute(text(statement))


def _version(connection: Connection) -> tuple[int, ...]:
    return tuple(int(part) for part in connection.dialect.server_version_info or (0,))


def _exists(connection: Connection, catalogue: str, column: str, name: str) -> bool:
    found = connection.scalar(
        text(f"SELECT 1 FROM {catalogue} WHERE {column} = :name"),  # noqa: S608 - our constants
        {"name": name},
    )
    return found is not None


@contextmanager
def _one_at_a_time(connection: Connection) -> Iterator[None]:
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
    try:
        yield
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})


@contextmanager
def _administrator(servers: Servers, database: str | None = None) -> Iterator[Connection]:
    url = make_url(servers.postgres_url).set(drivername="postgresql+psycopg2")
    with _engine(url.set(database=database) if database else url).connect() as connection:
        yield connection


@cache  # It keeps no connection, but what it learns at the first: the server's version and ways.
def _engine(url: URL) -> Engine:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def _check(name: str) -> None:
    # Names go into statements as they are: PostgreSQL takes no parameters there.
    if not IDENTIFIER.match(name):
        message = f"{name!r} is no name for a database: small letters, digits, _; at most 63."
        raise ValueError(message)
