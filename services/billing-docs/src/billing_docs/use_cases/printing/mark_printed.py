"""Note that a batch has been printed."""

from datetime import datetime
from uuid import UUID

from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.use_cases.printing.get_print_batch import describe_batch, get_print_batch
from chassis.audit import AuditTrail
from contracts.delivery import PrintBatch
from contracts.errors import NotFound


def mark_printed(
    batch_id: UUID, *, by: str, now: datetime, orders: PrintOrderStore, audit: AuditTrail
) -> PrintBatch:
    """Return the batch, which is printed; safe to repeat, the first time stays.

    Raises:
        NotFound: there is no such batch, or it has no file yet that could have been printed.
    """
    if orders.mark_printed(batch_id, by=by, now=now):
        audit.record(
            organisation_id=None,
            actor=by,
            action="print_batch.printed",
            subject=f"print_batch:{batch_id}",
        )
    batch = get_print_batch(batch_id, orders)
    if batch.state == "closed":
        raise NotFound("print_file")
    return describe_batch(batch)
