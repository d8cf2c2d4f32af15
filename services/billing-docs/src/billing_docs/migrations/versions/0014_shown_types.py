"""Documents of a type that somebody is not shown do not exist in his transactions."""

from alembic import op

revision = "0014"
down_revision = "0013"

# Asked once a statement, not once a row. Nothing set: a worker, or somebody who is shown all.
_EVERY_TYPE = "(SELECT coalesce(current_setting('app.document_types', true), '') = '')"
_SHOWN_TYPES = "(SELECT string_to_array(current_setting('app.document_types', true), ','))"


def upgrade() -> None:
    for table in ("document", "document_tally"):
        op.execute(
            f"CREATE POLICY of_shown_types ON {table} AS RESTRICTIVE"
            f" USING ({_EVERY_TYPE} OR document_type = ANY ({_SHOWN_TYPES}::text[]))"
        )
