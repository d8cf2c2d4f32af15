"""One database per service: one transaction per entrypoint, row-level security in each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast
from uuid import UUID

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from chassis.errors import DependencyDown
from chassis.one_trip import OneTripConnection
from chassis.outbox import SOMETHING_TO_TELL
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
_TAKE_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


class Database:
    """Transactions of one service, each seeing the rows of one organisation at most.

    Row-level security is the second wall between tenants (docs/adr/0017): a transaction that
    names no organisation sees no tenant's rows at all.
    """

    def __init__(
        self, url: str, *, pool_size: int = 10, statement_timeout_seconds: float = 30.0
    ) -> None:
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
        self.after_telling: Callable[[], None] = _nothing
        """Called after each commit that wrote outbox rows: the relay need not wait to look."""

    @contextmanager
    def transaction(
        self,
        *,
        organisation_id: UUID | None = None,
        every_organisation: bool = False,
        may_be_forgotten: bool = False,
    ) -> Iterator[Session]:
        """Yield a session that commits at the end, or rolls back when an exception leaves it.

        `organisation_id` opens the rows of that organisation; `every_organisation` opens all, for
        workers that must cross tenants (intake, sign-in) and nobody else. `may_be_forgotten` does
        not wait for the disk: a crash of the database within the next second may undo what was
        committed, as a whole and never in part. For counts and the like, which nobody is promised.

        Raises:
            DependencyDown: the database does not answer; nothing was changed, or the outcome of
                the commit is unknown and the work must be safe to repeat.
        """
        fault: BaseException | None = None
        beginning = _beginning(
            organisation_id,
            every_organisation=every_organisation,
            may_be_forgotten=may_be_forgotten,
        )
        try:
            with self._begun(beginning) as session:
                try:
                    yield session
                except BaseException as error:
                    fault = error
                    raise
        except (DBAPIError, PoolTimeout) as error:
            if fault is not None and not isinstance(fault, DBAPIError):
                # The rollback failed too: a time limit that ends a query ends the connection.
                raise fault from None
            if is_not_now(error):
                raise DependencyDown(DEPENDENCY, type(error).__name__) from error
            raise
        if session.info.get(SOMETHING_TO_TELL):
            self.after_telling()

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
            raw = cast("OneTripConnection", connection.connection.dbapi_connection)
            raw.begin_with(beginning)
            if not raw.is_quiet():
                # Whether it is still good must be known before there is work that would be lost.
                connection.exec_driver_sql("SELECT 1")
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


def _nothing() -> None:
    """Do nothing: no relay runs in this process."""


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


def _beginning(
    organisation_id: UUID | None, *, every_organisation: bool, may_be_forgotten: bool
) -> str:
    """Return all that is to be said at the beginning, to be sent in one round trip."""
    statements = ["BEGIN"]
    # Transaction-local on purpose: a plain SET would leak to the pool's next user.
    if organisation_id is not None:
        # Nothing but the 36 characters of a UUID can come to stand here.
        statements.append(f"SET LOCAL app.organisation = '{UUID(str(organisation_id))}'")
    if every_organisation:
        statements.append("SET LOCAL app.every_organisation = 'on'")
    if may_be_forgotten:
        statements.append("SET LOCAL synchronous_commit = off")
    return "; ".join(statements)


def wait_for_turn(session: Session, name: str) -> None:
    """Wait for whoever else does `name` just now; nobody else does it until the transaction ends.

    For what no row lock can say: rows that do not exist yet, and upserts into a table with two
    unique keys, of which `ON CONFLICT` watches one.
    """
    session.execute(_TAKE_TURN, {"name": name})
