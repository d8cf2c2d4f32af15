"""ServicePlus packages: on offer, asked for, tried and booked; what follows from it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.catalog import Entitlements, Packages
from contracts.money import Money
from contracts.packages import (
    Booking,
    Bookings,
    EndBooking,
    EntitlementAnswer,
    GrantPackage,
    GrantTrial,
    Intent,
    MakeOffer,
    PackageDefinition,
    PackageDefinitions,
    PackageRequest,
    PackageRequestPage,
    PackageRequestQuery,
    PutPackage,
    RefusePackageRequest,
    Responsible,
    Words,
)
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.call import Call

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class NextPackage(msgspec.Struct, frozen=True, kw_only=True):
    """What the package is from now on; `base_version` is 0 for a new one.

    `unlocks` are the areas that it opens; `trial_days` is 0 where it cannot be tried.
    """

    base_version: BaseVersion
    name: Label
    description: Words
    contents: Annotated[tuple[Label, ...], msgspec.Meta(max_length=30)] = ()
    price_text: Label | None = None
    details_url: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    unlocks: Annotated[tuple[Key, ...], msgspec.Meta(max_length=20)] = ()
    trial_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 14
    responsible: Responsible | None = None
    is_on_offer: bool = True


class PackageWish(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the package is to be booked, or to be tried first."""

    intent: Intent = "book"


class NewOffer(msgspec.Struct, frozen=True, kw_only=True):
    """What is offered, up to and with the day `valid_through`."""

    text: _Text
    valid_through: date
    price: Money | None = None


class PackageRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why the request is refused; the customer reads it."""

    reason: _Text


class NewTrial(msgspec.Struct, frozen=True, kw_only=True):
    """A package to be tried from today on, for as many days as it says where none are named."""

    package_key: Key
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] | None = None


class NewBooking(msgspec.Struct, frozen=True, kw_only=True):
    """A package that was ordered, or is part of a contract; from today on, without end."""

    package_key: Key
    source: Literal["booked", "contract"] = "booked"
    since: date | None = None
    until: date | None = None


class LastDay(msgspec.Struct, frozen=True, kw_only=True):
    """The last day, Europe/Berlin."""

    until: date


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    key: Key


async def list_packages(call: Call) -> Packages:
    """Return every package on offer."""
    return await call.around.catalog.list_packages(call.context)


async def list_package_definitions(call: Call) -> PackageDefinitions:
    """Return every package as it is edited; for the vendor's people."""
    return await call.around.catalog.list_package_definitions(call.context)


async def put_package(call: Call, key: str, body: NextPackage) -> PackageDefinition:
    """Offer a new package, or change one; for the vendor's people."""
    fields = msgspec.structs.asdict(body)
    wanted = read_values({"key": key}, _Named)
    return await call.around.catalog.put_package(call.context, PutPackage(key=wanted.key, **fields))


async def request_package(call: Call, key: str, body: PackageWish) -> PackageRequest:
    """Ask for a package; asking again returns the open request."""
    return await call.around.catalog.request_package(call.context, key, body.intent)


async def list_package_requests(call: Call, query: PackageRequestQuery) -> PackageRequestPage:
    """Return requests for packages: one's own organisation's, to the vendor's people all."""
    return await call.around.catalog.list_package_requests(call.context, query)


async def make_offer(call: Call, request_id: UUID, body: NewOffer) -> PackageRequest:
    """Attach an offer to an open request; for the vendor's people."""
    return await call.around.catalog.make_offer(
        call.context,
        MakeOffer(
            request_id=request_id,
            text=body.text,
            valid_through=body.valid_through,
            price=body.price,
        ),
    )


async def accept_offer(call: Call, request_id: UUID) -> PackageRequest:
    """Book what is offered."""
    return await call.around.catalog.settle_request(call.context, "accept_offer", request_id)


async def decline_offer(call: Call, request_id: UUID) -> PackageRequest:
    """Let an offer go."""
    return await call.around.catalog.settle_request(call.context, "decline_offer", request_id)


async def withdraw_package_request(call: Call, request_id: UUID) -> PackageRequest:
    """Take back what one's own organisation has asked for."""
    return await call.around.catalog.settle_request(
        call.context, "withdraw_package_request", request_id
    )


async def refuse_package_request(
    call: Call, request_id: UUID, body: PackageRefusal
) -> PackageRequest:
    """Refuse a request and say why; for the vendor's people."""
    return await call.around.catalog.refuse_package_request(
        call.context, RefusePackageRequest(request_id=request_id, reason=body.reason)
    )


async def grant_trial(call: Call, organisation_id: UUID, body: NewTrial) -> Booking:
    """Let an organisation try a package, once; for the vendor's people."""
    return await call.around.catalog.grant_trial(
        call.context,
        GrantTrial(organisation_id=organisation_id, package_key=body.package_key, days=body.days),
    )


async def grant_package(call: Call, organisation_id: UUID, body: NewBooking) -> Booking:
    """Book a package for an organisation; for the vendor's people."""
    return await call.around.catalog.grant_package(
        call.context,
        GrantPackage(
            organisation_id=organisation_id,
            package_key=body.package_key,
            source=body.source,
            since=body.since,
            until=body.until,
        ),
    )


async def end_booking(
    call: Call, organisation_id: UUID, booking_id: UUID, body: LastDay
) -> Booking:
    """Set the last day of a booking, or extend a trial; for the vendor's people."""
    return await call.around.catalog.end_booking(
        call.context,
        EndBooking(booking_id=booking_id, organisation_id=organisation_id, until=body.until),
    )


async def list_bookings(call: Call, query: OrganisationChoice) -> Bookings:
    """Return what is or was booked, since when and until when, and why it is there."""
    return await call.around.catalog.list_bookings(call.context, query.organisation_id)


async def list_entitlements(call: Call) -> Entitlements:
    """Return what the caller's organisation may use now."""
    return await call.around.catalog.list_entitlements(call.context)


async def check_entitlement(call: Call, name: str, query: OrganisationChoice) -> EntitlementAnswer:
    """Return whether an organisation may use something now, why, and until when."""
    return await call.around.catalog.check_entitlement(call.context, name, query.organisation_id)
