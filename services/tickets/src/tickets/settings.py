"""What tickets needs to know to run."""

from dataclasses import dataclass
from pathlib import Path

from chassis.malware import require_scanner
from chassis.settings import ServiceSettings
from process.settings import setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The chassis' settings, those of the vendor's desk, and those of attached files."""

    contact_phone: str = setting(
        "KONTOR_CONTACT_PHONE", "telephone number that customers call", default=""
    )
    contact_email: str = setting(
        "KONTOR_CONTACT_EMAIL", "mail address that customers write to", default=""
    )
    holiday_state: str = setting(
        "KONTOR_HOLIDAY_STATE",
        "German state whose public holidays count, such as NW or BY (ISO 3166-2:DE)",
        default="NW",
    )
    desk_opens: str = setting(
        "KONTOR_DESK_OPENS", "when work begins, Monday to Friday, in Berlin", default="08:00"
    )
    desk_closes: str = setting(
        "KONTOR_DESK_CLOSES", "when work ends, Monday to Friday, in Berlin", default="17:00"
    )
    requests_kept_days: int = setting(
        "KONTOR_REQUESTS_KEPT_DAYS",
        "days for which closed requests are kept where their kind says nothing else",
        default=1096,
    )
    s3_url: str = setting("KONTOR_S3_URL", "address of the object store (S3 protocol)")
    s3_access_key: str = setting("KONTOR_S3_ACCESS_KEY", "access key of the object store")
    s3_secret_key: str = setting("KONTOR_S3_SECRET_KEY", "secret key of the object store")
    attachments_bucket: str = setting(
        "KONTOR_ATTACHMENTS_BUCKET", "bucket for files that go with requests, without locks"
    )
    malware_scanner: str | None = setting(
        "KONTOR_MALWARE_SCANNER",
        "clamd, as tcp://host:port or unix:///path; required in production",
        default=None,
    )
    daily_attachments: int = setting(
        "KONTOR_DAILY_ATTACHMENTS",
        "files that the people of one organisation may attach in a day",
        default=300,
    )
    daily_attachment_megabytes: int = setting(
        "KONTOR_DAILY_ATTACHMENT_MEGABYTES", "and how large these may be together", default=500
    )
    request_mail_address: str | None = setting(
        "KONTOR_REQUEST_MAIL_ADDRESS",
        "where people write to about requests, such as anfragen@kontor.example; replies come to"
        " addresses below it, anfragen+…@kontor.example",
        default=None,
    )
    request_mail_keys: Path | None = setting(
        "KONTOR_REQUEST_MAIL_KEYS",
        "file with the keys (JWK Set) that sign these addresses; the first signs, all are believed",
        default=None,
    )
    request_mail_listen: str | None = setting(
        "KONTOR_REQUEST_MAIL_LISTEN",
        "lmtp://host:port or smtp://host:port: where the mail intake listens",
        default=None,
    )
    request_mail_imap_url: str | None = setting(
        "KONTOR_REQUEST_MAIL_IMAP_URL",
        "imaps://user:password@host:port/folder: the mailbox that the mail intake reads",
        default=None,
    )
    request_mail_imap_seconds: float = setting(
        "KONTOR_REQUEST_MAIL_IMAP_SECONDS", "seconds between two looks into it", default=20.0
    )

    def __post_init__(self) -> None:
        """Refuse production without a malware scanner: it fails closed, or not at all."""
        require_scanner(self, self.malware_scanner)
