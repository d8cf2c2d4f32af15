"""The settings that each part of the product reads from its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontor_local.keys import (
    evidence_key,
    ftp_keys,
    mail_account_keys,
    principal_keys,
    publishers_file,
    request_mail_keys,
    return_path_keys,
    sealing_keys,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kontor_local.namespace import Namespace

MAIL_FROM = "Kontor <kontor@example.com>"
BOUNCE_ADDRESS = "bounce@example.com"
REQUEST_MAIL_ADDRESS = "anfragen@example.com"
ADMINISTRATION_EMAIL = "verwaltung@musterfabrik.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPlaces:
    """What all parts of one product share."""

    namespace: Namespace
    home: Path
    gateway_port: int

    @property
    def gateway_url(self) -> str:
        """The portal's address; by name, because browsers keep no passkeys for a bare number."""
        return f"http://localhost:{self.gateway_port}"

    @property
    def clock_file(self) -> Path:
        """The file that holds by how many seconds everybody's clock is off."""
        return self.home / "clock"


def inherited_environment() -> dict[str, str]:
    """Return our own environment without any setting of the product.

    Settings named to us are the administrator's; a part gets its own and no more.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    return kept | {"PYTHONUNBUFFERED": "1"}


def settings_of(places: ProductPlaces, package: str, http_port: int) -> dict[str, str]:
    """Return the settings of one part, by the name of its package."""
    settings = {
        "KONTOR_ENV": "development",
        "KONTOR_AMQP_URL": places.namespace.amqp_url(package),
        "KONTOR_LOG_FORMAT": "json",
        "KONTOR_CLOCK_FILE": str(places.clock_file),
    }
    if package in places.namespace.databases:
        settings |= _service(places, package, http_port)
    own = {
        "identity": _identity,
        "billing_docs": _billing_docs,
        "tickets": _tickets,
        "catalog": _catalog,
        "notifications": _notifications,
        "gateway": _gateway,
    }.get(package)
    return settings | (own(places) if own else {})


def owner_settings(places: ProductPlaces, package: str) -> dict[str, str]:
    """Return what `prepare` needs beyond `settings_of`: the right to change tables."""
    return {"KONTOR_DATABASE_OWNER_URL": places.namespace.databases[package].owner_url}


def _service(places: ProductPlaces, package: str, http_port: int) -> dict[str, str]:
    return {
        "KONTOR_DATABASE_URL": places.namespace.databases[package].application_url,
        "KONTOR_PRINCIPAL_KEYS": str(principal_keys(places.home).public),
        "KONTOR_PUBLISHERS": str(publishers_file(places.home)),
        "KONTOR_HTTP_HOST": "127.0.0.1",
        "KONTOR_HTTP_PORT": str(http_port),
    }


def _identity(places: ProductPlaces) -> dict[str, str]:
    return {
        "KONTOR_PRINCIPAL_SIGNING_KEY": str(principal_keys(places.home).private),
        "KONTOR_SEALING_KEYS": str(sealing_keys(places.home)),
        "KONTOR_PORTAL_URL": places.gateway_url,
        "KONTOR_ACCOUNT_PROVIDER": "Kundencenter (Demo)",
        "KONTOR_ACCOUNT_MANAGE_URL": "https://kundencenter.example.com/profil",
    }


def _billing_docs(places: ProductPlaces) -> dict[str, str]:
    # Governance, not compliance: a developer may throw the demo data away.
    return _object_store(places) | {
        "KONTOR_ARCHIVE_LOCK_MODE": "governance",
        "KONTOR_EVIDENCE_KEY": str(evidence_key(places.home)),
        "KONTOR_VIEWS_BUCKET": places.namespace.views_bucket,
        "KONTOR_PORTAL_URL": places.gateway_url,
        "KONTOR_ADMINISTRATION_EMAIL": ADMINISTRATION_EMAIL,
    }


def _tickets(places: ProductPlaces) -> dict[str, str]:
    return _object_store(places) | {
        "KONTOR_ATTACHMENTS_BUCKET": places.namespace.attachments_bucket,
        "KONTOR_REQUEST_MAIL_ADDRESS": REQUEST_MAIL_ADDRESS,
        "KONTOR_CONTACT_PHONE": "+49 30 000000",
        "KONTOR_CONTACT_EMAIL": REQUEST_MAIL_ADDRESS,
        "KONTOR_REQUEST_MAIL_KEYS": str(request_mail_keys(places.home)),
    }


def _catalog(places: ProductPlaces) -> dict[str, str]:
    # It names the places of files; bytes are the gateway's to move.
    return {
        "KONTOR_VENDOR_FILES_BUCKET": places.namespace.vendor_files_bucket,
        "KONTOR_SEALING_KEYS": str(ftp_keys(places.home)),
    }


def _notifications(places: ProductPlaces) -> dict[str, str]:
    return _object_store(places) | {
        "KONTOR_SMTP_URL": places.namespace.servers.smtp_url,
        "KONTOR_MAIL_FROM": MAIL_FROM,
        "KONTOR_SEALING_KEYS": str(mail_account_keys(places.home)),
        "KONTOR_LOOPBACK_MAIL_ACCOUNTS": "yes",
        "KONTOR_LOOPBACK_WEBHOOKS": "yes",
        "KONTOR_BOUNCE_ADDRESS": BOUNCE_ADDRESS,
        "KONTOR_BOUNCE_KEYS": str(return_path_keys(places.home)),
        "KONTOR_PORTAL_URL": places.gateway_url,
        **_text_messages(places.namespace.servers.mail_page_url),
    }


def _text_messages(sink_url: str) -> dict[str, str]:
    """Return where text messages go: into the mail sink, if it is ours."""
    if not sink_url:
        return {}
    return {
        "KONTOR_SMS_URL": f"{sink_url.rstrip('/')}/texts",
        "KONTOR_SMS_SENDER": "Kontor",
        "KONTOR_SMS_PROMISE": "idempotent",
    }


def _gateway(places: ProductPlaces) -> dict[str, str]:
    return _object_store(places) | {
        "KONTOR_PUBLIC_URL": places.gateway_url,
        "KONTOR_GATEWAY_HOST": "127.0.0.1",
        "KONTOR_GATEWAY_PORT": str(places.gateway_port),
        # No proxy stands before it that would have to notice.
        "KONTOR_GATEWAY_DRAIN_SECONDS": "0",
    }


def _object_store(places: ProductPlaces) -> dict[str, str]:
    servers = places.namespace.servers
    return {
        "KONTOR_S3_URL": servers.s3_url,
        "KONTOR_S3_ACCESS_KEY": servers.s3_access_key,
        "KONTOR_S3_SECRET_KEY": servers.s3_secret_key,
        "KONTOR_ARCHIVE_BUCKET": places.namespace.archive_bucket,
        "KONTOR_UPLOADS_BUCKET": places.namespace.uploads_bucket,
    }
