"""What the ERP says about customers, as tests need it."""

from typing import Any

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.inbound import CustomerUpserted

CONTACT = "erika@muster.example"


def an_event(**changes: Any) -> Incoming[CustomerUpserted]:
    """Return an event of the demo ERP about the customer 10001, with `changes`."""
    envelope: dict[str, Any] = {
        key: changes.pop(key) for key in ("id", "body_sha256", "publisher") if key in changes
    }
    customer: dict[str, Any] = {
        "customer_number": "10001",
        "name": "Musterfabrik GmbH (Demo)",
        "version": 1,
        "contact_email": CONTACT,
        **changes,
    }
    values: dict[str, Any] = {
        "id": str(new_id()),
        "source": "/erp/demo",
        "type": "customer.upserted.v1",
        "time": None,
        "body_sha256": "a" * 64,
        "data": CustomerUpserted(**customer),
        **envelope,
    }
    return Incoming(**values)
