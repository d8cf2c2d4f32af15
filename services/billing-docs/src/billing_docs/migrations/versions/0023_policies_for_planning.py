"""Policies in words of which the planner expects what they let through."""

from chassis.migrations import reword_policies

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    reword_policies()
