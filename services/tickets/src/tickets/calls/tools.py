"""What every way into tickets finds on `self`."""

from chassis.rpc_client import RpcClient
from chassis.service import Service
from tickets.adapters.catalog_desk import CatalogDesk
from tickets.adapters.document_desk import DocumentDesk
from tickets.adapters.people_desk import PeopleDesk
from tickets.resources import Resources
from tickets.settings import Settings
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.request_tools import RequestTools


class TicketsCalls(Service[Settings, Resources]):
    """The base of each group of calls."""

    identity = RpcClient("identity")
    billing_docs = RpcClient("billing_docs")
    catalog = RpcClient("catalog")

    @property
    def _room(self) -> RecordRoom:
        return RecordRoom(self.database, self.clock, self.resources.mailbox)

    @property
    def _tools(self) -> RequestTools:
        return RequestTools(
            room=self._room,
            people=PeopleDesk(self.identity),
            documents=DocumentDesk(self.billing_docs),
            catalog=CatalogDesk(self.catalog),
            hours=self.resources.hours,
        )
