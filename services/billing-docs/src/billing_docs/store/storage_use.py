"""The space that documents use, as it is to be told to other services; never commits."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing_docs.store.post_tables import STORAGE_USE
from contracts.events import StorageUsedChanged


class StorageUseStore:
    """The space used by every organisation, in a transaction that has opened all."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_untold(self, now: datetime, *, limit: int) -> list[StorageUsedChanged]:
        """Return what has changed since it was last told, and count it as told.

        The rows stay locked until the transaction ends; what another process tells is passed over.
        """
        rows = self._session.execute(
            select(STORAGE_USE)
            .where(STORAGE_USE.c.version != STORAGE_USE.c.told_version)
            .order_by(STORAGE_USE.c.organisation_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        if rows:
            self._session.execute(
                update(STORAGE_USE)
                .where(STORAGE_USE.c.organisation_id.in_([row.organisation_id for row in rows]))
                .values(told_version=STORAGE_USE.c.version)
            )
        return [
            StorageUsedChanged(
                organisation_id=row.organisation_id,
                version=row.version,
                documents=row.documents,
                used_bytes=row.size_bytes,
                at=now,
            )
            for row in rows
        ]
