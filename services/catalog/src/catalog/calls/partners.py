"""Partners, and the customers and prospects they look after."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.partners.remember_service import remember_service
from chassis.entrypoints import Incoming, on_event
from contracts.partner_service import CUSTOMER_SERVED, CustomerServed


class PartnerCalls(CatalogCalls):
    """Partners, and the customers and prospects they look after."""

    @on_event("identity", CUSTOMER_SERVED)
    def remember_service(self, event: Incoming[CustomerServed]) -> None:
        """Take over who serves a customer. Rows of two partners may change."""
        with self._room.of_everybody() as records:
            remember_service(event.data, records)
