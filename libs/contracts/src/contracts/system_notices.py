"""Notices about customers' systems: from systems, to the partner contact, and as lists (DW-28)."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from contracts.inbound import CustomerNumber, Text
from contracts.partner_sites import SiteIds

SYSTEM_NOTICE_DUE = "system_notice_due"
SYSTEM_NOTICE_TOLD = "system_notice_told"

NoticeKind = Literal["storage_low", "update_due"]
NOTICE_KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class CustomerSystemNoticed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`customer_system.noticed.v1`: something about a customer's system wants somebody's attention.

    `notice_id` is the source's own; a later `version` of it says how it stands now, an older one
    changes nothing. `is_settled` says that it needs nobody any more. `percent_used` goes with
    `storage_low`, `release` with `update_due`.
    """

    customer_number: CustomerNumber
    notice_id: Text
    version: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    kind: NoticeKind
    noticed_at: _Instant
    system: Text | None = None
    percent_used: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    release: Text | None = None
    is_settled: bool = False


class SystemNoticeDue(msgspec.Struct, frozen=True, kw_only=True):
    """The contact of a partner is to be told of a notice, if he may see its customer now.

    catalog says it again from time to time, until `system_notice_told` answers; who was told of a
    notice once is never told of it again.
    """

    notice_id: UUID
    customer_id: UUID
    customer_name: str
    partner_id: UUID
    person_id: UUID
    kind: NoticeKind
    system: str | None
    percent_used: int | None
    release: str | None


class SystemNoticeTold(msgspec.Struct, frozen=True, kw_only=True):
    """A mail about a notice is on its way to the contact."""

    notice_id: UUID
    person_id: UUID
    at: datetime


class SystemNotice(msgspec.Struct, frozen=True, kw_only=True):
    """One open notice, as the people of the customer's partner see it."""

    id: UUID
    customer_id: UUID
    customer_name: str
    kind: NoticeKind
    system: str | None
    percent_used: int | None
    release: str | None
    noticed_at: datetime
    told_at: datetime | None
    """When the contact was told; None while nobody was, or nobody may be."""


class SystemNoticeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which open notices: of some of one's own sites, of one customer, of one kind.

    No sites mean all of one's own; the vendor's people name some.
    """

    partners: SiteIds = ()
    customer_id: UUID | None = None
    kind: NoticeKind | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class SystemNotices(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first. `total` counts what the query shows to the caller, up to 1,000."""

    items: tuple[SystemNotice, ...]
    total: int
    is_more: bool
