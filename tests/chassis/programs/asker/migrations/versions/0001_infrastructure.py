"""What every service has."""

from chassis.migrations import create_infrastructure_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_infrastructure_v1()
