"""Whether the malware scanner answers that a service hands files to."""

from collections.abc import Mapping

from chassis.cli.findings import Finding, failed, fine, not_looked, warning
from chassis.malware import SETTING, Scanner


def scanner_findings(settings: Mapping[str, str]) -> list[Finding]:
    """Return whether the scanner that a service's settings name answers."""
    address = settings.get(SETTING)
    if not address:
        if settings.get("KONTOR_ENV", "production") == "production":
            return [not_looked("scanner", f"{SETTING} is not set here", f"set {SETTING}")]
        return [warning("scanner", "no file is looked at", f"set {SETTING}")]
    if Scanner(address, seconds=5.0).answers():
        return [fine("scanner", "answers")]
    return [
        failed(
            "scanner",
            "the malware scanner does not answer: documents wait, attachments are refused",
            "start clamd, and see that this service reaches it",
        )
    ]
