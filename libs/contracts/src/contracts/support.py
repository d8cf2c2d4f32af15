"""What identity is asked about letting the vendor's people look in (MB-12 to MB-16)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.identity import Reason

SupportSessionState = Literal["open", "ended"]
SupportEndReason = Literal[
    "closed_by_support",
    "ended_by_customer",
    "consent_withdrawn",
    "expired",
    "support_signed_out",
]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=60)]


class SetSupportConsent(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's word on support access, for good or `until` an instant (MB-12)."""

    is_given: bool
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class SupportConsent(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the vendor's people may look in; nobody has said anything yet: they may not."""

    organisation_id: UUID
    is_given: bool
    until: datetime | None = None
    changed_at: datetime | None = None
    changed_by: UUID | None = None


class OpenSupportSession(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to look in on, because of which request (MB-16), for how long, into which areas.

    Without `areas` all of them.
    """

    organisation_id: UUID
    request_id: UUID
    reason: Reason
    areas: tuple[str, ...] | None = None
    minutes: Minutes = 30


class SupportSession(msgspec.Struct, frozen=True, kw_only=True):
    """One look of one of the vendor's people into an organisation, and how it ended."""

    id: UUID
    organisation_id: UUID
    request_id: UUID
    reason: str
    areas: tuple[str, ...]
    opened_by: UUID
    opened_by_name: str
    state: SupportSessionState
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    end_reason: SupportEndReason | None = None


class OpenedSupportSession(msgspec.Struct, frozen=True, kw_only=True):
    """A new support session; `token` is shown this once and stored only as a hash."""

    token: str
    session: SupportSession


class SupportSessions(msgspec.Struct, frozen=True, kw_only=True):
    """The support sessions of one organisation, newest first."""

    items: tuple[SupportSession, ...]


class SupportAccess(msgspec.Struct, frozen=True, kw_only=True):
    """One call in a support session: what was asked, and the ids of the records it showed.

    `outcome` is `ok` or the code of the error that was answered.
    """

    id: UUID
    service: str
    method: str
    arguments: dict[str, str]
    outcome: str
    shown: tuple[UUID, ...]
    is_cut: bool
    at: datetime


class SupportAccessPage(msgspec.Struct, frozen=True, kw_only=True):
    """Accesses, the latest first; `next_cursor` continues, None at the end."""

    items: tuple[SupportAccess, ...]
    next_cursor: str | None
