"""How Alembic reaches identity's database."""

from chassis.migrations import run
from identity.store.schema import metadata

run(metadata)
