"""The migrations make exactly the tables that the code describes."""

from billing_docs.store.schema import metadata
from tests.schema_comparison import differences
from tests.service_plugin import MakeDatabase


def test_the_migrated_database_has_the_tables_that_the_code_describes(
    make_database: MakeDatabase,
) -> None:
    assert differences(make_database("billing_docs").owner_url, metadata) == []
