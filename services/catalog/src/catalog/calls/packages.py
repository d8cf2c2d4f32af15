"""Packages: on offer, asked for, tried and booked."""

from uuid import UUID

from catalog.adapters.holiday_calendar import holidays_of
from catalog.adapters.people_desk import PeopleDesk
from catalog.calls.tools import CatalogCalls
from catalog.domain.self_services import require_staff
from catalog.use_cases.packages.close_request import close_request
from catalog.use_cases.packages.decide_offer import decide_offer
from catalog.use_cases.packages.end_booking import end_booking
from catalog.use_cases.packages.follow_request import follow_request
from catalog.use_cases.packages.grant_package import grant_package
from catalog.use_cases.packages.grant_trial import grant_trial
from catalog.use_cases.packages.list_bookings import list_bookings
from catalog.use_cases.packages.list_package_requests import list_package_requests
from catalog.use_cases.packages.list_packages import list_packages
from catalog.use_cases.packages.make_offer import make_offer
from catalog.use_cases.packages.package_tools import PackageTools
from catalog.use_cases.packages.put_package import put_package
from catalog.use_cases.packages.request_package import request_package
from catalog.use_cases.packages.warn_of_trial_ends import warn_of_trial_ends
from chassis.entrypoints import Incoming, every, on_event, rpc
from contracts.catalog import Packages
from contracts.packages import (
    PACKAGE_REQUEST_WORKED_ON,
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
    PackageRequestWorkedOn,
    PutPackage,
    RefusePackageRequest,
)
from contracts.principal import Principal


class PackageCalls(CatalogCalls):
    """Packages: on offer, asked for, tried and booked."""

    @rpc(reads=True)
    def list_packages(self, caller: Principal) -> Packages:
        """List what is on offer. Raises NotPermitted."""
        with self._reading_room.of_nobody() as records:
            return list_packages(caller, records)

    @rpc(reads=True)
    def list_package_definitions(self, caller: Principal) -> PackageDefinitions:
        """List every package as it is edited, for the vendor's people."""
        require_staff(caller)
        with self._reading_room.of_nobody() as records:
            return PackageDefinitions(items=records.packages.all())

    @rpc
    def put_package(self, caller: Principal, request: PutPackage) -> PackageDefinition:
        """Change a package, for the vendor's people. Raises ChangedMeanwhile, InvalidInput."""
        with self._room.of_everybody() as records:
            return put_package(caller, request, records)

    @rpc
    def request_package(
        self, caller: Principal, package_key: str, intent: Intent
    ) -> PackageRequest:
        """Ask for a package, once. Raises NotFound, AlreadyExists, TrialUsed."""
        return request_package(caller, package_key, intent, self._package_tools)

    @rpc(reads=True)
    def list_package_requests(
        self, caller: Principal, query: PackageRequestQuery
    ) -> PackageRequestPage:
        """List the organisation's requests; to the vendor's people all. Raises NotPermitted."""
        return list_package_requests(caller, query, self._reading_room)

    @rpc
    def make_offer(self, caller: Principal, request: MakeOffer) -> PackageRequest:
        """Offer what was asked for, for the vendor's people. Raises ChangedMeanwhile, NotFound."""
        return make_offer(caller, request, self._room)

    @rpc
    def accept_offer(self, caller: Principal, request_id: UUID) -> PackageRequest:
        """Book what is offered. Raises ChangedMeanwhile, NotFound."""
        return decide_offer(caller, request_id, self._room, accepts=True)

    @rpc
    def decline_offer(self, caller: Principal, request_id: UUID) -> PackageRequest:
        """Let an offer go. Raises ChangedMeanwhile, NotFound."""
        return decide_offer(caller, request_id, self._room, accepts=False)

    @rpc
    def withdraw_package_request(self, caller: Principal, request_id: UUID) -> PackageRequest:
        """Take one's own organisation's request back. Raises ChangedMeanwhile, NotFound."""
        return close_request(caller, request_id, None, self._room)

    @rpc
    def refuse_package_request(
        self, caller: Principal, request: RefusePackageRequest
    ) -> PackageRequest:
        """Say no, for the vendor's people. Raises ChangedMeanwhile, NotFound, InvalidInput."""
        return close_request(caller, request.request_id, request, self._room)

    @rpc
    def grant_trial(self, caller: Principal, request: GrantTrial) -> Booking:
        """Let an organisation try a package, for the vendor's people. Raises TrialUsed."""
        return grant_trial(caller, request, self._package_tools)

    @rpc
    def grant_package(self, caller: Principal, request: GrantPackage) -> Booking:
        """Book a package for an organisation, for the vendor's people. Raises AlreadyExists."""
        return grant_package(caller, request, self._room)

    @rpc
    def end_booking(self, caller: Principal, request: EndBooking) -> Booking:
        """Set a booking's last day, for the vendor's people. Raises NotFound, InvalidInput."""
        return end_booking(caller, request, self._room)

    @rpc(reads=True)
    def list_bookings(self, caller: Principal, organisation_id: UUID | None = None) -> Bookings:
        """List what is booked, since when and until when. Raises NotPermitted, NotFound."""
        return list_bookings(caller, organisation_id, self._reading_room)

    @on_event("tickets", PACKAGE_REQUEST_WORKED_ON)
    def follow_request(self, event: Incoming[PackageRequestWorkedOn]) -> None:
        """Take over how the request stands in which a wish is talked about."""
        with self._room.of(event.data.organisation_id) as records:
            follow_request(event.data, records)

    @every(seconds=60)
    def warn_of_trial_ends(self) -> None:
        """Tell people that their trial ends soon."""
        warn_of_trial_ends(self._room)

    @property
    def _package_tools(self) -> PackageTools:
        return PackageTools(
            room=self._room,
            people=PeopleDesk(self.identity),
            is_holiday=holidays_of(self.settings.holiday_state),
        )
