"""What identity is asked about partners: certification, their customers, who is whose contact."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.identity import Reason
from contracts.outbound import PartnerContact

ShortListReason = Literal[
    "visibility_none",
    "visibility_own",
    "contract_ended",
    "second_factor_required",
    "not_certified",
    "area_not_visible",
    "no_customers",
    "filtered",
]
"""Why a list of customers is empty or may be shorter than a colleague's (DW-34)."""


class SetCertification(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a partner is certified from now on (DW-01); for the vendor's people."""

    organisation_id: UUID
    is_certified: bool
    reason: Reason


class SetPartner(msgspec.Struct, frozen=True, kw_only=True):
    """Which partner serves a customer from now on, None for none; for the vendor's people."""

    customer_id: UUID
    partner_id: UUID | None
    reason: Reason


class AssignPartnerContact(msgspec.Struct, frozen=True, kw_only=True):
    """Who among the partner's people looks after a customer from now on, None for nobody."""

    customer_id: UUID
    person_id: UUID | None


class ServingPartner(msgspec.Struct, frozen=True, kw_only=True):
    """The partner that serves a customer; one of the caller's sites (DW-32)."""

    id: UUID
    name: str


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as the people of the partner that serves it see it.

    Without a partner only in the answer to having taken it away.
    """

    id: UUID
    customer_number: str | None
    name: str
    language: Language
    partner: ServingPartner | None
    contact: PartnerContact | None


class CustomerQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which customers: by a part of the name or the beginning of the number, by contact, by site.

    `contact` is `none` (DW-26), `me`, or a person's id. `partners` are some of the caller's own
    sites, all of them if empty (DW-33); others add nothing, whether they exist or not.
    """

    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    contact: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    partners: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=50)] = ()
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class ShortListExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why the list is short at one of the caller's sites, or as a whole, and whom to ask.

    It follows from settings and from what is shown, so it tells nothing about what is not.
    """

    reason: ShortListReason
    partner: ServingPartner | None = None
    ask: tuple[str, ...] = ()
    """Names of colleagues who can change it, at most 20."""
    may_change: bool = False
    """The caller can change it himself (DW-22)."""


class CustomerPage(msgspec.Struct, frozen=True, kw_only=True):
    """Customers by name; `next_cursor` continues, None at the end.

    `total` counts all that the query shows to the caller, on every page.
    """

    items: tuple[Customer, ...]
    total: int
    next_cursor: str | None
    explanations: tuple[ShortListExplanation, ...] = ()
