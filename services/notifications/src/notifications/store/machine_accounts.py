"""Machine accounts as identity announces them, in the caller's transaction; never commits."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.machine_accounts import MachineAccountChanged
from notifications.store.feed_tables import MACHINE_ACCOUNT


class MachineAccountStore:
    """Machine accounts that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def remember(self, changed: MachineAccountChanged) -> UUID | None:
        """Insert or update the account; None when what is known is as new or newer."""
        values = {
            "organisation_id": changed.organisation_id,
            "id": changed.account_id,
            "version": changed.version,
            "name": changed.name,
            "areas": list(changed.areas),
            "document_types": None
            if changed.document_types is None
            else list(changed.document_types),
            "access_until": changed.access_until,
            "revoked_at": changed.revoked_at,
        }
        taken: UUID | None = self._session.scalar(
            insert(MACHINE_ACCOUNT)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id", "id"],
                set_=values,
                where=MACHINE_ACCOUNT.c.version < changed.version,
            )
            .returning(MACHINE_ACCOUNT.c.id)
        )
        return taken
