"""Each subject in three databases at once: the same questions of all three, in turns."""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Connection

from bench.figures import Growth, Step, medians_in_turns
from bench.growth.late_indexes import indexes_made_afterwards
from bench.growth.subject import Question, Subject
from bench.query_plans import Plan, explained_queries
from chassis.database import Database
from chassis.migrations import migrate
from kontor_local.databases import DatabaseUrls, create_database, drop_database
from kontor_local.servers import Servers

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 21
# What is rare among ten thousand is walked for when it is no longer rare: both are bounded, and
# neither is the same work.
REACH = 3.0


def grown(
    servers: Servers, subjects: Sequence[Subject], sizes: Sequence[int] = SIZES
) -> list[Growth]:
    """Return what each question costs at each size.

    The databases are filled as many at once as there are processors, and all before the first
    question is asked.
    """
    with ExitStack() as stack:
        templates = stack.enter_context(
            migrated(servers, {subject.service for subject in subjects})
        )
        # The large ones first, so that none of them is filled alone in the end.
        places = {
            (subject.name, size): (
                subject,
                stack.enter_context(
                    _database(servers, subject.service, templates[subject.service])
                )[1],
            )
            for size in sorted(sizes, reverse=True)
            for subject in subjects
        }
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            filling = [
                pool.submit(_fill, servers, urls, [subject], size)
                for (_, size), (subject, urls) in places.items()
            ]
        for each in filling:
            each.result()
        return [
            row
            for subject in subjects
            for row in _of_subject(subject, {size: places[subject.name, size][1] for size in sizes})
        ]


@contextmanager
def migrated(servers: Servers, services: set[str]) -> Iterator[Mapping[str, str]]:
    """Yield the names of empty databases with the tables of each service, to be copied."""
    with ExitStack() as stack:
        names = {}
        for service in sorted(services):
            names[service], urls = stack.enter_context(_database(servers, service, None))
            migrate(service, urls.owner_url, f"{service}_app")
        yield names


@contextmanager
def filled(
    servers: Servers,
    urls: DatabaseUrls,
    subjects: Sequence[Subject],
    count: int,
    *,
    is_planned_for_more: bool = False,
) -> Iterator[Database]:
    """Yield a database of the service with so many rows, as autovacuum would leave it.

    `is_planned_for_more` has the planner avoid what pays among few rows alone: to read a whole
    table, or all that an index has of somebody.
    """
    _fill(servers, urls, subjects, count)
    if is_planned_for_more:
        with _administrator(servers, urls) as connection:
            name = connection.engine.url.database
            for setting in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
                connection.execute(text(f"ALTER DATABASE {name} SET enable_{setting} = off"))
            connection.execute(text(f"ALTER DATABASE {name} SET random_page_cost = 0.01"))
    with _asked(urls) as database:
        yield database


def plans_of(database: Database, ask: Question) -> list[Plan]:
    """Return how the statements of a question are answered, after what only a first asker does."""
    ask()
    with explained_queries(database) as plans:
        ask()
    return plans


def _fill(servers: Servers, urls: DatabaseUrls, subjects: Sequence[Subject], count: int) -> None:
    with _administrator(servers, urls) as connection:
        connection.execute(text("SET synchronous_commit = off"))
        with indexes_made_afterwards(connection):
            for subject in subjects:
                subject.fill(connection, count)
        connection.execute(text("VACUUM (ANALYZE)"))


@contextmanager
def _asked(urls: DatabaseUrls) -> Iterator[Database]:
    """Yield a database in the role that the service has."""
    database = Database(urls.application_url, statement_timeout_seconds=600)
    yield database
    database.dispose()


def _of_subject(subject: Subject, places: Mapping[int, DatabaseUrls]) -> list[Growth]:
    with ExitStack() as stack:
        databases = {size: stack.enter_context(_asked(urls)) for size, urls in places.items()}
        asked = {size: subject.asked_of(database) for size, database in databases.items()}
        return [
            _growth(subject, name, databases, {size: asked[size][name] for size in places})
            for name in asked[min(places)]
        ]


def _growth(
    subject: Subject, name: str, databases: Mapping[int, Database], asks: Mapping[int, Question]
) -> Growth:
    plans = {size: plans_of(databases[size], ask) for size, ask in asks.items()}
    works = {str(size): ask for size, ask in asks.items()}
    seconds = medians_in_turns(works, rounds=ROUNDS, warm_up=3)
    return Growth(
        name=f"{subject.name}: {name}",
        steps=[
            Step(
                rows=size,
                milliseconds=seconds[str(size)] * 1000,
                rows_read=sum(plan.rows_read for plan in plans[size]),
                pages_read=sum(plan.pages_read for plan in plans[size]),
            )
            for size in asks
        ],
        reach=None if name in subject.reads_all else REACH,
        how=_how(plans[max(asks)]),
    )


def _how(plans: Sequence[Plan]) -> str:
    """Return the indexes and tables that were read, each once."""
    read = [node for plan in plans for node in plan.nodes if "Scan" in node]
    return ", ".join(dict.fromkeys(read))


@contextmanager
def _database(
    servers: Servers, service: str, template: str | None
) -> Iterator[tuple[str, DatabaseUrls]]:
    name = f"g_{service[:20]}_{secrets.token_hex(4)}"
    yield name, create_database(servers, name, service, template=template)
    drop_database(servers, name)


@contextmanager
def _administrator(servers: Servers, urls: DatabaseUrls) -> Iterator[Connection]:
    """Yield a connection that no wall keeps from any row."""
    database = make_url(urls.owner_url).database
    url = make_url(servers.postgres_url).set(drivername="postgresql+psycopg2", database=database)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
