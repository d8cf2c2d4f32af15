"""Looking at documents: their pages, their parts, the invoice in them; none is a download."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls
from billing_docs.domain.document import BillingDocument
from billing_docs.domain.examination import Examination
from billing_docs.domain.look import LookKind
from billing_docs.store.examinations import ExaminationStore
from billing_docs.use_cases.viewing.describe_examination import describe_examination
from billing_docs.use_cases.viewing.draw_page import draw_page
from billing_docs.use_cases.viewing.examine_waiting import examine_waiting
from billing_docs.use_cases.viewing.open_part import open_part
from billing_docs.use_cases.viewing.read_e_invoice import read_e_invoice
from chassis.entrypoints import every, rpc
from contracts.billing_docs import ArchivedFile
from contracts.e_invoice import EInvoice
from contracts.examination import DocumentExamination, PageNumber, PartName
from contracts.principal import Principal


class ViewingCalls(BillingDocsCalls):
    """Looking at documents: their pages, their parts, the invoice in them."""

    @rpc(reads=True)
    def get_examination(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentExamination:
        """Return what reading a document brought to light. Raises NotFound."""
        document, examination = self._examined(caller, document_id, organisation_id)
        return describe_examination(document, examination)

    @rpc(reads=True)
    def open_page(
        self,
        caller: Principal,
        document_id: UUID,
        number: PageNumber,
        organisation_id: UUID | None = None,
    ) -> ArchivedFile:
        """Say where the picture of a page lies, drawing it where needed. Raises NotFound.

        Notes the caller's first preview, which is no download.
        """
        document, examination = self._examined(caller, document_id, organisation_id, "previewed")
        return draw_page(document, number, examination, self.resources)

    @rpc(reads=True)
    def open_part(
        self,
        caller: Principal,
        document_id: UUID,
        part: PartName,
        organisation_id: UUID | None = None,
    ) -> ArchivedFile:
        """Say where one part of a document lies, byte for byte. Raises NotFound.

        Notes the caller's first download.
        """
        document, examination = self._examined(caller, document_id, organisation_id, "downloaded")
        return open_part(document, part, examination, self.resources)

    @rpc(reads=True)
    def get_e_invoice(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> EInvoice:
        """Return the whole e-invoice for people. Raises NotFound: it is none.

        Notes the caller's first preview, which is no download.
        """
        document, _ = self._examined(caller, document_id, organisation_id, "previewed")
        return read_e_invoice(document, self.resources)

    @every(seconds=30)
    def examine_waiting(self) -> None:
        """Read documents from before there were examinations, and out of a rebuilt index."""
        examine_waiting(self.database, self.resources, self.clock.now())

    def _examined(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID | None,
        look: LookKind | None = None,
    ) -> tuple[BillingDocument, Examination | None]:
        """Return the document and what its reading brought to light; note how he looks at it."""
        document = self.look_at(caller, document_id, organisation_id, look).document
        with self.asked_by(caller, document.organisation_id) as connection:
            store = ExaminationStore(connection)
            return document, store.of_document(document.organisation_id, document_id)
