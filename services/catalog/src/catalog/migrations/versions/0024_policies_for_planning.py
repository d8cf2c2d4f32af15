"""Policies in words of which the planner expects what they let through."""

from chassis.migrations import reword_policies

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    reword_policies()
