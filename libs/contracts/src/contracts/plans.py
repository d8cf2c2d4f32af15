"""Plans, their limits, and what an organisation has and uses of them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.money import Money
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion

LimitName = Literal[
    "storage_bytes", "document_scans", "users", "cash_registers", "web_shops", "shipping_providers"
]
"""What a plan limits (MB-17, MB-18); scans are counted anew in each period."""
LIMITS: tuple[LimitName, ...] = (
    "storage_bytes",
    "document_scans",
    "users",
    "cash_registers",
    "web_shops",
    "shipping_providers",
)
SubscriptionState = Literal["active", "cancelled", "ended"]
"""A cancelled one runs to its last day, and can be resumed up to then."""
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**60)]
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Item = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of each a plan allows; None: as much as one likes."""

    storage_bytes: _Count | None = None
    document_scans: _Count | None = None
    users: _Count | None = None
    cash_registers: _Count | None = None
    web_shops: _Count | None = None
    shipping_providers: _Count | None = None


class PutPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is from now on; `base_version` is 0 for a new one."""

    key: Key
    base_version: BaseVersion
    name: Label
    description: Label
    price: Money
    period_months: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1
    limits: Limits = Limits()
    is_current: bool = True


class PlanDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as everybody may read it, in both languages (MB-26)."""

    key: str
    version: int
    name: Label
    description: Label
    price: Money
    period_months: int
    limits: Limits
    is_current: bool


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    """The plans that are offered just now, by price."""

    items: tuple[PlanDefinition, ...]


class LimitUse(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a limit is used; `allowed` is None where there is none."""

    limit: LimitName
    used: int
    allowed: int | None
    warned_percent: int | None = None
    """The highest threshold that was reached in this period (80, 95)."""
    held_for_invited: int = 0
    """Of the users: seats that open invitations hold (MB-21)."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's plan: the period it is in, and what comes next (MB-19, MB-24).

    Days are first and last days. `renews_on` is the first day of the next period, None once it is
    cancelled; `ends_on` is then the last day.
    """

    plan: PlanDefinition
    state: SubscriptionState
    started_on: date
    period_from: date
    period_through: date
    renews_on: date | None
    ends_on: date | None
    uses: tuple[LimitUse, ...]


class StartSubscription(msgspec.Struct, frozen=True, kw_only=True):
    """Which plan an organisation has from a day on, today where none is named."""

    organisation_id: UUID
    plan_key: Key
    starts_on: date | None = None


class TakeUse(msgspec.Struct, frozen=True, kw_only=True):
    """One more of something that the plan limits; repeating `item` takes nothing more.

    Storage is not taken but told by whoever stores.
    """

    limit: LimitName
    item: _Item


class BillingInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Whom invoices for the plan are made out to (MB-25)."""

    name: _Line
    street: _Line
    postal_code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    city: _Line
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] = "DE"
    email: Annotated[str, msgspec.Meta(pattern=r"^[^\s@]+@[^\s@]+$", max_length=254)]
    vat_id: Annotated[str, msgspec.Meta(max_length=20)] = ""
    reference: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """What the invoice is to name, such as an order number."""


class BillingInfoVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One state of it: the next invoice after `changed_at` uses it."""

    version: int
    info: BillingInfo
    changed_at: datetime
    changed_by: UUID


class BillingInfoHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Every state, the present one first; none where nothing was ever entered."""

    items: tuple[BillingInfoVersion, ...]


class SetBillingInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What holds from the next invoice on; `base_version` is the version it changes, 0 at first."""

    base_version: BaseVersion
    info: BillingInfo
