"""Every way into tickets."""

from typing import ClassVar
from uuid import UUID

from chassis.entrypoints import rpc
from chassis.service import Service, organisation_of
from chassis.settings import ServiceSettings
from contracts.principal import Principal
from contracts.tickets import FoundRequest, OpenRequest, Request, RequestPage, RequestQuery
from tickets.settings import Settings
from tickets.store.requests import RequestStore
from tickets.use_cases.find_request import find_request
from tickets.use_cases.list_requests import list_requests
from tickets.use_cases.open_request import open_request


class Tickets(Service[Settings]):
    """Requests from the button to the answer."""

    name = "tickets"
    settings_class: ClassVar[type[ServiceSettings]] = Settings

    @rpc
    def open_request(self, caller: Principal, request: OpenRequest) -> Request:
        """Open a request, once per key. Raises NotPermitted, InvalidInput."""
        with self.database.transaction(organisation_id=caller.organisation_id) as session:
            return open_request(
                caller,
                request,
                store=RequestStore(session),
                audit=self.audit(session),
                now=self.clock.now(),
            )

    @rpc(reads=True)
    def list_requests(self, caller: Principal, query: RequestQuery) -> RequestPage:
        """List the caller's own requests. Raises NotPermitted, InvalidInput."""
        with self.database.transaction(organisation_id=caller.organisation_id) as session:
            return list_requests(caller, query, store=RequestStore(session))

    @rpc(reads=True)
    def find_request(
        self, caller: Principal, organisation_id: UUID, request_id: UUID
    ) -> FoundRequest:
        """Tell the vendor's people how a customer's request stands. Raises NotFound."""
        shown = organisation_of(caller, organisation_id)
        with self.database.transaction(organisation_id=shown) as session:
            return find_request(caller, organisation_id, request_id, store=RequestStore(session))
