"""Notices about customers' systems as systems send them."""

from datetime import UTC, datetime
from typing import Any

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.system_notices import CustomerSystemNoticed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_notice(**changes: Any) -> Incoming[CustomerSystemNoticed]:
    """Return a notice about customer 20000 as a system sends it, with `changes`."""
    data: dict[str, Any] = {
        "customer_number": "20000",
        "notice_id": "storage-1",
        "version": 1,
        "kind": "storage_low",
        "noticed_at": NOON,
        "system": "archiv.example.com",
        "percent_used": 93,
    }
    return Incoming(
        id=str(new_id()),
        source="/cloud/demo",
        type="customer_system.noticed.v1",
        time=None,
        body_sha256="a" * 64,
        data=CustomerSystemNoticed(**(data | changes)),
    )
