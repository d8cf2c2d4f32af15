"""Put on record what was decided about a deletion run."""

from chassis.audit import AuditTrail
from contracts.deletion import DeletionRun


def put_on_record(audit: AuditTrail, action: str, run: DeletionRun, *, by: str) -> None:
    """Add the entry to the customer's chain where the run is about one, else to the vendor's."""
    audit.record(
        organisation_id=run.organisation_id,
        actor=by,
        action=action,
        subject=f"deletion_run:{run.id}",
        details={"documents": str(run.document_count), "items_sha256": run.items_sha256},
    )
