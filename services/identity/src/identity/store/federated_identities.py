"""Which person a provider's subject is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.store.identity_provider_tables import FEDERATED_IDENTITY


class FederatedIdentityStore:
    """Links between subjects and people in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, organisation_id: UUID, issuer: str, subject: str) -> UUID | None:
        """Return the person behind a subject of the organisation's provider, or None."""
        person_id: UUID | None = self._session.scalar(
            select(FEDERATED_IDENTITY.c.person_id).where(
                FEDERATED_IDENTITY.c.organisation_id == organisation_id,
                FEDERATED_IDENTITY.c.issuer == issuer,
                FEDERATED_IDENTITY.c.subject == subject,
            )
        )
        return person_id

    def link(self, organisation_id: UUID, issuer: str, subject: str, person_id: UUID) -> bool:
        """Link the subject to the person; False if either has another one already.

        Waits for a concurrent link of either to commit or roll back.
        """
        linked = self._session.scalar(
            insert(FEDERATED_IDENTITY)
            .values(
                organisation_id=organisation_id,
                issuer=issuer,
                subject=subject,
                person_id=person_id,
                linked_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(FEDERATED_IDENTITY.c.person_id)
        )
        return linked is not None

    def forget_all(self, organisation_id: UUID) -> int:
        """Delete the links of the organisation's provider; return how many."""
        gone = self._session.execute(
            delete(FEDERATED_IDENTITY)
            .where(FEDERATED_IDENTITY.c.organisation_id == organisation_id)
            .returning(FEDERATED_IDENTITY.c.subject)
        )
        return len(gone.all())
