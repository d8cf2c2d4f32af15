"""Find a deletion run."""

from uuid import UUID

from billing_docs.store.deletions import DeletionStore
from contracts.deletion import DeletionRun
from contracts.errors import NotFound


def find_run(run_id: UUID, store: DeletionStore, *, for_update: bool = False) -> DeletionRun:
    """Return the run, locked against others where it is to change.

    Raises:
        NotFound: there is none.
    """
    run = store.get(run_id, for_update=for_update)
    if run is None:
        raise NotFound("deletion_run")
    return run
