"""Every way into billing-docs, put together from the calls on each subject."""

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.certificate_signature import CertificateSigner
from billing_docs.adapters.reading import Readers
from billing_docs.adapters.rules import RuleBook
from billing_docs.calls.deletion import DeletionCalls
from billing_docs.calls.delivery_mode import DeliveryModeCalls
from billing_docs.calls.documents import DocumentCalls
from billing_docs.calls.e_billing import EBillingCalls
from billing_docs.calls.explain import ExplainCalls
from billing_docs.calls.intake import IntakeCalls
from billing_docs.calls.invoice_runs import InvoiceRunCalls
from billing_docs.calls.printing import PrintingCalls
from billing_docs.calls.publications import PublicationCalls
from billing_docs.calls.retention import RetentionCalls
from billing_docs.resources import Resources
from billing_docs.settings import Settings


class BillingDocs(
    IntakeCalls,
    DocumentCalls,
    RetentionCalls,
    DeletionCalls,
    EBillingCalls,
    ExplainCalls,
    PublicationCalls,
    DeliveryModeCalls,
    PrintingCalls,
    InvoiceRunCalls,
):
    """Documents, their archive and their readers."""

    name = "billing_docs"
    settings_class = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> Resources:
        """Return the archive and the pools of processes; none of these is started yet."""
        return Resources(
            archive=Archive(settings),
            readers=Readers(processes=settings.reading_processes),
            rule_book=RuleBook(),
            certificates=(
                None if settings.evidence_key is None else CertificateSigner(settings.evidence_key)
            ),
        )
