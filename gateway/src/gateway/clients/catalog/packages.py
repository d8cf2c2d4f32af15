"""Packages: on offer, asked for, tried and booked."""

from uuid import UUID

from contracts.catalog import Packages
from contracts.packages import (
    Booking,
    Bookings,
    EndBooking,
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
)
from gateway.clients.rpc import CallContext, Service


class PackageCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_packages(self, caller: CallContext) -> Packages:
        """Return every package on offer."""
        return await self.read(caller, "list_packages", {}, Packages)

    async def list_package_definitions(self, caller: CallContext) -> PackageDefinitions:
        """Return every package as it is edited."""
        return await self.read(caller, "list_package_definitions", {}, PackageDefinitions)

    async def put_package(self, caller: CallContext, request: PutPackage) -> PackageDefinition:
        """Add a package, or its next version."""
        return await self.write(caller, "put_package", {"request": request}, PackageDefinition)

    async def request_package(
        self, caller: CallContext, package_key: str, intent: Intent
    ) -> PackageRequest:
        """Ask for a package."""
        arguments = {"package_key": package_key, "intent": intent}
        return await self.write(caller, "request_package", arguments, PackageRequest)

    async def list_package_requests(
        self, caller: CallContext, query: PackageRequestQuery
    ) -> PackageRequestPage:
        """Return requests for packages."""
        return await self.read(
            caller, "list_package_requests", {"query": query}, PackageRequestPage
        )

    async def make_offer(self, caller: CallContext, request: MakeOffer) -> PackageRequest:
        """Attach an offer to a request."""
        return await self.write(caller, "make_offer", {"request": request}, PackageRequest)

    async def settle_request(
        self, caller: CallContext, method: str, request_id: UUID
    ) -> PackageRequest:
        """Settle a request by `accept_offer`, `decline_offer` or `withdraw_package_request`."""
        return await self.write(caller, method, {"request_id": request_id}, PackageRequest)

    async def refuse_package_request(
        self, caller: CallContext, request: RefusePackageRequest
    ) -> PackageRequest:
        """Refuse a request."""
        arguments = {"request": request}
        return await self.write(caller, "refuse_package_request", arguments, PackageRequest)

    async def grant_trial(self, caller: CallContext, request: GrantTrial) -> Booking:
        """Let an organisation try a package."""
        return await self.write(caller, "grant_trial", {"request": request}, Booking)

    async def grant_package(self, caller: CallContext, request: GrantPackage) -> Booking:
        """Book a package for an organisation."""
        return await self.write(caller, "grant_package", {"request": request}, Booking)

    async def end_booking(self, caller: CallContext, request: EndBooking) -> Booking:
        """Set the last day of a booking."""
        return await self.write(caller, "end_booking", {"request": request}, Booking)

    async def list_bookings(self, caller: CallContext, organisation_id: UUID | None) -> Bookings:
        """Return what is booked."""
        arguments = {"organisation_id": organisation_id}
        return await self.read(caller, "list_bookings", arguments, Bookings)
