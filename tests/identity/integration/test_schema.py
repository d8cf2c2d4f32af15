"""The migrations make exactly the tables that the code describes."""

from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from chassis.tables import infrastructure
from identity.store.schema import metadata
from kontor_local.databases import DatabaseUrls


def test_the_migrated_database_has_the_tables_that_the_code_describes(
    make_database: Callable[[str], DatabaseUrls],
) -> None:
    engine = create_engine(make_database("identity").owner_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    ours = [each for each in differences if _table_of(each) not in infrastructure.tables]
    assert ours == []


def _table_of(difference: object) -> str:
    # ("remove_table", table), ("remove_index", index), … : what is not described by our metadata.
    _, thing, *_ = difference if isinstance(difference, tuple) else (None, None)
    table = getattr(thing, "table", thing)
    return str(getattr(table, "name", thing))
