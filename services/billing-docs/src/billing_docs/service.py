"""Every way into billing-docs, put together from the calls on each subject."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.certificate_signature import CertificateSigner
from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.adapters.printing.press import Press
from billing_docs.adapters.reading import Readers
from billing_docs.adapters.rules import RuleBook
from billing_docs.adapters.scanning import Scanner
from billing_docs.adapters.views import Views
from billing_docs.calls.deletion import DeletionCalls
from billing_docs.calls.delivery_mode import DeliveryModeCalls
from billing_docs.calls.delivery_rules import DeliveryRuleCalls
from billing_docs.calls.documents import DocumentCalls
from billing_docs.calls.e_billing import EBillingCalls
from billing_docs.calls.explain import ExplainCalls
from billing_docs.calls.exports import ExportCalls
from billing_docs.calls.filing import FilingCalls
from billing_docs.calls.intake import IntakeCalls
from billing_docs.calls.invoice_runs import InvoiceRunCalls
from billing_docs.calls.links import LinkCalls
from billing_docs.calls.looks import LookCalls
from billing_docs.calls.office import OfficeCalls
from billing_docs.calls.printing import PrintingCalls
from billing_docs.calls.publications import PublicationCalls
from billing_docs.calls.retention import RetentionCalls
from billing_docs.calls.sending import SendingCalls
from billing_docs.calls.soundness import SoundnessCalls
from billing_docs.calls.viewing import ViewingCalls
from billing_docs.resources import Resources
from billing_docs.settings import Settings
from billing_docs.store.damages import DamageStore
from billing_docs.store.deletions import DeletionStore


class BillingDocs(
    IntakeCalls,
    DocumentCalls,
    ViewingCalls,
    RetentionCalls,
    DeletionCalls,
    FilingCalls,
    LinkCalls,
    LookCalls,
    SoundnessCalls,
    EBillingCalls,
    ExplainCalls,
    PublicationCalls,
    DeliveryModeCalls,
    PrintingCalls,
    SendingCalls,
    DeliveryRuleCalls,
    InvoiceRunCalls,
    ExportCalls,
    OfficeCalls,
):
    """Documents, their archive and their readers."""

    name = "billing_docs"
    settings_class = Settings

    def to_look_at(self, session: Session) -> Mapping[str, int]:
        """Return damaged documents, and deletion runs that wait for a second person."""
        return {
            "damaged_documents": DamageStore(session).open_count(),
            "deletion_runs_undecided": DeletionStore(session).undecided(),
        }

    @classmethod
    def open_resources(cls, settings: Settings) -> Resources:
        """Return the archive and the pools of processes; none of these is started yet."""
        key = settings.evidence_key
        archive = Archive(settings)
        return Resources(
            archive=archive,
            views=Views(archive.client, settings.views_bucket),
            readers=Readers(processes=settings.reading_processes),
            press=Press(),
            rule_book=RuleBook(),
            certificates=None if key is None else CertificateSigner(key),
            export_signer=None if key is None else ExportSigner(key),
            scanner=Scanner(settings.malware_scanner) if settings.malware_scanner else None,
        )
