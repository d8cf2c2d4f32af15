"""Requests and answers of the tickets service: opening, listing and reading requests."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.attachments import AttachmentIds
from contracts.request_types import Priority, RequestType

RequestState = Literal["waiting_for_vendor", "in_progress", "waiting_for_customer", "closed"]
Channel = Literal["portal", "phone", "mail", "chat"]
Advice = Literal["title_too_short", "title_says_no_fault", "description_too_short"]
"""What would make a request quicker to answer; nothing is refused for it (FD-11)."""
FieldValue = str | int | float
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Description = Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
Fields = Annotated[dict[str, FieldValue], msgspec.Meta(max_length=50)]
_Cursor = Annotated[str, msgspec.Meta(max_length=200)]


SnapshotKind = Literal["document", "device", "contract", "access"]


class WantedSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be attached to a request as it is at that moment, whatever its kind asks for.

    `id` names the document, device or contract, which the caller must see; `access` is his own and
    has none.
    """

    kind: SnapshotKind
    id: UUID | None = None


Snapshots = Annotated[tuple[WantedSnapshot, ...], msgspec.Meta(max_length=10)]


class OpenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer wants; repeating `idempotency_key` returns the same request (FD-12).

    `kind` is the key of a request type; `fields` are what that type asks for.
    """

    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    title: Title
    description: Description
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    fields: Fields = {}
    attachments: AttachmentIds = ()
    """Files that were sent in before, and go with it for everybody who sees it."""
    snapshots: Snapshots = ()


class OpenForCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer's member said by telephone or mail, and one of the vendor took down."""

    organisation_id: UUID
    person_id: UUID
    channel: Literal["phone", "mail"]
    request: OpenRequest


class ContactChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A way to reach the vendor; each can become a request that remembers it (SE-10)."""

    channel: Literal["chat", "phone", "mail"]
    address: str | None
    """The number or the address; None for the chat, which is the conversation of a request."""
    is_offered: bool


class ContactChannels(msgspec.Struct, frozen=True, kw_only=True):
    """Every way to reach the vendor."""

    items: tuple[ContactChannel, ...]


class AdviseRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a request that is not sent yet, of which kind it is to be, and its fields."""

    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    description: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    kind: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    fields: Fields = {}


class RequestQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests: the caller's own, those shared with him, or customers' with his partner.

    `open` is about every state but `closed`; `search` about the number, the words of a request and
    what he may read of its conversation. Customers' requests come newest first, and not narrowed.
    """

    scope: Literal["mine", "shared", "customers"] = "mine"
    state: RequestState | None = None
    open: bool | None = None
    kind: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    unread: bool = False
    sort: Literal["opened", "activity"] = "opened"
    """What happened last comes first, or what was opened last."""
    cursor: _Cursor | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has to do with a request."""

    person_id: UUID
    name: str


class AttachedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it was when the request was opened."""

    id: UUID
    document_type: str
    number: str
    title: str | None
    issued_on: str
    total: str | None
    """With its currency, in minor units, such as `11900 EUR`."""


class AttachedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a contract, and how many of it there were."""

    name: str
    quantity: int


class AttachedContract(msgspec.Struct, frozen=True, kw_only=True):
    """A contract as it was when the request was opened."""

    id: UUID
    number: str
    title: str | None
    customer_number: str | None
    kind: str | None
    starts_on: date
    ends_on: date | None
    notice_given_on: date | None
    period_ends_on: date | None
    auto_renews: bool
    products: tuple[AttachedProduct, ...]
    system: str | None


class AttachedDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device as it was when the request was opened."""

    id: UUID
    number: str
    manufacturer: str | None
    model: str
    serial_number: str | None
    technical_id: str | None
    site: str | None
    place: str | None
    is_third_party: bool
    contract_number: str | None
    is_contract_running: bool


class AttachedRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule about an area, and whether it let the person through."""

    rule: str
    passes: bool


class AttachedAccess(msgspec.Struct, frozen=True, kw_only=True):
    """What a person might do when he reported that something is missing (SE-65)."""

    role: str | None
    areas: tuple[str, ...]
    grants: tuple[str, ...]
    data_scope: str
    entitlements: tuple[str, ...]
    """What his organisation had booked."""
    area: str | None = None
    """The area he asked about, by its name; the rest is about it."""
    is_allowed: bool | None = None
    decided_by: str | None = None
    rules: tuple[AttachedRule, ...] = ()
    """Whether the contract runs, the area is booked, and so on, in the order of deciding."""


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """How things stood when the request was opened; nothing changes it later.

    Each by the field that names it, or by its kind and place among the snapshots that were asked
    for, such as `contract-1`.
    """

    taken_at: datetime
    documents: dict[str, AttachedDocument] = {}
    contracts: dict[str, AttachedContract] = {}
    devices: dict[str, AttachedDevice] = {}
    access: AttachedAccess | None = None


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as whoever may read it sees it."""

    id: UUID
    kind: str
    title: str
    description: str
    state: RequestState
    opened_at: datetime
    number: int = 0
    """For the telephone: short, and the same for everybody."""
    organisation_id: UUID | None = None
    requester: Participant | None = None
    type_version: int = 1
    fields: dict[str, str] = {}
    channel: Channel = "portal"
    department: str = ""
    attached: Attached | None = None
    assignee: Participant | None = None
    """Who among the vendor's people takes care of it (SE-20)."""
    due_at: datetime | None = None
    """Until when it is to be answered; None while it waits for the customer, and once closed."""
    priority: Priority | None = None
    """For the vendor's people alone."""
    hold_reason: str | None = None
    """Why it is not erased when its time is over; for the vendor's people alone."""
    stars: int | None = None
    """What its requester thinks of how it was answered, from one to five."""
    active_at: datetime | None = None
    """When something last happened that the caller may read."""
    unread: int = 0
    """How much of what others said and did he has not read."""
    last_comment: str | None = None
    """The beginning of what was said last."""
    advice: tuple[Advice, ...] = ()


class RequestAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """What would make a request quicker to answer, and open ones that seem to say the same."""

    advice: tuple[Advice, ...]
    similar: tuple[Request, ...]
    score_percent: int = 100
    """How much of what helps to answer it is said: title, description, its kind's fields."""
    unfilled: tuple[str, ...] = ()
    """Names of fields of its kind that nothing is filled into."""


class RequestDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One request with the kind that it was opened with, and what the caller may do."""

    request: Request
    kind: RequestType | None
    may_edit: bool
    may_share: bool
    audiences: tuple[str, ...]
    """For whom he may write."""


class RequestPage(msgspec.Struct, frozen=True, kw_only=True):
    """Requests, newest first; `next_cursor` continues, None at the end."""

    items: tuple[Request, ...]
    next_cursor: str | None


class FoundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """That there is such a request, and how it stands; none of its words."""

    id: UUID
    organisation_id: UUID
    state: RequestState
