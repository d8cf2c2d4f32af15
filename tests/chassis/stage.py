"""The sample service on a vhost and a database of its own, and what a test sees behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from sample.tables import ATTEMPT, NOTE
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import Row
from sqlalchemy.pool import NullPool

from chassis.database import Database
from chassis.tables import INBOX, OUTBOX, PARKED
from chassis.testing import RunningService, TestKeys, a_principal
from contracts.principal import Principal
from kontor_local.databases import DatabaseUrls
from kontor_local.namespace import Namespace
from tests.chassis.bus import Bus
from tests.publisher.tcp_proxy import TcpProxy
from tests.service_plugin import (
    declare_queues_of,
    inherited_python_path,
    service_settings,
    write_publishers,
)
from tests.waiting import until

T = TypeVar("T")
# A publisher that speaks for one customer.
BRANCH = """
[[publisher]]
user = "branch"
sources = ["/erp/branch"]
customers = ["10001"]
"""
PROGRAMS = Path(__file__).parent / "programs"


class Stage:
    """One vhost and one database, and any number of sample processes on them."""

    def __init__(
        self, namespace: Namespace, urls: DatabaseUrls, keys: TestKeys, folder: Path
    ) -> None:
        self.namespace = namespace
        self.urls = urls
        self.keys = keys
        self.folder = folder
        self.database = Database(urls.application_url)
        self.processes: list[RunningService] = []
        self._buses: list[Bus] = []
        (folder / "switches").mkdir()
        self._publishers = write_publishers(folder)
        with self._publishers.open("a") as file:
            file.write(BRANCH)

    def settings(self, **changes: str) -> dict[str, str]:
        """Return the environment of a sample process."""
        return {
            **service_settings(self.namespace.amqp_url("operator"), self.urls, self.keys),
            "KONTOR_PUBLISHERS": str(self._publishers),
            "KONTOR_SAMPLE_SWITCHES": str(self.folder / "switches"),
            "PYTHONPATH": inherited_python_path(PROGRAMS),
            **changes,
        }

    def new_process(self, package: str = "sample", **settings: str) -> RunningService:
        """Return a process that is not started yet, after what `chassis prepare` does first."""
        environment = self.settings(**settings)
        if not any(known.package == package for known in self.processes):
            declare_queues_of(package, environment)
        log = self.folder / f"{package}-{len(self.processes)}.log"
        self.processes.append(RunningService(package, environment, log))
        return self.processes[-1]

    def run(self, package: str = "sample", **settings: str) -> RunningService:
        """Start one more process and return it once it is ready."""
        process = self.new_process(package, **settings)
        process.start()
        process.wait_ready()
        return process

    def stop(self) -> None:
        for bus in self._buses:
            bus.close()
        for process in self.processes:
            process.end()
        self.database.dispose()

    def bus(self, user: str = "operator") -> Bus:
        self._buses.append(Bus(self.namespace.amqp_url(user)))
        return self._buses[-1]

    @contextmanager
    def switched_on(self, name: str) -> Iterator[None]:
        """Turn a switch of the sample service on for a while."""
        file = self.folder / "switches" / name
        file.touch()
        yield
        file.unlink()

    @contextmanager
    def without_right(self, right: str, table: str) -> Iterator[None]:
        """Take a right on a table away from the service for a while."""
        self.as_owner(f"REVOKE {right} ON {table} FROM sample_app")
        yield
        self.as_owner(f"GRANT {right} ON {table} TO sample_app")

    def as_owner(self, statement: str, **values: Any) -> None:
        """Run a statement as the owner of the database, who may do what the service may not."""
        engine = create_engine(self.urls.owner_url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    def signed(self, principal: Principal | None = None) -> dict[str, str]:
        """Return the headers of a call by somebody identity has signed for."""
        return {"nameko.principal": self.keys.token_for(principal or a_principal())}

    # What is in the database ----------------------------------------------------------------------

    def notes(self, words: str | None = None) -> list[str]:
        query = select(NOTE.c.words)
        if words is not None:
            query = query.where(NOTE.c.words == words)
        with self.database.transaction(every_organisation=True) as session:
            return list(session.scalars(query))

    def is_known(self, event_id: str) -> bool:
        """Tell whether an event was taken in under this id."""
        with self.database.transaction() as session:
            known = select(INBOX.c.event_id).where(INBOX.c.event_id == event_id)
            return session.scalar(known) is not None

    def attempts(self, words: str) -> list[datetime]:
        query = select(ATTEMPT.c.at).where(ATTEMPT.c.words == words).order_by(ATTEMPT.c.at)
        with self.database.transaction() as session:
            return list(session.scalars(query))

    def workers_of(self, pattern: str) -> set[int]:
        """Return the processes that tried to handle messages with words like these."""
        query = select(ATTEMPT.c.pid).where(ATTEMPT.c.words.like(pattern)).distinct()
        with self.database.transaction() as session:
            return set(session.scalars(query))

    def parked(self, **columns: Any) -> list[Row[Any]]:
        """Return the parked messages with these columns, whatever became of them."""
        query = select(PARKED).order_by(PARKED.c.first_seen_at)
        for name, value in columns.items():
            query = query.where(PARKED.c[name] == value)
        with self.database.transaction() as session:
            return list(session.execute(query))

    def wait_parked(self, *, seconds: float = 30, **columns: Any) -> Row[Any]:
        """Return the one message with these columns once it is parked."""
        (row,) = until(lambda: self.parked(**columns), seconds=seconds)
        return row

    def wait_kept(self, words: str, *, seconds: float = 30) -> None:
        """Return once the note is kept."""
        until(lambda: self.notes(words), seconds=seconds)

    def outbox(self) -> list[Row[Any]]:
        with self.database.transaction() as session:
            return list(session.execute(select(OUTBOX).order_by(OUTBOX.c.id)))


def at_once(work: Callable[[], T], count: int = 2) -> list[T]:
    """Return the answers of threads that begin `work` together."""
    barrier = Barrier(count)

    def started() -> T:
        barrier.wait(60)
        return work()

    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(started) for _ in range(count)]]


def proxy_to(url: str) -> TcpProxy:
    """Return a network to the server at `url` that can be cut."""
    address = urlsplit(url)
    return TcpProxy(address.hostname or "", address.port or 0)


def through(proxy: TcpProxy, url: str) -> str:
    """Return the address of the same server behind the proxy."""
    address = urlsplit(url)
    login = address.netloc.rpartition("@")[0]
    return urlunsplit(address._replace(netloc=f"{login}@127.0.0.1:{proxy.port}"))
