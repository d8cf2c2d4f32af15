"""What is said about a request, for whom, and what was changed: requests and answers of tickets."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.attachments import AttachedFile, AttachmentIds
from contracts.tickets import Participant

Audience = Literal["public", "vendor", "customer", "partner"]
"""Who may read something: everybody who sees the request; the vendor's people; the people of the
organisation whose request it is, and the vendor not; the vendor's people and the partner's."""
Side = Literal["customer", "vendor", "partner", "system"]
EntryKind = Literal["comment", "change"]
Change = Literal[
    "opened",
    "edited",
    "shared",
    "unshared",
    "state_changed",
    "assigned",
    "moved",
    "priority_changed",
    "merged",
    "rated",
    "escalated",
    "master_data_approved",
    "master_data_refused",
    "master_data_withdrawn",
]
Body = Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said about a request, or done with it."""

    id: UUID
    kind: EntryKind
    audience: Audience
    author: Participant | None
    """None where time did it."""
    side: Side
    at: datetime
    body: str | None = None
    change: Change | None = None
    details: dict[str, str] = {}
    """What a change was from and to, as codes, ids and words."""
    attachments: tuple[AttachedFile, ...] = ()
    """Files that go with it; its readers are theirs."""


class EntryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a request's course: the oldest first, `cursor` as given by the page before.

    With `latest` the newest come first, and the cursor leads back in time.
    """

    request_id: UUID
    kind: EntryKind | None = None
    latest: bool = False
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class EntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller may read of a request's course; `next_cursor` continues, None at the end."""

    items: tuple[Entry, ...]
    next_cursor: str | None


class AddComment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says; repeating `idempotency_key` says it once."""

    request_id: UUID
    body: Body
    audience: Audience = "public"
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    attachments: AttachmentIds = ()
    """Files that were sent in before, for those alone who may read what is said."""


class EditRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is said otherwise from now on; None leaves a text as it is (RFC 7396 for `fields`)."""

    request_id: UUID
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    description: Body | None = None
    fields: dict[str, str | int | float | None] = {}
    """Fields that change; None takes one away."""


ShareKind = Literal["person", "role", "organisation", "partner"]
SharedRole = Literal["admin", "member"]


class ShareWith(msgspec.Struct, frozen=True, kw_only=True):
    """With whom: one person, everybody of a role, or everybody of the organisation.

    With a partner, which the vendor's people alone may say, everybody of that partner.
    """

    kind: ShareKind
    person_id: UUID | None = None
    role: SharedRole | None = None
    partner_id: UUID | None = None


class ShareRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Lets others see a request; doing it again changes `may_edit` and `ends_at`."""

    request_id: UUID
    share_with: ShareWith
    may_edit: bool = False
    ends_at: datetime | None = None


class UnshareRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Lets them see it no more, at once."""

    request_id: UUID
    share_with: ShareWith


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Who may see a request besides its requester, and until when."""

    share_with: ShareWith
    may_edit: bool
    ends_at: datetime | None
    shared_at: datetime


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody a request is shared with just now."""

    items: tuple[Share, ...]


class RequestSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Figures for the header of every page (FD-13)."""

    open_requests: int
    """The caller's own that are not closed; of the vendor's people, those they take care of."""
    waiting_for_you: int
    """Of these, the ones that wait for an answer of his."""
    unread_requests: int
    """His own with something that he has not read; closed ones count too.

    Of the thousand in which something happened last.
    """
