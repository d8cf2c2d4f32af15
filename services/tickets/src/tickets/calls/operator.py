"""What of tickets `kontor doctor` looks at: the scanner, and the bucket for attached files."""

from chassis.cli.extension import OperatorCheck
from chassis.cli.findings import Finding, failed, fine, not_looked
from chassis.cli.scanner_check import scanner_findings
from chassis.cli.services import KnownService
from chassis.settings import load
from process.settings import SettingsError
from tickets.adapters.attachment_store import AttachmentStore
from tickets.settings import Settings


def _scanner(service: KnownService) -> list[Finding]:
    return scanner_findings(service.settings)


def _attachments(service: KnownService) -> list[Finding]:
    try:
        settings = load(Settings, service.settings)
    except SettingsError as error:
        return [not_looked("attachments", " ".join(str(error).split()), "set what is named")]
    fault = AttachmentStore(settings).fault()
    if fault is None:
        return [fine("attachments", f"the bucket {settings.attachments_bucket} answers")]
    return [
        failed(
            "attachments",
            f"the bucket {settings.attachments_bucket} does not answer: {fault}",
            "make the bucket, or give tickets' keys the right to it",
        )
    ]


SCANNER = OperatorCheck(service="tickets", area="scanner", examine=_scanner)
ATTACHMENTS = OperatorCheck(service="tickets", area="attachments", examine=_attachments)
