"""The last day on which somebody acted for an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("membership", sa.Column("last_used_on", sa.Date(), nullable=True))
    # What is known of the past: the sessions that are still kept. Open to all rows, as the owner
    # is subject to row-level security too.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    op.execute(
        "UPDATE membership SET last_used_on = used.day FROM ("
        " SELECT organisation_id, person_id,"
        " max((last_used_at AT TIME ZONE 'Europe/Berlin')::date) AS day"
        " FROM session WHERE organisation_id IS NOT NULL GROUP BY organisation_id, person_id"
        ") AS used WHERE used.organisation_id = membership.organisation_id"
        " AND used.person_id = membership.person_id"
    )
