"""What other systems report of the use of a plan's limits."""

from typing import Annotated, Literal

import msgspec

from contracts.inbound import CustomerNumber

ReportedLimit = Literal[
    "document_scans", "users", "cash_registers", "web_shops", "shipping_providers"
]


class PlanUsageReported(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`plan.usage_reported.v1`: one thing that a plan limits is in use, or no more.

    `item` names it within its limit: a scan, a cash register. It counts once, however often it is
    reported. What was used is counted whatever the plan allows, for it happened; whoever can still
    refuse asks `POST /v1/subscription/uses` first. Storage is counted by whoever stores.
    """

    customer_number: CustomerNumber
    limit: ReportedLimit
    item: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    in_use: bool = True
