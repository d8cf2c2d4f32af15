"""A request: what one person of one organisation wants from the vendor."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from contracts.errors import NoMembership, NotPermitted
from contracts.principal import Principal
from contracts.request_types import Priority, RequestType
from contracts.tickets import (
    Attached,
    AttachedAccess,
    Channel,
    RequestState,
    WantedSnapshot,
)
from tickets.domain.due_times import Due
from tickets.domain.fields import LONGEST_TEXT, plain_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Requester:
    """A person and the organisation he asks for."""

    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRequest:
    """A request; `idempotency_key` is what makes it one request."""

    id: UUID
    requester: Requester
    idempotency_key: str
    kind: str
    type_version: int
    title: str
    description: str
    fields: Mapping[str, str]
    content_sha256: str | None
    """Of what it said when it was opened; None where that was before digests were kept."""
    state: RequestState
    channel: Channel
    department: str
    priority: Priority
    attached: Attached | None
    opened_at: datetime
    active_at: Mapping[str, datetime] = field(default_factory=dict)
    """When something last happened that a side may know of."""
    number: int = 0
    """Given by the database."""
    requester_name: str | None = None
    assignee_id: UUID | None = None
    assignee_name: str | None = None
    due: Due = Due()
    closed_at: datetime | None = None
    merged_into: UUID | None = None
    stars: int | None = None
    opinion: str | None = None
    hold_reason: str | None = None
    package_request_id: UUID | None = None
    """The wish for a package that it is about, as catalog has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRequest:
    """A request, and what of its course concerns somebody who looks at it."""

    request: CustomerRequest
    unread: int
    """How much of what others wrote for him he has not read."""
    last_comment: str | None
    """What was said last of that which he may read."""
    kind: RequestType | None = None
    """What it was opened with, where that was asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EditedWords:
    """What a request says, as somebody wants it from now on."""

    title: str
    description: str
    fields: Mapping[str, str]

    def differing_from(self, known: CustomerRequest) -> tuple[str, ...]:
        """Return the names of the parts that are changed; fields by their own names."""
        changed = [
            name for name in ("title", "description") if getattr(self, name) != getattr(known, name)
        ]
        names = self.fields.keys() | known.fields.keys()
        changed += sorted(name for name in names if self.fields.get(name) != known.fields.get(name))
        return tuple(changed)


def requester_of(caller: Principal) -> Requester:
    """Return on whose behalf the caller asks; no area needs to be unlocked for it (KM-06).

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotPermitted: the caller is no person, or an account for documents alone (SE-28).
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.kind != "person":
        raise NotPermitted("session")
    if caller.role == "documents":
        raise NotPermitted("role_sees_documents_only")
    return Requester(organisation_id=caller.organisation_id, person_id=caller.subject)


def fault_of_text(text: str, *, longest: int = LONGEST_TEXT) -> str | None:
    """Return why nothing can be made of what somebody wrote, None if something can."""
    if not text.strip():
        return "empty"
    if "\0" in text:
        return "unreadable_character"
    return plain_text(text, longest=longest)


def digest_of(
    kind: str,
    title: str,
    description: str,
    fields: Mapping[str, str],
    attachments: Iterable[UUID] = (),
    *,
    snapshots: Iterable[WantedSnapshot] = (),
) -> str:
    """Return the SHA-256, in hexadecimal, of what a request says and what goes with it."""
    files = sorted(str(attachment_id) for attachment_id in attachments)
    shown = sorted(f"{wanted.kind}:{wanted.id}" for wanted in snapshots)
    # Without files, or snapshots, it is the digest of before there were any.
    with_it = (files, shown) if shown else (files,) if files else ()
    said = (kind, title, description, dict(fields), *with_it)
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def says_the_same(known: CustomerRequest, digest: str) -> bool:
    """Whether a repeated key comes with what was said the first time."""
    first = known.content_sha256 or digest_of(
        known.kind, known.title, known.description, known.fields
    )
    return first == digest


def access_of(caller: Principal) -> AttachedAccess:
    """Return what the caller may do just now, as it is attached to a report (SE-65)."""
    return AttachedAccess(
        role=caller.role,
        areas=caller.areas,
        grants=caller.grants,
        data_scope=caller.data_scope,
        entitlements=caller.entitlements,
    )
