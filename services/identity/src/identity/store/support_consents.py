"""What organisations have said about support access."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.support import SupportConsent
from identity.store.support_tables import SUPPORT_CONSENT


class SupportConsentStore:
    """Consents in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def of_organisation(self, organisation_id: UUID) -> SupportConsent:
        """Return what the organisation has said; nothing said is no consent (MB-12)."""
        row = self._session.execute(
            select(SUPPORT_CONSENT).where(SUPPORT_CONSENT.c.organisation_id == organisation_id)
        ).first()
        if row is None:
            return SupportConsent(organisation_id=organisation_id, is_given=False)
        return SupportConsent(
            organisation_id=organisation_id,
            is_given=row.is_given,
            until=row.until,
            changed_at=row.changed_at,
            changed_by=row.changed_by,
        )

    def put(self, consent: SupportConsent) -> None:
        """Store what the organisation says from now on."""
        values = {
            "is_given": consent.is_given,
            "until": consent.until,
            "changed_at": consent.changed_at,
            "changed_by": consent.changed_by,
        }
        self._session.execute(
            insert(SUPPORT_CONSENT)
            .values(organisation_id=consent.organisation_id, **values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
