"""What a document is linked with, and how much space documents use."""

from uuid import UUID

from billing_docs.calls.tools import (
    BillingDocsCalls,
    administered_organisation,
    readable_organisation,
)
from billing_docs.store.documents import DocumentStore
from billing_docs.store.filing import FilingStore
from billing_docs.store.references import ReferenceStore
from billing_docs.store.storage_use import StorageUseStore
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.post.list_links import list_links
from billing_docs.use_cases.post.tell_storage_used import tell_storage_used
from chassis.entrypoints import every, rpc
from contracts.post import DocumentLinks, StorageUsed
from contracts.principal import Principal


class LinkCalls(BillingDocsCalls):
    """What a document is linked with, and how much space documents use."""

    @rpc(reads=True)
    def list_links(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentLinks:
        """Return which documents a document corrects or refers to, and which do so to it."""
        organisation = readable_organisation(caller, organisation_id)
        with self.shown_to(caller, organisation) as session:
            document = get_document(organisation, document_id, DocumentStore(session))
            return list_links(document, ReferenceStore(session))

    @rpc(reads=True)
    def get_storage_used(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> StorageUsed:
        """Return how many bytes documents use, to those who administer (MB-20)."""
        organisation = administered_organisation(caller, organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return FilingStore(session).storage_used(organisation)

    @every(seconds=10)
    def tell_storage_used(self) -> None:
        """Tell catalog, whose plans have limits, of space that is used or freed."""
        with self.database.transaction(every_organisation=True) as session:
            tell_storage_used(StorageUseStore(session), self.outbox(session), self.clock.now())
