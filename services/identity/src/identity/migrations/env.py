"""How Alembic reaches identity's database."""

from chassis.migrations import run
from identity.store.sign_in_tables import metadata

run(metadata)
