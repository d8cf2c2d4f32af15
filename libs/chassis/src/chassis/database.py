"""One database per service: one transaction per entrypoint, row-level security in each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn, TypeAlias, cast
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from chassis.bells import Bells
from chassis.errors import DependencyDown
from chassis.instants import send_instants_as_read
from chassis.one_trip import OneTripConnection
from chassis.opened_rows import FORGETTABLE, SETTING_VALUE, opening_of
from chassis.silent_peers import IDLE_SECONDS, PROBE_SECONDS, PROBES, SILENT_MILLISECONDS

DEPENDENCY = "database"
# SQLSTATE classes that say "not now" rather than "not this": connection exceptions, insufficient
# resources, operator intervention (PostgreSQL appendix A).
_NOT_NOW = ("08", "53", "57P")
# A server that is gone without a word is noticed (libpq's names for what `notice_silence` does) …
_NOTICING_SILENCE: dict[str, object] = {
    "keepalives": 1,
    "keepalives_idle": IDLE_SECONDS,
    "keepalives_interval": PROBE_SECONDS,
    "keepalives_count": PROBES,
    "tcp_user_timeout": SILENT_MILLISECONDS,
}
# … and so are we, by the server: a process that is gone must not hold its rows for ever, nor one
# that hangs in the middle of a transaction.
_NOTICED_BY_THE_SERVER = (
    f" -c tcp_keepalives_idle={IDLE_SECONDS} -c tcp_keepalives_interval={PROBE_SECONDS}"
    f" -c tcp_keepalives_count={PROBES} -c tcp_user_timeout={SILENT_MILLISECONDS}"
    " -c idle_in_transaction_session_timeout=60000"
)
TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"
"""Waits for the turn of a name, which the transaction then has to its end."""
_TAKE_TURN = text(TAKE_TURN)
_NO_SETTINGS: Mapping[str, str] = {}
_PLANNER_SETTINGS = frozenset({"enable_sort", "max_parallel_workers_per_gather"})

Askable: TypeAlias = Session | Connection
"""What a store needs that only asks: a transaction, or a reading."""


class Database:
    """Transactions of one service, each seeing the rows of one organisation at most.

    Row-level security is the second wall between tenants (docs/adr/0017): a transaction that
    names no organisation sees no tenant's rows at all.
    """

    def __init__(
        self, url: str, *, pool_size: int = 10, statement_timeout_seconds: float = 30.0
    ) -> None:
        send_instants_as_read()
        milliseconds = int(statement_timeout_seconds * 1000)
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            # The connection used last: its server process has most of what it needs at hand.
            pool_use_lifo=True,
            connect_args={
                "connect_timeout": 5,
                **_NOTICING_SILENCE,
                "options": f"-c statement_timeout={milliseconds} -c lock_timeout=10000"
                + _NOTICED_BY_THE_SERVER,
                "application_name": "kontor",
                "connection_factory": OneTripConnection,
            },
        )
        # A session that is used after its transaction fails, rather than begin another one, which
        # nobody would end and which would open the rows of no organisation.
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, close_resets_only=False)
        self.bells = Bells()
        """Rung after each commit that made work for others: they need not wait to look."""

    @contextmanager
    def transaction(
        self,
        *,
        organisation_id: UUID | None = None,
        every_organisation: bool = False,
        may_be_forgotten: bool = False,
        settings: Mapping[str, str] = _NO_SETTINGS,
    ) -> Iterator[Session]:
        """Yield a session that commits at the end, or rolls back when an exception leaves it.

        `organisation_id` opens the rows of that organisation; `every_organisation` opens all, for
        workers that must cross tenants (intake, sign-in) and nobody else. `may_be_forgotten` does
        not wait for the disk: a crash of the database within the next second may undo what was
        committed, as a whole and never in part. For counts and the like, which nobody is promised.
        `settings` are what else row-level security goes by, each named `app.…`.

        Raises:
            DependencyDown: the database does not answer; nothing was changed, or the outcome of
                the commit is unknown and the work must be safe to repeat.
        """
        opening = opening_of(organisation_id, settings, every_organisation=every_organisation)
        if may_be_forgotten:
            opening.append(FORGETTABLE)
        fault: BaseException | None = None
        try:
            with self._begun("; ".join(["BEGIN", *opening])) as session:
                try:
                    yield session
                except BaseException as error:
                    fault = error
                    raise
        except (DBAPIError, PoolTimeout) as error:
            _tell(error, fault)
        self.bells.ring_for(session)

    @contextmanager
    def reading(
        self,
        *,
        organisation_id: UUID | None = None,
        every_organisation: bool = False,
        settings: Mapping[str, str] = _NO_SETTINGS,
    ) -> Iterator[Connection]:
        """Yield a connection for questions alone, each of which is a transaction of its own.

        A question takes one round trip and nothing else takes any: no beginning and no end is said.
        Two questions see two moments, as in any transaction of ours (READ COMMITTED). Rows are
        opened as by `transaction`; the database refuses whoever changes one.

        Raises:
            DependencyDown: the database does not answer.
        """
        opening = opening_of(organisation_id, settings, every_organisation=every_organisation)
        with self._each_alone([*opening, "SET LOCAL transaction_read_only = on"]) as connection:
            yield connection

    @contextmanager
    def writing(
        self,
        *,
        organisation_id: UUID | None = None,
        every_organisation: bool = False,
        may_be_forgotten: bool = False,
        settings: Mapping[str, str] = _NO_SETTINGS,
    ) -> Iterator[Connection]:
        """Yield a connection for single messages, each of which is a transaction of its own.

        It is begun, done and committed in one round trip, as a whole or not at all. For what can
        be said without an answer in between; the outbox, and what hangs together over several
        messages, need a `transaction`, which opens the same rows by the same words.

        Raises:
            DependencyDown: as of a `transaction`; the outcome of the last message may be unknown.
        """
        opening = opening_of(organisation_id, settings, every_organisation=every_organisation)
        if may_be_forgotten:
            opening.append(FORGETTABLE)
        with self._each_alone(opening) as connection:
            yield connection

    @contextmanager
    def _each_alone(self, opening: Sequence[str]) -> Iterator[Connection]:
        """Yield a connection that says `opening` before each statement, in the same message."""
        fault: BaseException | None = None
        try:
            connection = self._reached()
            try:
                _one_trip(connection).say_each_with("; ".join(opening))
                yield connection
            except BaseException as error:
                fault = error
                raise
            finally:
                connection.close()
        except (DBAPIError, PoolTimeout) as error:
            _tell(error, fault)

    def _reached(self) -> Connection:
        """Return a connection that answered when it last could."""
        try:
            return self._taken()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool kept it since before the database went away, and has now let go of all such.
            return self._taken()

    def _taken(self) -> Connection:
        connection = self.engine.connect()
        try:
            _require_answer(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _begun(self, beginning: str) -> Iterator[Session]:
        """Yield a session in a transaction that began so, on a connection that answered."""
        try:
            session = self._begin(beginning)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool kept it since before the database went away, and has now let go of all such.
            session = self._begin(beginning)
        with session:
            yield session
            session.commit()

    def _begin(self, beginning: str) -> Session:
        session = self._sessions()
        try:
            connection = session.connection()
            _one_trip(connection).begin_with(beginning)
            _require_answer(connection)
        except BaseException:
            session.close()
            raise
        return session

    def ping(self) -> None:
        """Return when the database answers.

        Raises:
            DependencyDown: it does not.
        """
        with self.transaction() as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def is_not_now(error: Exception) -> bool:
    """Return whether `error` says that the database is away, rather than that the work is wrong."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, (OperationalError, InterfaceError, DBAPIError)):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "pgcode", None)
    if state is None:
        return isinstance(error, (OperationalError, InterfaceError))
    return str(state).startswith(_NOT_NOW)


def _tell(error: DBAPIError | PoolTimeout, fault: BaseException | None) -> NoReturn:
    """Raise what has ended a piece of work: `fault` in it, or what the database said around it."""
    if fault is not None and not isinstance(fault, DBAPIError):
        # Ending it failed too: a time limit that ends a query ends the connection.
        raise fault from None
    if is_not_now(error):
        raise DependencyDown(DEPENDENCY, type(error).__name__) from error
    raise error


def _one_trip(connection: Connection) -> OneTripConnection:
    return cast("OneTripConnection", connection.connection.dbapi_connection)


def _require_answer(connection: Connection) -> None:
    """Return if a connection is still good, which must be known before work would be lost."""
    if not _one_trip(connection).is_quiet():
        connection.exec_driver_sql("SELECT 1")


def plan_with(askable: Askable, settings: Mapping[str, str]) -> None:
    """Have all that is asked from now on planned so, until the transaction or the reading ends.

    It is said together with the next statement, in no round trip of its own.

    Raises:
        ValueError: it is none of the planner's settings, or no plain word.
    """
    for name, value in settings.items():
        if name not in _PLANNER_SETTINGS or not SETTING_VALUE.fullmatch(value):
            raise ValueError(f"{name} cannot be set to that")
    connection = askable.connection() if isinstance(askable, Session) else askable
    said = "; ".join(f"SET LOCAL {name} = '{value}'" for name, value in settings.items())
    _one_trip(connection).say_first(said)


def wait_for_turn(session: Askable, name: str) -> None:
    """Wait for whoever else does `name` just now; nobody else does it until the transaction ends.

    For what no row lock can say: rows that do not exist yet, and upserts into a table with two
    unique keys, of which `ON CONFLICT` watches one.
    """
    session.execute(_TAKE_TURN, {"name": name})
