"""Alembic's way in; the chassis does the rest."""

from billing_docs.store.schema import metadata
from chassis.migrations import run

run(metadata)
