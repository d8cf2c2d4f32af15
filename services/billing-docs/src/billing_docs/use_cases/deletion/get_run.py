"""Show one deletion run, with how much of it is whose."""

from uuid import UUID

import msgspec

from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.find_run import find_run
from contracts.deletion import DeletionRun


def get_run(run_id: UUID, store: DeletionStore) -> DeletionRun:
    """Return the run and each customer's share of it.

    Raises:
        NotFound: there is none.
    """
    return msgspec.structs.replace(find_run(run_id, store), customers=store.shares(run_id))
