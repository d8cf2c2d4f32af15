"""What catalog is asked about a partner's business: its customers and its prospects."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from contracts.contract_list import ContractItem
from contracts.partner_sites import SiteIds
from contracts.partners import ServingPartner, ShortListExplanation
from contracts.versions import BaseVersion

AccountKind = Literal["customer", "prospect"]
ACCOUNT_KINDS: tuple[AccountKind, ...] = get_args(AccountKind)
AccountOrder = Literal["name", "number", "contact", "since"]
ACCOUNT_ORDERS: tuple[AccountOrder, ...] = get_args(AccountOrder)
_Text = Annotated[str, msgspec.Meta(max_length=200)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class AccountQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which customers and prospects: by kind, text, contact and site (DW-29).

    `search` is a part of the name or the beginning of the number. `contact` is `none` (DW-26),
    `me`, or a person's id. `partners` are some of the caller's own sites, all of them if empty
    (DW-33); others add nothing, whether they exist or not. The vendor's people name some.
    """

    kind: AccountKind | None = None
    search: _Text | None = None
    contact: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    partners: SiteIds = ()
    order: AccountOrder = "name"
    descending: bool = False
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class PartnerAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A customer that a partner serves, or a prospect that it has found (DW-11)."""

    id: UUID
    kind: AccountKind
    customer_number: str | None
    name: str
    partner: ServingPartner
    contact_person_id: UUID | None
    contact_name: str | None
    since: datetime
    """When the partner's list got it."""


class AccountPage(msgspec.Struct, frozen=True, kw_only=True):
    """Customers and prospects in the order asked for; `next_cursor` continues, None at the end.

    `total` counts what the query shows to the caller, up to 1,000; `is_more` says that there are
    more than that. Where the list is still kept elsewhere, it is empty and `legacy_url` leads there
    (DW-03).
    """

    items: tuple[PartnerAccount, ...]
    total: int
    is_more: bool
    next_cursor: str | None
    explanations: tuple[ShortListExplanation, ...] = ()
    legacy_url: str | None = None


class Particulars(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a prospect besides its name."""

    street: _Text | None = None
    postal_code: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    city: _Text | None = None
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] | None = None
    contact_name: _Text | None = None
    contact_email: Annotated[str, msgspec.Meta(max_length=254)] | None = None
    contact_phone: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    note: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class AccountDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A customer or prospect with its contracts (DW-08), the next due first, at most 200.

    A prospect has particulars and a version to change it by; those of customers identity keeps.
    """

    account: PartnerAccount
    contracts: tuple[ContractItem, ...]
    contract_total: int
    particulars: Particulars | None = None
    version: int | None = None


class CreateProspect(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may become a customer (DW-35), looked after by whoever creates it.

    A repetition with the same `idempotency_key` returns what the first one made.
    """

    name: _Name
    particulars: Particulars = Particulars()
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Prospect(msgspec.Struct, frozen=True, kw_only=True):
    """A prospect, and who of those that the caller sees may be the same."""

    account: PartnerAccount
    particulars: Particulars
    version: int
    likely_duplicates: tuple[PartnerAccount, ...] = ()


class ChangeProspect(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a prospect from now on; `base_version` is what the caller saw."""

    prospect_id: UUID
    base_version: BaseVersion
    name: _Name
    particulars: Particulars


class AssignProspectContact(msgspec.Struct, frozen=True, kw_only=True):
    """Who among the partner's people looks after a prospect from now on, None for nobody."""

    prospect_id: UUID
    person_id: UUID | None


class Duplicates(msgspec.Struct, frozen=True, kw_only=True):
    """Customers and prospects that the caller sees, whose name is much like another."""

    items: tuple[PartnerAccount, ...]
