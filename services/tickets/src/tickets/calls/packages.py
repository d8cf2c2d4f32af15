"""What catalog tells of packages that customers ask for."""

from chassis.entrypoints import Incoming, on_event
from contracts.packages import (
    PACKAGE_OFFERED,
    PACKAGE_REQUEST_SETTLED,
    PACKAGE_REQUESTED,
    PackageOffered,
    PackageRequested,
    PackageRequestSettled,
)
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.packages.close_for_package import close_for_package
from tickets.use_cases.packages.open_for_package import open_for_package
from tickets.use_cases.packages.wait_for_decision import wait_for_decision


class PackageCalls(TicketsCalls):
    """What catalog tells of packages that customers ask for."""

    @on_event("catalog", PACKAGE_REQUESTED)
    def open_for_package(self, event: Incoming[PackageRequested]) -> None:
        """Open a request for the wish, once."""
        open_for_package(event.data, self._room)

    @on_event("catalog", PACKAGE_OFFERED)
    def wait_for_decision(self, event: Incoming[PackageOffered]) -> None:
        """Let the request wait for its customer, who has an offer to decide about."""
        wait_for_decision(event, self.resources.hours, self._room)

    @on_event("catalog", PACKAGE_REQUEST_SETTLED)
    def close_for_package(self, event: Incoming[PackageRequestSettled]) -> None:
        """Close it when the wish is settled."""
        close_for_package(event.data, self._room)
