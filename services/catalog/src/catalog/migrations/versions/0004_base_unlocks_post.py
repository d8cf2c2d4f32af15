"""One's own requests are no area any more: the base package unlocks Post."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("UPDATE package SET unlocks = array_remove(unlocks, 'requests') WHERE key = 'base'")
