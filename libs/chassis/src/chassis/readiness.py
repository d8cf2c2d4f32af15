"""What keeps a process from its work: a database that is away, or has an older schema."""

from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.schema_versions import database_revision, newest_revision


def database_faults(database: Database, package: str) -> list[str]:
    """Return what is wrong with the database of `package`, in words; nothing when it is ready.

    A newer schema is fine: the next release has begun to come, and its migrations leave the code
    that still runs its tables (docs/adr/0053). Revisions are numbers of one length.
    """
    try:
        database.ping()
        if (database_revision(database.engine) or "") < (newest_revision(package) or ""):
            return ["the database has an older schema version: run `prepare`"]
    except DependencyDown as down:
        return [f"{down.dependency} does not answer"]
    return []
