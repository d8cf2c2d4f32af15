"""The space that an organisation's documents use; never commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from catalog.store.storage_tables import STORAGE_USED
from chassis.database import Askable
from contracts.events import StorageUsedChanged


class StorageStore:
    """Space used by the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def remember(self, changed: StorageUsedChanged) -> bool:
        """Take a newer version over; False if a newer one, or this one, is known."""
        values = {
            "version": changed.version,
            "documents": changed.documents,
            "used_bytes": changed.used_bytes,
            "changed_at": changed.at,
        }
        taken = self._session.scalar(
            insert(STORAGE_USED)
            .values(organisation_id=changed.organisation_id, **values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=STORAGE_USED.c.version < changed.version,
            )
            .returning(STORAGE_USED.c.organisation_id)
        )
        return taken is not None

    def used_bytes(self, organisation_id: UUID) -> int:
        """Return how many bytes are used, none where nothing was ever told."""
        used = self._session.scalar(
            select(STORAGE_USED.c.used_bytes).where(
                STORAGE_USED.c.organisation_id == organisation_id
            )
        )
        return used or 0
