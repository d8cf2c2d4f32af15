"""What became of a document, for whoever explains it."""

from billing_docs.calls.tools import BillingDocsCalls, readable_organisation
from billing_docs.store.found_documents import FoundDocumentStore
from billing_docs.use_cases.explain.find_document import find_document
from chassis.entrypoints import rpc
from contracts.notices import FindDocument, FoundDocument
from contracts.principal import Principal


class ExplainCalls(BillingDocsCalls):
    """What became of a document, for whoever explains it."""

    @rpc(reads=True)
    def find_document(self, caller: Principal, query: FindDocument) -> FoundDocument:
        """Tell whether there is or was a document, and about its notice. Raises NotFound."""
        organisation_id = readable_organisation(caller, query.organisation_id)
        with self.shown_to(caller, organisation_id) as session:
            store = FoundDocumentStore(session)
            return find_document(caller, organisation_id, query.document_id, store)
