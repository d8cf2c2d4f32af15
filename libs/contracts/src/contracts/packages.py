"""ServicePlus packages: asked for, offered, tried, booked; what is said about them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.money import Money
from contracts.request_types import Key, Label
from contracts.tickets import RequestState
from contracts.versions import BaseVersion

PACKAGE_REQUESTED = "package_requested"
PACKAGE_REQUEST_SETTLED = "package_request_settled"
PACKAGE_OFFERED = "package_offered"
PACKAGE_REQUEST_WORKED_ON = "package_request_worked_on"

Intent = Literal["book", "trial"]
"""Whether the organisation wants to book the package, or to try it first (SE-66)."""
PackageRequestState = Literal[
    "waiting_for_vendor",
    "offered",
    "booked",
    "in_trial",
    "declined",
    "refused",
    "withdrawn",
    "closed",
]
"""The first two are open; the customer has declined an offer, the vendor refused a request, or
closed the one in which it was talked about, without an offer."""
BookingSource = Literal["booked", "trial", "contract"]
EntitlementSource = Literal["booked", "trial", "contract", "base"]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Url = Annotated[str, msgspec.Meta(pattern=r"^https://[^\s\"<>]+$", max_length=500)]
_Email = Annotated[str, msgspec.Meta(pattern=r"^[^\s@]+@[^\s@]+$", max_length=254)]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph in both languages."""

    de: _Text
    en: _Text


class Responsible(msgspec.Struct, frozen=True, kw_only=True):
    """The one of the vendor's people who answers requests for a package (SE-20)."""

    name: _Line
    email: _Email


class PutPackage(msgspec.Struct, frozen=True, kw_only=True):
    """What a package is from now on; `base_version` is 0 for a new one.

    `unlocks` are the areas that it opens; `trial_days` is 0 where it cannot be tried.
    """

    key: Key
    base_version: BaseVersion
    name: Label
    description: Words
    contents: Annotated[tuple[Label, ...], msgspec.Meta(max_length=30)] = ()
    price_text: Label | None = None
    details_url: _Url | None = None
    unlocks: Annotated[tuple[Key, ...], msgspec.Meta(max_length=20)] = ()
    trial_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 14
    responsible: Responsible | None = None
    is_on_offer: bool = True


class PackageDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A package as the vendor's people edit it."""

    id: UUID
    key: str
    version: int
    name: Label
    description: Words
    contents: tuple[Label, ...]
    price_text: Label | None
    details_url: str | None
    unlocks: tuple[str, ...]
    trial_days: int
    responsible: Responsible | None
    is_on_offer: bool


class PackageDefinitions(msgspec.Struct, frozen=True, kw_only=True):
    """Every package, those that are offered no more too, by key."""

    items: tuple[PackageDefinition, ...]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the vendor offers for a request, up to and with the day `valid_through` (SE-17)."""

    text: str
    price: Money | None
    valid_through: date
    offered_at: datetime


class AnsweringRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The request in which a wish for a package is talked about, and how it stands there."""

    id: UUID
    number: int
    state: RequestState


class PackageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's wish for a package, who answers it, and by when (SE-20)."""

    id: UUID
    organisation_id: UUID
    package_key: str
    package_name: str
    intent: Intent
    state: PackageRequestState
    requested_at: datetime
    requester_name: str
    assignee: str | None
    """Who of the vendor's people answers it: whoever takes care of `answered_in`, if anybody."""
    due_at: datetime
    requester_id: UUID | None = None
    answered_in: AnsweringRequest | None = None
    """None until tickets has opened it, a moment later."""
    offer: Offer | None = None
    reason: str | None = None
    """Why it was refused."""
    settled_at: datetime | None = None


class PackageRequestQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests: newest first; the vendor's people see everybody's, or one organisation's."""

    organisation_id: UUID | None = None
    open: bool | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class PackageRequestPage(msgspec.Struct, frozen=True, kw_only=True):
    """Requests, newest first; `next_cursor` continues, None at the end."""

    items: tuple[PackageRequest, ...]
    next_cursor: str | None


class MakeOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer for an open request; another one takes its place while it is not decided."""

    request_id: UUID
    text: _Text
    valid_through: date
    price: Money | None = None


class RefusePackageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """No, and why; the customer reads it."""

    request_id: UUID
    reason: _Text


class GrantTrial(msgspec.Struct, frozen=True, kw_only=True):
    """A trial from today on, once for each package and organisation (SE-16).

    `days` counts today; where it is left out, as many as the package says.
    """

    organisation_id: UUID
    package_key: Key
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] | None = None


class GrantPackage(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation has booked, or has by its contract; `until` is its last day."""

    organisation_id: UUID
    package_key: Key
    source: Literal["booked", "contract"] = "booked"
    since: date | None = None
    until: date | None = None


class EndBooking(msgspec.Struct, frozen=True, kw_only=True):
    """The last day of a booking or a trial; a later one extends a trial."""

    booking_id: UUID
    organisation_id: UUID
    until: date


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation has or had: since and until are its first and last day (SE-64)."""

    id: UUID
    package_key: str
    package_name: str
    source: BookingSource
    since: date
    until: date | None
    is_running: bool
    unlocks: tuple[str, ...]


class Bookings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an organisation has booked or tried, the latest first."""

    items: tuple[Booking, ...]


class EntitlementAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an organisation may use something just now, why, and until when.

    The answer holds until `until`, or until `entitlements_changed` says otherwise.
    """

    key: str
    is_allowed: bool
    source: EntitlementSource | None
    until: datetime | None
    """The instant from which it is over; None without end, and where nothing is allowed."""


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a package, as he was called and told then."""

    name: str
    email: str
    language: Language


class PackageRequested(msgspec.Struct, frozen=True, kw_only=True):
    """A customer asks for a package: said once for each request."""

    request_id: UUID
    organisation_id: UUID
    person_id: UUID
    package_key: str
    package_name: Label
    intent: Intent
    due_at: datetime
    person: Asker | None = None


class PackageOffered(msgspec.Struct, frozen=True, kw_only=True):
    """A customer is offered the package he asked for, and has to decide: said for each offer."""

    request_id: UUID
    organisation_id: UUID
    person_id: UUID
    """Who had asked."""
    valid_through: date
    at: datetime


class PackageRequestWorkedOn(msgspec.Struct, frozen=True, kw_only=True):
    """How the request stands in which a wish is talked about: said by tickets after each change.

    Of two the one with the higher `version` holds, in whatever order they come.
    """

    package_request_id: UUID
    organisation_id: UUID
    request_id: UUID
    number: int
    state: RequestState
    assignee: str | None
    """What whoever takes care of it is called."""
    version: int
    at: datetime


class PackageRequestSettled(msgspec.Struct, frozen=True, kw_only=True):
    """What has come of a customer's wish for a package: said once, whoever settled it in catalog.

    Of what was closed in tickets nothing is said, because tickets knows it.
    """

    request_id: UUID
    organisation_id: UUID
    person_id: UUID
    """Who had asked."""
    state: PackageRequestState
    at: datetime
