"""What notifications needs to know to run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chassis.settings import ServiceSettings
from process.settings import setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The service's settings: which mail server, and whose name stands on the mails."""

    smtp_url: str = setting(
        "KONTOR_SMTP_URL",
        "smtp://user:password@host:port (STARTTLS when offered, demanded with a password or with"
        " ?tls=required) or smtps://",
    )
    mail_from: str = setting(
        "KONTOR_MAIL_FROM", "the one sender of every mail, as 'Name <address>' (SE-36)"
    )
    portal_url: str | None = setting(
        "KONTOR_PORTAL_URL",
        "address of the portal; links in mails lead there and nowhere else",
        default=None,
    )
    s3_url: str = setting("KONTOR_S3_URL", "address of the object store (S3 protocol)")
    s3_access_key: str = setting(
        "KONTOR_S3_ACCESS_KEY", "its access key; reading archived versions is all it needs"
    )
    s3_secret_key: str = setting("KONTOR_S3_SECRET_KEY", "its secret key")
    archive_bucket: str = setting(
        "KONTOR_ARCHIVE_BUCKET", "bucket that holds the files that go with a mail"
    )
    sealing_keys: Path | None = setting(
        "KONTOR_SEALING_KEYS",
        "file with the keys (JWK Set) that encrypt the passwords of organisations' own mail"
        " accounts; without it no organisation can have one",
        default=None,
    )
    loopback_mail_accounts: Literal["no", "yes"] = setting(
        "KONTOR_LOOPBACK_MAIL_ACCOUNTS",
        "yes lets own mail accounts lie on this machine and on any port; never in production",
        default="no",
    )
    loopback_webhooks: Literal["no", "yes"] = setting(
        "KONTOR_LOOPBACK_WEBHOOKS",
        "yes lets organisations' webhooks lie on this machine, without encryption too; never in"
        " production",
        default="no",
    )
    webhook_senders: int = setting(
        "KONTOR_WEBHOOK_SENDERS",
        "organisations whose webhooks one process serves at once",
        default=4,
    )
    daily_mails: int = setting(
        "KONTOR_DAILY_MAILS",
        "mails that one organisation sends to others through the platform in a day; what is more"
        " waits for the next one",
        default=2000,
    )
    daily_texts: int = setting(
        "KONTOR_DAILY_TEXTS", "text messages that one organisation gets in a day", default=50
    )
    dkim_key: Path | None = setting(
        "KONTOR_DKIM_KEY",
        "PEM file of the RSA key that signs mails for the sender's domain (DKIM); without it the"
        " relay signs, or nobody does",
        default=None,
    )
    dkim_selector: str | None = setting(
        "KONTOR_DKIM_SELECTOR", "name under which the domain publishes this key", default=None
    )
    sms_url: str | None = setting(
        "KONTOR_SMS_URL",
        "https://host/path that takes text messages for phones as JSON; without it no phone is told"
        " of anything",
        default=None,
    )
    sms_token: str | None = setting(
        "KONTOR_SMS_TOKEN", "bearer token that this address asks for", default=None
    )
    sms_sender: str | None = setting(
        "KONTOR_SMS_SENDER", "who text messages are from, as their provider takes it", default=None
    )
    sms_promise: Literal["plain", "idempotent"] = setting(
        "KONTOR_SMS_PROMISE",
        "idempotent where the provider sends a repeated id once, else plain",
        default="plain",
    )
    mail_senders: int = setting(
        "KONTOR_MAIL_SENDERS", "connections to the mail server at once, for each process", default=4
    )
    bounce_address: str | None = setting(
        "KONTOR_BOUNCE_ADDRESS",
        "where mails come back to, such as bounce@kontor.example; each message gets an address"
        " below it, bounce+…@kontor.example",
        default=None,
    )
    bounce_keys: Path | None = setting(
        "KONTOR_BOUNCE_KEYS",
        "file with the keys (JWK Set) that sign these addresses; the first signs, all are believed",
        default=None,
    )
    bounce_imap_url: str | None = setting(
        "KONTOR_BOUNCE_IMAP_URL",
        "imaps://user:password@host:port/folder (or imap:// with STARTTLS): the mailbox in which"
        " mails to that address arrive, where no listener takes them",
        default=None,
    )
    bounce_listen: str = setting(
        "KONTOR_BOUNCE_LISTEN",
        "lmtp://host:port or smtp://host:port: where the listener for returned mails listens",
        default="lmtp://127.0.0.1:2424",
    )
    handler_seconds: float = setting(
        "KONTOR_HANDLER_SECONDS",
        "longest time one piece of work may take; above the ten minutes that a mail server may"
        " think about a message (RFC 5321 4.5.3.2.6)",
        default=900.0,
    )
