"""Alembic's way in; the chassis knows how."""

from chassis.migrations import run

run()
