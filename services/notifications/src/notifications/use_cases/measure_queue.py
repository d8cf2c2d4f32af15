"""Show operators how much waits, and for how long."""

from datetime import datetime

from notifications.adapters import metrics
from notifications.store.records import MessageRecords


def measure_queue(records: MessageRecords, now: datetime) -> None:
    """Set the gauges of the message queue."""
    length = records.measure()
    metrics.WAITING.labels("queued").set(length.queued)
    metrics.WAITING.labels("deferred").set(length.deferred)
    due_at = length.oldest_due_at
    metrics.OLDEST_DUE.set(max((now - due_at).total_seconds(), 0.0) if due_at else 0.0)
