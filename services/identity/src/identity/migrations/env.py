"""How Alembic reaches identity's database."""

from chassis.migrations import run
from identity.store.tables import metadata

run(metadata)
