"""Documents: the list, one of them, where its bytes lie, its deletion."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, readable_organisation, reader_of
from billing_docs.domain.look import LookKind
from billing_docs.store.document_lists import DocumentLists
from billing_docs.store.documents import DocumentStore
from billing_docs.store.holds import HoldStore
from billing_docs.use_cases.delete_document import delete_document
from billing_docs.use_cases.describe_document import describe_document, describe_file
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.list_documents import list_documents
from chassis.entrypoints import rpc
from chassis.service import actor_of
from contracts import billing_docs as contract
from contracts.errors import NotPermitted
from contracts.principal import Principal


class DocumentCalls(BillingDocsCalls):
    """Documents: the list, one of them, where its bytes lie, its deletion."""

    @rpc(reads=True)
    def list_documents(
        self, caller: Principal, query: contract.DocumentQuery
    ) -> contract.DocumentPage:
        """Return one page of documents, the newest first unless asked otherwise."""
        organisation_id = readable_organisation(caller, query.organisation_id)
        with self.asked_by(caller, organisation_id) as connection:
            return list_documents(
                organisation_id,
                query,
                DocumentLists(connection),
                reader=reader_of(caller, organisation_id),
                shown_types=caller.shown_document_types,
            )

    @rpc(reads=True)
    def get_document(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID | None = None,
        *,
        is_opened: bool = False,
    ) -> contract.Document:
        """Return one document. Raises NotFound.

        `is_opened`: it is shown to a person, who has read it from now on.
        """
        look: LookKind | None = "opened" if is_opened else None
        shown = self.look_at(caller, document_id, organisation_id, look)
        return describe_document(shown.document, is_unread=look is None and shown.is_unread)

    @rpc(reads=True)
    def open_preview(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID | None = None,
        *,
        only_headers: bool = False,
    ) -> contract.ArchivedFile:
        """Say where the bytes for looking at a document lie; needs no setup (SE-45).

        Notes the caller's first preview, which is no download, unless he is sent the headers alone.
        """
        look: LookKind | None = None if only_headers else "previewed"
        shown = self.look_at(caller, document_id, organisation_id, look, wants_bytes=True)
        return describe_file(shown.document, self.resources.archive.bucket)

    @rpc(reads=True)
    def open_download(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID | None = None,
        *,
        only_headers: bool = False,
    ) -> contract.ArchivedFile:
        """Say where the bytes for taking a document away lie. Raises NotFound.

        Notes the caller's first download, unless he is sent the headers alone.
        """
        look: LookKind | None = None if only_headers else "downloaded"
        shown = self.look_at(caller, document_id, organisation_id, look, wants_bytes=True)
        return describe_file(shown.document, self.resources.archive.bucket)

    @rpc
    def delete_document(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> None:
        """Delete a document after its protected time. Raises NotFound and what keeps it."""
        organisation = readable_organisation(caller, organisation_id)
        if not (caller.is_admin or caller.is_staff):
            raise NotPermitted("admin")
        with self.shown_to(caller, organisation) as session:
            store = DocumentStore(session)
            delete_document(
                get_document(organisation, document_id, store),
                by=actor_of(caller),
                today=self.clock.today(),
                now=self.clock.now(),
                store=store,
                holds=HoldStore(session),
                audit=self.audit(session),
            )
