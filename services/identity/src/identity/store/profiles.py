"""People's particulars. Never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.events import Language
from contracts.profiles import ProviderAccount
from identity.domain.profiles import PersonalName, StoredProfile
from identity.store.identity_provider_tables import FEDERATED_IDENTITY
from identity.store.profile_tables import LINKED_ACCOUNT
from identity.store.tables import ORGANISATION, PERSON


class ProfileStore:
    """Particulars in the caller's transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, person_id: UUID, *, lock: bool = False) -> StoredProfile | None:
        """Return the person's particulars, or None; locked, nobody else changes them meanwhile."""
        query = (
            select(PERSON, LINKED_ACCOUNT.c.subject)
            .outerjoin(LINKED_ACCOUNT, LINKED_ACCOUNT.c.person_id == PERSON.c.id)
            .where(PERSON.c.id == person_id)
        )
        if lock:
            query = query.with_for_update(of=PERSON, key_share=True)
        row = self._session.execute(query).first()
        if row is None:
            return None
        return StoredProfile(
            person_id=row.id,
            name=row.name,
            given_name=row.given_name,
            family_name=row.family_name,
            email=row.email,
            language=row.language,
            account_subject=row.subject,
            provider_accounts=self._provider_accounts(person_id),
        )

    def _provider_accounts(self, person_id: UUID) -> tuple[ProviderAccount, ...]:
        rows = self._session.execute(
            select(ORGANISATION.c.name, FEDERATED_IDENTITY.c.issuer, FEDERATED_IDENTITY.c.linked_at)
            .join_from(
                FEDERATED_IDENTITY,
                ORGANISATION,
                ORGANISATION.c.id == FEDERATED_IDENTITY.c.organisation_id,
            )
            .where(FEDERATED_IDENTITY.c.person_id == person_id)
            .order_by(FEDERATED_IDENTITY.c.linked_at, ORGANISATION.c.id)
        )
        return tuple(
            ProviderAccount(organisation_name=row.name, issuer=row.issuer, linked_at=row.linked_at)
            for row in rows
        )

    def change(self, person_id: UUID, name: PersonalName, language: Language) -> None:
        """Store name and language; the caller has locked the particulars."""
        self._session.execute(
            update(PERSON)
            .where(PERSON.c.id == person_id)
            .values(
                name=name.shown,
                given_name=name.given,
                family_name=name.family,
                language=language,
            )
        )

    def link_account(self, person_id: UUID, subject: str) -> bool:
        """Link the account; False if it is linked to somebody else. The caller has locked."""
        self.unlink_account(person_id)
        linked = self._session.scalar(
            insert(LINKED_ACCOUNT)
            .values(person_id=person_id, subject=subject, linked_at=self._now)
            .on_conflict_do_nothing(index_elements=["subject"])
            .returning(LINKED_ACCOUNT.c.person_id)
        )
        return linked is not None

    def unlink_account(self, person_id: UUID) -> None:
        """Forget which account is the person's."""
        self._session.execute(delete(LINKED_ACCOUNT).where(LINKED_ACCOUNT.c.person_id == person_id))
