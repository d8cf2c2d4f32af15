"""What identity announces of who serves a customer; catalog scopes its lists by it."""

from uuid import UUID

import msgspec

from contracts.events import Language

CUSTOMER_SERVED = "customer_served"


class CustomerServed(msgspec.Struct, frozen=True, kw_only=True):
    """Which partner serves a customer, and who looks after it there; `version` grows.

    Without a partner the vendor serves it itself. An older version changes nothing.
    """

    customer_id: UUID
    version: int
    customer_number: str | None
    customer_name: str
    language: Language
    partner_id: UUID | None
    partner_name: str | None
    contact_person_id: UUID | None
    contact_name: str | None
