"""Whether a migrated database has exactly what the code describes, checks included."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, create_engine, text

from chassis.tables import NAMING, infrastructure


def differences(owner_url: str, metadata: MetaData) -> list[str]:
    """Return what the database has too much, too little, or otherwise than `metadata`."""
    described = MetaData(naming_convention=NAMING)
    for table in (*metadata.tables.values(), *infrastructure.tables.values()):
        table.to_metadata(described)
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [str(each) for each in compare_metadata(context, described)]
        checks = set(
            connection.scalars(text("SELECT conname FROM pg_constraint WHERE contype = 'c'"))
        )
    engine.dispose()
    # Alembic does not compare checks.
    wanted = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    return found + [f"no check {name}" for name in sorted(wanted - checks)]
