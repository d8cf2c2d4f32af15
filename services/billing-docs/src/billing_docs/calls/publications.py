"""What became of a publishing system's own events."""

import msgspec

from billing_docs.calls.tools import BillingDocsCalls
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.find_publications import find_publications
from billing_docs.use_cases.publications.accept_event import accept_event
from chassis.entrypoints import rpc
from contracts import billing_docs as contract
from contracts.errors import NotPermitted
from contracts.principal import Principal
from contracts.publishing import AcceptedEvent

PUBLISH = "documents.publish"


class PublicationCalls(BillingDocsCalls):
    """What became of a publishing system's own events."""

    @rpc(reads=True)
    def find_publications(
        self, caller: Principal, query: contract.PublicationQuery
    ) -> contract.Publications:
        """Tell a publishing system what became of its own events."""
        if PUBLISH not in caller.scopes or query.source not in caller.sources:
            raise NotPermitted(PUBLISH)
        with self.database.transaction(every_organisation=True) as session:
            return find_publications(query, DocumentStore(session), self.parking(session))

    @rpc
    def publish_event(
        self, caller: Principal, event_type: str, event: msgspec.Raw
    ) -> AcceptedEvent:
        """Take an event, a whole CloudEvent, from a system that does not speak to the broker."""
        if caller.kind != "system" or PUBLISH not in caller.scopes:
            raise NotPermitted(PUBLISH)
        return accept_event(bytes(event), event_type, caller.sources, self.entrance)
