"""An index of the outbox by destination."""

from chassis.migrations import index_outbox_by_destination

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    index_outbox_by_destination()
