"""The billing-docs service: documents, where their bytes lie, e-billing addresses."""

from gateway.clients.billing_docs.deletion import DeletionCalls
from gateway.clients.billing_docs.delivery_mode import DeliveryModeCalls
from gateway.clients.billing_docs.delivery_rules import DeliveryRuleCalls
from gateway.clients.billing_docs.documents import DocumentCalls
from gateway.clients.billing_docs.e_billing import EBillingCalls
from gateway.clients.billing_docs.exports import ExportCalls
from gateway.clients.billing_docs.filing import FilingCalls
from gateway.clients.billing_docs.invoice_runs import InvoiceRunCalls
from gateway.clients.billing_docs.office import OfficeCalls
from gateway.clients.billing_docs.printing import PrintingCalls
from gateway.clients.billing_docs.publications import PublicationCalls
from gateway.clients.billing_docs.retention import RetentionCalls
from gateway.clients.billing_docs.sending import SendingCalls
from gateway.clients.billing_docs.soundness import SoundnessCalls
from gateway.clients.billing_docs.viewing import ViewingCalls


class BillingDocs(
    DocumentCalls,
    ViewingCalls,
    FilingCalls,
    RetentionCalls,
    DeletionCalls,
    SoundnessCalls,
    EBillingCalls,
    PublicationCalls,
    DeliveryModeCalls,
    PrintingCalls,
    SendingCalls,
    DeliveryRuleCalls,
    InvoiceRunCalls,
    ExportCalls,
    OfficeCalls,
):
    """Typed calls to billing-docs, put together from the calls on each subject."""

    name = "billing_docs"
