"""Where a peer works: a vhost, a database and a bucket of its own on the servers that we use."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from botocore.exceptions import BotoCoreError
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from kontor_local.buckets import create_buckets, delete_bucket
from kontor_local.databases import drop_database
from kontor_local.servers import Servers

_DOCUMENT = text(
    """
    CREATE TABLE document (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id text NOT NULL,
        number text NOT NULL,
        customer_number text NOT NULL,
        object_key text NOT NULL,
        sha256 text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerPlaces:
    """One peer's parts of the servers; the names of all three are the same."""

    servers: Servers
    name: str

    @property
    def amqp_url(self) -> str:
        """The vhost's address for the broker's administrator."""
        return f"{self.servers.amqp_url.rstrip('/')}/{quote(self.name, safe='')}"

    @property
    def database_url(self) -> str:
        """The database's address, as libpq reads it."""
        return database_url(self.servers, self.name)

    def environment(self) -> dict[str, str]:
        """Return what `programs/` reads."""
        return {
            "PEER_AMQP_URL": self.amqp_url,
            "PEER_DATABASE_URL": self.database_url,
            "PEER_S3_URL": self.servers.s3_url,
            "PEER_S3_ACCESS_KEY": self.servers.s3_access_key,
            "PEER_S3_SECRET_KEY": self.servers.s3_secret_key,
            "PEER_BUCKET": self.name,
        }

    def engine(self) -> Engine:
        """Return connections to the database."""
        return administrator_of(self.servers, self.name)

    def waiting(self) -> dict[str, int]:
        """Return how many messages each queue holds, those in somebody's hands too."""
        return waiting_in(self.servers, self.name)

    def is_consumed(self, queue: str) -> bool:
        """Whether somebody takes messages out of a queue; it is bound by then, too."""
        return any(
            each["name"] == queue and each.get("consumers", 0) > 0
            for each in _queues(self.servers, self.name)
        )


@contextmanager
def peer_places(servers: Servers, name: str) -> Iterator[PeerPlaces]:
    """Yield a peer's places; they are gone in the end."""
    places = PeerPlaces(servers=servers, name=name)
    vhost = quote(name, safe="")
    user = quote(urlsplit(servers.amqp_url).username or "", safe="")
    with suppress(httpx.HTTPStatusError):  # there is none yet
        _manage(servers, "DELETE", f"vhosts/{vhost}")
    _manage(servers, "PUT", f"vhosts/{vhost}")
    every = {"configure": ".*", "write": ".*", "read": ".*"}
    _manage(servers, "PUT", f"permissions/{vhost}/{user}", every)
    drop_database(servers, name)
    administrator = administrator_of(servers, "postgres")
    with administrator.connect() as connection:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        outside.execute(text(f"CREATE DATABASE {name}"))
    administrator.dispose()
    create_buckets(servers, locked=(), plain=(name,))
    engine = places.engine()
    with engine.begin() as connection:
        connection.execute(_DOCUMENT)
    engine.dispose()
    try:
        yield places
    finally:
        # What was found out is worth more than a tidy end: leftovers go at the next start.
        with suppress(httpx.HTTPError, SQLAlchemyError, BotoCoreError):
            _manage(servers, "DELETE", f"vhosts/{vhost}")
            drop_database(servers, name)
            delete_bucket(servers, name)


def database_url(servers: Servers, database: str) -> str:
    """Return a database's address for the administrator, as libpq reads it."""
    url = make_url(servers.postgres_url).set(database=database)
    return url.render_as_string(hide_password=False)


def administrator_of(servers: Servers, database: str) -> Engine:
    """Return the administrator's connections to a database: no wall hides rows from him."""
    url = make_url(database_url(servers, database)).set(drivername="postgresql+psycopg2")
    return create_engine(url)


def waiting_in(servers: Servers, vhost: str) -> dict[str, int]:
    """Return how many messages each queue of a vhost holds; a few seconds old."""
    return {each["name"]: each.get("messages", 0) for each in _queues(servers, vhost)}


def consumers_in(servers: Servers, vhost: str) -> dict[str, int]:
    """Return how many consumers each queue of a vhost has; a few seconds old."""
    return {each["name"]: each.get("consumers", 0) for each in _queues(servers, vhost)}


def _queues(servers: Servers, vhost: str) -> list[dict[str, Any]]:
    url = f"{servers.management_url.rstrip('/')}/api/queues/{quote(vhost, safe='')}"
    found: list[dict[str, Any]] = httpx.get(url, timeout=120).raise_for_status().json()
    return found


def _manage(servers: Servers, method: str, path: str, body: object = None) -> None:
    url = f"{servers.management_url.rstrip('/')}/api/{path}"
    httpx.request(method, url, json=body, timeout=30).raise_for_status()
