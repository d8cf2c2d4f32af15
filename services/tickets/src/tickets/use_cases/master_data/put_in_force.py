"""Tell whoever owns master data that a change holds from now on."""

from datetime import datetime
from uuid import UUID

from contracts.events import MASTER_DATA_IN_FORCE, MasterDataInForce
from tickets.domain.master_data import StoredChange
from tickets.store.records import Records


def put_in_force(change: StoredChange, at: datetime, records: Records) -> UUID:
    """Announce the change; the caller has stored that it is in force, so it is told once."""
    return records.outbox.announce(
        MASTER_DATA_IN_FORCE,
        MasterDataInForce(
            change_id=change.id,
            organisation_id=change.organisation_id,
            kind=change.kind,
            new=change.new,
            # Whoever is in force was approved by somebody.
            approved_by=change.decided_by or change.id,
            at=at,
        ),
    )
