"""What every call of billing-docs shares besides the database, opened once per process."""

from dataclasses import dataclass

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.certificate_signature import CertificateSigner
from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.adapters.printing.press import Press
from billing_docs.adapters.reading import Readers
from billing_docs.adapters.rules import RuleBook
from billing_docs.adapters.scanning import Scanner
from billing_docs.adapters.views import Views


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """The archive and its views, who opens strangers' files, and who signs, if anybody."""

    archive: Archive
    views: Views
    readers: Readers
    press: Press
    rule_book: RuleBook
    scanner: Scanner | None = None
    """Who looks for malware; None where nobody does, which production refuses."""
    certificates: CertificateSigner | None = None
    """Who signs what was destroyed; without him nothing is."""
    export_signer: ExportSigner | None = None
