"""What catalog is asked about contracts: the list, the alarm view, one of them, its orders."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.contract_timeline import (
    AlarmReason,
    DeletionWindow,
    Reactivation,
    ReasonKind,
    Stage,
)
from contracts.inbound import ContractKind, ContractProduct, CustomerSystem
from contracts.money import Money
from contracts.partner_sites import SiteIds

ContractView = Literal["all", "alarm"]
ContractOrder = Literal["due_on", "number", "customer"]
ScopeReason = Literal["visibility_none", "visibility_own"]


class ContractQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which contracts: all or those in the alarm, by reason and stage, text, customer and kind.

    `search` is the beginning of the number or of the customer's name. The alarm has an order of
    its own, the most urgent first. `with_acknowledged` shows those too that the caller has
    acknowledged. `partner_id` and `customer_id` narrow; the vendor's people name one of them.
    `partner_ids` joins several of the caller's own sites (DW-33); none means the one he acts for.
    """

    view: ContractView = "all"
    reason: ReasonKind | None = None
    stage: Stage | None = None
    with_acknowledged: bool = False
    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    kind: ContractKind | None = None
    customer_id: UUID | None = None
    partner_id: UUID | None = None
    partner_ids: SiteIds = ()
    order: ContractOrder = "due_on"
    descending: bool = False
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class ContractItem(msgspec.Struct, frozen=True, kw_only=True):
    """A contract as it stands today."""

    id: UUID
    number: str
    title: str | None
    customer_id: UUID
    customer_number: str | None
    customer_name: str | None
    contact_person_id: UUID | None
    contact_name: str | None
    kind: ContractKind | None
    starts_on: date
    ends_on: date | None
    notice_given_on: date | None
    period_ends_on: date | None
    auto_renews: bool
    renews_on: date | None
    alarm_reasons: tuple[AlarmReason, ...]
    deletion_window: DeletionWindow | None
    reactivation: Reactivation | None


class ContractPage(msgspec.Struct, frozen=True, kw_only=True):
    """Contracts in the order asked for; `next_cursor` continues, None at the end.

    `total` counts what the query shows to the caller, up to 1,000; `is_more` says that there are
    more than that. `limited_by` names the setting that may shorten the list (DW-34). Where the list
    is still kept elsewhere, it is empty and `legacy_url` leads there (DW-03).
    """

    items: tuple[ContractItem, ...]
    total: int
    is_more: bool
    next_cursor: str | None
    limited_by: ScopeReason | None = None
    legacy_url: str | None = None


class ReactivationOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order to take a contract up again (DW-40); there is one for each end of a contract.

    `fee` is what the contract named for it; None where it was free or is to be agreed upon.
    """

    id: UUID
    contract_id: UUID
    ordered_at: datetime
    ordered_by: UUID
    is_free: bool
    fee: Money | None


class LicenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """The licence file of an on-premises contract, to be fetched by who may (DW-47)."""

    file_name: str
    size_bytes: int
    added_at: datetime


class ContractDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A contract with all that is known of it (DW-46)."""

    contract: ContractItem
    products: tuple[ContractProduct, ...]
    system: CustomerSystem | None
    acknowledged: tuple[str, ...]
    """Marks of the reasons that the caller has acknowledged."""
    order: ReactivationOrder | None
    is_ftp_open: bool
    licence_file: LicenceFile | None = None


class AcknowledgeAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """Silence what a contract is in the alarm for today, for the caller alone (E10).

    The next stage, or another day that it hangs on, brings it back. `undo` takes it back.
    """

    contract_id: UUID
    undo: bool = False
