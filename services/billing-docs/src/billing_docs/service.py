"""Every way into billing-docs."""

from uuid import UUID

from billing_docs.adapters.archive import Archive
from billing_docs.domain.document import BillingDocument
from billing_docs.settings import Settings
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.delete_document import delete_document
from billing_docs.use_cases.describe_document import describe_document, describe_file
from billing_docs.use_cases.find_publications import find_publications
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.list_documents import list_documents
from billing_docs.use_cases.list_without_notice import list_without_notice
from billing_docs.use_cases.name_e_billing_address import name_e_billing_address
from billing_docs.use_cases.receive_document import Surroundings, receive_document
from billing_docs.use_cases.remember_customer import remember_customer
from billing_docs.use_cases.take_up_waiting import take_up_waiting
from chassis.entrypoints import Incoming, every, on_event, on_inbound, on_unrouted, rpc
from chassis.service import Service, actor_of, organisation_of, require_area
from contracts import billing_docs as contract
from contracts.errors import NotFound, NotPermitted
from contracts.events import ORGANISATION_CHANGED, OrganisationChanged
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued
from contracts.outbound import DOCUMENT_REJECTED
from contracts.principal import Principal

AREA = "post"
PUBLISH = "documents.publish"


class BillingDocs(Service[Settings, Archive]):
    """Documents, their archive and their readers."""

    name = "billing_docs"
    settings_class = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> Archive:
        """Return the archive."""
        return Archive(settings)

    # From other systems and services ------------------------------------------------------------

    @on_inbound(DOCUMENT_ISSUED, rejected_as=DOCUMENT_REJECTED)
    def receive_document(self, event: Incoming[DocumentIssued]) -> None:
        """Take in what an ERP has issued: step 1 of the main job."""
        around = Surroundings(
            database=self.database,
            archive=self.resources,
            now=self.clock.now(),
            portal_url=self.settings.portal_url,
        )
        receive_document(event, around)

    @on_unrouted()
    def park_unknown_event(self, event: Incoming[object]) -> None:
        """Park inbound events that no service handles, visibly."""

    @on_event("identity", ORGANISATION_CHANGED)
    def remember_customer(self, event: Incoming[OrganisationChanged]) -> None:
        """Take over what identity announces of an organisation."""
        organisation_id = event.data.organisation_id
        with self.database.transaction(organisation_id=organisation_id) as session:
            remember_customer(event.data, session, self.outbox(session), self.clock.now())

    @every(seconds=5)
    def take_up_waiting(self) -> None:
        """Take up parked documents whose customer came while they were being parked."""
        with self.database.transaction(every_organisation=True) as session:
            take_up_waiting(session, self.outbox(session), self.clock.now())

    # From the gateway ---------------------------------------------------------------------------

    @rpc(reads=True)
    def list_documents(
        self, caller: Principal, query: contract.DocumentQuery
    ) -> contract.DocumentPage:
        """Return one page of documents, newest first."""
        organisation_id = _readable_organisation(caller, query.organisation_id)
        with self.database.transaction(organisation_id=organisation_id) as session:
            return list_documents(organisation_id, query, DocumentStore(session))

    @rpc(reads=True)
    def get_document(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> contract.Document:
        """Return one document. Raises NotFound."""
        return describe_document(self._document(caller, document_id, organisation_id))

    @rpc(reads=True)
    def open_preview(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> contract.ArchivedFile:
        """Say where the bytes for looking at a document lie; needs no setup (SE-45)."""
        document = self._document(caller, document_id, organisation_id)
        return describe_file(document, self.resources.bucket)

    @rpc(reads=True)
    def open_download(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> contract.ArchivedFile:
        """Say where the bytes for taking a document away lie. Raises NotFound."""
        document = self._document(caller, document_id, organisation_id)
        return describe_file(document, self.resources.bucket)

    @rpc
    def delete_document(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> None:
        """Delete a document after its protected time. Raises RetentionProtected, NotFound."""
        organisation = _readable_organisation(caller, organisation_id)
        if not (caller.is_admin or caller.is_staff):
            raise NotPermitted("admin")
        with self.database.transaction(organisation_id=organisation) as session:
            store = DocumentStore(session)
            delete_document(
                get_document(organisation, document_id, store),
                by=actor_of(caller),
                today=self.clock.today(),
                now=self.clock.now(),
                store=store,
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def get_e_billing_address(
        self, caller: Principal, organisation_id: UUID
    ) -> contract.EBillingAddress:
        """Return the one address that is told, to staff and the customer's own admins."""
        if organisation_of(caller, organisation_id) is None:
            raise NotFound("organisation")
        if not (caller.is_staff or caller.is_admin):
            raise NotPermitted("admin")
        with self.database.transaction(organisation_id=organisation_id) as session:
            email = CustomerStore(session).e_billing_address(organisation_id)
        return contract.EBillingAddress(organisation_id=organisation_id, email=email)

    @rpc
    def set_e_billing_address(
        self, caller: Principal, request: contract.SetEBillingAddress
    ) -> contract.EBillingAddress:
        """Name the one address; only vendor administration may (SE-53)."""
        if not caller.is_staff:
            raise NotPermitted("vendor_administration")
        with self.database.transaction(organisation_id=request.organisation_id) as session:
            return name_e_billing_address(
                request.organisation_id,
                request.email,
                by=actor_of(caller),
                now=self.clock.now(),
                store=CustomerStore(session),
                outbox=self.outbox(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def list_without_notice(
        self, caller: Principal, query: contract.WithoutNoticeQuery
    ) -> contract.DocumentPage:
        """Return one page of documents that nobody was told of, to vendor administration."""
        if not caller.is_staff:
            raise NotPermitted("vendor_administration")
        with self.database.transaction(every_organisation=True) as session:
            return list_without_notice(query, DocumentStore(session))

    @rpc(reads=True)
    def find_publications(
        self, caller: Principal, query: contract.PublicationQuery
    ) -> contract.Publications:
        """Tell a publishing system what became of its own events."""
        if PUBLISH not in caller.scopes or query.source not in caller.sources:
            raise NotPermitted(PUBLISH)
        with self.database.transaction(every_organisation=True) as session:
            return find_publications(query, DocumentStore(session), self.parking(session))

    def _document(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None
    ) -> BillingDocument:
        organisation = _readable_organisation(caller, organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return get_document(organisation, document_id, DocumentStore(session))


def _readable_organisation(caller: Principal, named: UUID | None) -> UUID:
    """Return whose documents the caller may read in this call.

    Raises:
        NoMembership: the caller belongs to no organisation yet (A10).
        AreaNotVisible: Post is not switched on for the caller (SE-44).
        NotFound: a foreign organisation was named.
    """
    require_area(caller, AREA)
    organisation_id = organisation_of(caller, named)
    if organisation_id is None:
        raise NotFound("organisation")
    return organisation_id
