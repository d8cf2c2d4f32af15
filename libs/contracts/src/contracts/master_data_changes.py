"""Changes of master data that customers ask for and the vendor's people decide."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.identity import Organisation
from contracts.master_data import MasterData, MasterDataKind
from contracts.tickets import Participant

MasterDataState = Literal["waiting_for_vendor", "approved", "refused", "withdrawn"]
_Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
_Cursor = Annotated[str, msgspec.Meta(max_length=200)]


class CompanyData(msgspec.Struct, frozen=True, kw_only=True):
    """What identity has on file of an organisation; the e-billing address is billing-docs'."""

    organisation: Organisation
    values: MasterData


class RequestMasterDataChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be changed, to what, and from which day on; at once where none is named.

    `values` holds all of what the kind is about, as it is to be from then on. Repeating
    `idempotency_key` returns the same change.
    """

    kind: MasterDataKind
    values: MasterData
    effective_on: date | None = None
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class MasterDataChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was asked for, with what was on file then and what is to be (SE-68).

    `request_id` is the request in which it is talked about. `applied_at` is when it came into
    force: with the approval, or on the day it was asked for.
    """

    id: UUID
    kind: MasterDataKind
    state: MasterDataState
    organisation_id: UUID
    organisation_name: str
    customer_number: str | None
    request_id: UUID
    request_number: int
    requester: Participant
    old: MasterData
    new: MasterData
    effective_on: date | None
    note: str
    requested_at: datetime
    decided_at: datetime | None = None
    decided_by: Participant | None = None
    reason: str | None = None
    """Why it was refused."""
    applied_at: datetime | None = None


class MasterDataChangeDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One change beside what is on file just now; `current` is None once it is decided.

    `is_changed_meanwhile` says that `current` is not what the customer saw: who approves it all the
    same says so with `seen`.
    """

    change: MasterDataChange
    current: MasterData | None
    is_changed_meanwhile: bool
    seen: str | None
    """Stands for `current`."""


class MasterDataChangeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which changes: newest first; the vendor's people see everybody's, or one organisation's."""

    state: MasterDataState | None = None
    organisation_id: UUID | None = None
    request_id: UUID | None = None
    """The one that is talked about in this request."""
    cursor: _Cursor | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class MasterDataChangePage(msgspec.Struct, frozen=True, kw_only=True):
    """Changes, newest first; `next_cursor` continues, None at the end."""

    items: tuple[MasterDataChange, ...]
    next_cursor: str | None


class ApproveMasterDataChange(msgspec.Struct, frozen=True, kw_only=True):
    """Yes; `seen` confirms what is on file now, where it changed after the customer had asked."""

    change_id: UUID
    seen: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class RefuseMasterDataChange(msgspec.Struct, frozen=True, kw_only=True):
    """No, and why; the customer reads it."""

    change_id: UUID
    reason: _Reason
