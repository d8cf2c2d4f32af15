"""Notes, and what every service has."""

from alembic import op
from sample.tables import metadata

from chassis.migrations import create_infrastructure_v1, protect_by_organisation

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_infrastructure_v1()
    metadata.create_all(op.get_bind(), checkfirst=False)
    protect_by_organisation("note")
