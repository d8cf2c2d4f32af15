"""Let a person send documents, once."""

from datetime import datetime
from uuid import UUID

from billing_docs.store.deliveries import DeliveryStore
from chassis.audit import AuditTrail
from contracts.sending import BillingAccess


def set_up_billing_access(
    organisation_id: UUID,
    person_id: UUID,
    *,
    now: datetime,
    store: DeliveryStore,
    audit: AuditTrail,
) -> BillingAccess:
    """Return since when the person may send; a second time changes nothing (SE-46).

    It consists of the person's own decision alone: with it he says that he sends documents of his
    organisation to addresses that he answers for. Looking needs none (SE-45).
    """
    is_new = store.set_up(organisation_id, person_id, now)
    if is_new:
        audit.record(
            organisation_id=organisation_id,
            actor=f"person:{person_id}",
            action="billing_access.set_up",
            subject=f"person:{person_id}",
        )
    return BillingAccess(set_up_at=store.set_up_at(organisation_id, person_id), is_new=is_new)
