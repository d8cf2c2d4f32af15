"""An index of the outbox by destination."""

from chassis.migrations import index_outbox_by_destination

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    index_outbox_by_destination()
