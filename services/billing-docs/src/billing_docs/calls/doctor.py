"""What `kontor doctor` and `kontor status` say of the archive: which protection is active."""

from billing_docs.calls.operator import operator_archive
from billing_docs.use_cases.doctor.examine_protection import Examined, examine_protection
from chassis.cli.extension import OperatorCheck, OperatorFact
from chassis.cli.findings import Finding
from chassis.cli.scanner_check import scanner_findings
from chassis.cli.services import KnownService, UsageError
from chassis.errors import DependencyDown

_ADVICE = {
    "versioning": "switch versioning on, or make the bucket anew with Object Lock",
    "object_lock": "a bucket gets Object Lock when it is made: make another one and move there",
    "lock_mode": "KONTOR_ARCHIVE_LOCK_MODE=compliance",
    "lifecycle": "take these rules off the bucket",
    "overwriting": "use a store that knows If-None-Match",
    "deleting": "call nobody's documents safe until the store keeps its locks",
    "shortening": "as for deleting",
    "lengthening": "give our keys s3:PutObjectRetention",
    "legal_hold": "give our keys s3:PutObjectLegalHold",
    "bypass": "take s3:BypassGovernanceRetention from our keys, or lock in compliance mode",
    "delete_right": "give s3:DeleteObjectVersion to KONTOR_S3_DELETION_ACCESS_KEY alone",
    "other_buckets": "let our keys see the archive, the uploads and the views alone",
    "clock": "set both clocks by NTP",
    "movable_clock": "KONTOR_ENV=production, without KONTOR_CLOCK_FILE",
    "evidence_key": "make a key: docs/operations.md, Keys",
    "damage": "docs/runbook.md, Documents are damaged",
    "scrub": "docs/runbook.md, The scrub does not keep its promise",
}


def _examine(service: KnownService) -> list[Finding]:
    archive, settings = operator_archive(service.settings)
    found = examine_protection(
        Examined(probe=archive.probe, settings=settings, database=service.database, now=service.now)
    )
    return [
        Finding(
            check=each.check,
            outcome=each.outcome,
            detail=each.detail,
            advice="" if each.outcome == "ok" else _ADVICE.get(each.check, ""),
        )
        for each in found
    ]


def _scanner(service: KnownService) -> list[Finding]:
    return scanner_findings(service.settings)


def _protection(service: KnownService) -> str | None:
    """Return in a word whether the bucket keeps versions and locks them."""
    try:
        archive, settings = operator_archive(service.settings)
        locks, _ = archive.probe.object_lock()
        keeps = archive.probe.has_versioning()
    except UsageError:
        return "not looked: the archive's settings are not known here"
    except DependencyDown:
        return "not looked: the object store does not answer"
    if locks and keeps:
        return f"on, {settings.archive_lock_mode}"
    return "OFF: kontor doctor archive"


CHECK = OperatorCheck(service="billing_docs", area="archive", examine=_examine)
SCANNER = OperatorCheck(service="billing_docs", area="scanner", examine=_scanner)
PROTECTION = OperatorFact(service="billing_docs", name="retention protection", say=_protection)
