"""Post and Archive: which documents are where."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, readable_organisation, reader_of
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.filing import FilingStore
from billing_docs.store.words import WordStore
from billing_docs.use_cases.post.move_documents import move_documents
from billing_docs.use_cases.post.summarise_documents import summarise_documents
from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts.errors import NotPermitted
from contracts.post import DocumentSummary, MovedDocuments, MoveDocuments
from contracts.principal import Principal

FILE_DOCUMENTS = "file_documents"
_INDEXED_AT_ONCE = 500


class FilingCalls(BillingDocsCalls):
    """Post and Archive: which documents are where."""

    @rpc
    def move_documents(self, caller: Principal, request: MoveDocuments) -> MovedDocuments:
        """Put the caller's own organisation's documents into a folder. Raises NotPermitted.

        The folders are the customer's own order: the vendor's people leave it alone, and the
        documents-only account only reads.
        """
        organisation_id = readable_organisation(caller, None)
        if caller.role == "documents" or caller.kind != "person":
            raise NotPermitted(FILE_DOCUMENTS)
        with self.shown_to(caller, organisation_id) as session:
            return move_documents(
                organisation_id,
                request.document_ids,
                folder=request.folder,
                by=actor_of(caller),
                store=FilingStore(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def summarise_documents(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> DocumentSummary:
        """Count documents by folder and type, and what the caller has not read."""
        organisation = readable_organisation(caller, organisation_id)
        with self.asked_by(caller, organisation) as connection:
            return summarise_documents(
                organisation,
                reader=reader_of(caller, organisation),
                shown_types=caller.shown_document_types,
                store=FilingStore(connection),
                looks=DocumentLooks(connection),
            )

    @every(seconds=30)
    def index_words(self) -> None:
        """Give words to documents that came before there were any."""
        more = True
        while more:
            with self.database.transaction(every_organisation=True) as session:
                more = WordStore(session).index_waiting(limit=_INDEXED_AT_ONCE) > 0
