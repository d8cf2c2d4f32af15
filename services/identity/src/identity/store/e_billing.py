"""What is known of customers' e-billing addresses. Never commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.domain.e_billing import EBillingHealth
from identity.store.e_billing_tables import FAILING_ADDRESS


class EBillingStore:
    """Whether e-billing addresses are reached, in the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def health_of(self, organisation_id: UUID) -> EBillingHealth:
        """Return what is known of the organisation's address."""
        query = select(FAILING_ADDRESS).where(FAILING_ADDRESS.c.organisation_id == organisation_id)
        row = self._session.execute(query).first()
        if row is None:
            return EBillingHealth()
        return EBillingHealth(
            address_sha256=row.address_sha256,
            named_at=row.named_at,
            heard_at=row.heard_at,
            failing_since=row.failing_since,
        )

    def store(self, organisation_id: UUID, health: EBillingHealth) -> None:
        """Store what is known; the caller has locked the organisation."""
        values = {
            "organisation_id": organisation_id,
            "address_sha256": health.address_sha256,
            "named_at": health.named_at,
            "heard_at": health.heard_at,
            "failing_since": health.failing_since,
        }
        self._session.execute(
            insert(FAILING_ADDRESS)
            .values(values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
