"""Two at once, made sure of: one is known to wait for what the other has locked."""

from sqlalchemy import text

from chassis.database import Database
from tests.waiting import until

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def until_somebody_waits(database: Database) -> None:
    """Return once a transaction in the database waits for another one."""

    def waiting() -> int:
        with database.transaction() as session:
            return int(session.scalar(_WAITING) or 0)

    until(waiting)
