"""Put on record what was done with a hold."""

from chassis.audit import AuditTrail
from contracts.retention import Hold


def put_on_record(audit: AuditTrail, action: str, hold: Hold, *, by: str) -> None:
    """Add the entry; reasons may name people, so the trail has the case and the ids alone."""
    subject = (
        f"organisation:{hold.organisation_id}"
        if hold.document_id is None
        else f"document:{hold.document_id}"
    )
    audit.record(
        organisation_id=hold.organisation_id,
        actor=by,
        action=action,
        subject=subject,
        details={"hold_id": str(hold.id), "case_id": hold.case_id},
    )
