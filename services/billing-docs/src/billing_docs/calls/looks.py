"""Who has read which document."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, readable_organisation, reader_of
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.post.list_readers import list_readers
from chassis.entrypoints import rpc
from contracts.errors import NotPermitted
from contracts.post import DocumentReaders, MarkDocuments
from contracts.principal import Principal


class LookCalls(BillingDocsCalls):
    """Who has read which document."""

    @rpc(reads=True)
    def list_readers(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentReaders:
        """Return who has previewed or downloaded a document, to admins and the vendor's people.

        Raises:
            NotFound: there is no such document.
            NotPermitted: what colleagues read is shown to those who administer them alone.
        """
        organisation = readable_organisation(caller, organisation_id)
        with self.shown_to(caller, organisation) as session:
            document = get_document(organisation, document_id, DocumentStore(session))
            if not (caller.is_admin or caller.is_staff):
                raise NotPermitted("admin")
            return list_readers(document, DocumentLooks(session))

    @rpc
    def mark_documents(self, caller: Principal, request: MarkDocuments) -> None:
        """Let documents count as read by the caller, or as unread.

        What is not the organisation's is passed over, whether it exists or not.
        """
        organisation_id = readable_organisation(caller, None)
        reader = reader_of(caller, organisation_id)
        if reader is None:
            raise NotPermitted("session")
        with self.shown_to(caller, organisation_id) as session:
            DocumentLooks(session).mark(
                organisation_id,
                request.document_ids,
                reader,
                read_at=self.clock.now() if request.is_read else None,
            )
