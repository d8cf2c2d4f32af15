"""What keeps a process from its work: a database that is away, or has another schema."""

from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.migrations import database_revision, newest_revision


def database_faults(database: Database, package: str) -> list[str]:
    """Return what is wrong with the database of `package`, in words; nothing when it is ready."""
    try:
        database.ping()
        if database_revision(database.engine) != newest_revision(package):
            return ["the database has another schema version: run `prepare`"]
    except DependencyDown as down:
        return [f"{down.dependency} does not answer"]
    return []
