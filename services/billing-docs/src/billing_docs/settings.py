"""What billing-docs needs to know to run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from billing_docs.domain.retention_rules import (
    PortalMonths,
    RetentionRules,
    StatutoryYears,
    retention_rules,
)
from billing_docs.domain.scrub import ScrubHours
from chassis.malware import require_scanner
from chassis.settings import ServiceSettings
from process.settings import setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The archive's place and lock, and where links in mails lead."""

    s3_url: str = setting("KONTOR_S3_URL", "address of the object store (S3 protocol)")
    s3_access_key: str = setting("KONTOR_S3_ACCESS_KEY", "access key of the object store")
    s3_secret_key: str = setting("KONTOR_S3_SECRET_KEY", "secret key of the object store")
    archive_bucket: str = setting(
        "KONTOR_ARCHIVE_BUCKET", "bucket with versioning and Object Lock, for documents"
    )
    uploads_bucket: str = setting(
        "KONTOR_UPLOADS_BUCKET", "bucket for files that wait for their event"
    )
    views_bucket: str = setting(
        "KONTOR_VIEWS_BUCKET", "bucket for what is made of documents for looking at"
    )
    archive_lock_mode: Literal["governance", "compliance"] = setting(
        "KONTOR_ARCHIVE_LOCK_MODE",
        "governance can be lifted by the store's administrator, compliance by nobody",
        default="compliance",
    )
    malware_scanner: str | None = setting(
        "KONTOR_MALWARE_SCANNER",
        "clamd, as tcp://host:port or unix:///path; required in production",
        default=None,
    )
    reading_processes: int = setting(
        "KONTOR_READING_PROCESSES", "processes that open what strangers sent", default=2
    )
    export_days: int = setting(
        "KONTOR_EXPORT_DAYS", "days for which a finished export can be fetched", default=7
    )
    print_days: int = setting(
        "KONTOR_PRINT_DAYS", "days for which the files of a printed batch are kept", default=30
    )
    portal_url: str = setting("KONTOR_PORTAL_URL", "address of the portal, for links in mails")
    administration_email: str | None = setting(
        "KONTOR_ADMINISTRATION_EMAIL",
        "where vendor administration is told of documents that reached nobody by mail",
        default=None,
    )
    portal_months: PortalMonths = setting(
        "KONTOR_PORTAL_MONTHS",
        "months for which the portal shows a type of document, such as invoice=24; at least 12",
        default=PortalMonths(""),
    )
    statutory_years: StatutoryYears = setting(
        "KONTOR_STATUTORY_YEARS",
        "years from the end of the year for which a type must be kept, such as letter=10",
        default=StatutoryYears(""),
    )

    evidence_key: Path | None = setting(
        "KONTOR_EVIDENCE_KEY",
        "file with the private key (JWK) that signs certificates and exports; without it are none",
        default=None,
    )
    scrub_days: int = setting(
        "KONTOR_SCRUB_DAYS", "days within which every document's bytes are proven", default=30
    )
    scrub_hours: ScrubHours = setting(
        "KONTOR_SCRUB_HOURS", "hours (Berlin) in which they are", default=ScrubHours("22-6")
    )
    scrub_megabytes_per_second: int = setting(
        "KONTOR_SCRUB_MEGABYTES_PER_SECOND", "how fast they are read at most", default=8
    )
    deletion_access_key: str | None = setting(
        "KONTOR_S3_DELETION_ACCESS_KEY", "access key that alone may delete", default=None
    )
    deletion_secret_key: str | None = setting(
        "KONTOR_S3_DELETION_SECRET_KEY", "secret key that alone may delete", default=None
    )

    def __post_init__(self) -> None:
        """Refuse production without a malware scanner: it fails closed, or not at all."""
        require_scanner(self, self.malware_scanner)

    @property
    def retention_rules(self) -> RetentionRules:
        """Return how long each type of document is shown and kept."""
        return retention_rules(self.portal_months.numbers, self.statutory_years.numbers)
