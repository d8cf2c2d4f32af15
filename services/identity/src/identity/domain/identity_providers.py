"""An organisation's own identity provider: what may be set, and what changes with it."""

from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from contracts.errors import InvalidInput

CALLBACK_PATH = "/sign-in/oidc/callback"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderRecord:
    """A provider as stored; its secret only sealed, and never printed."""

    organisation_id: UUID
    issuer: str
    client_id: str
    sealed_secret: bytes = field(repr=False)
    is_required: bool
    admits_colleagues: bool
    strong_acr_values: tuple[str, ...]
    changed_at: datetime


def parse_issuer(text: str, *, allows_plain_loopback: bool) -> str:
    """Return the issuer, unchanged: it is compared character by character (OIDC Core 3.1.3.7).

    `allows_plain_loopback` takes http on this machine too, for development and tests.

    Raises:
        InvalidInput: it is no https address without query and fragment (OIDC Discovery 3).
    """
    if "?" in text:
        raise InvalidInput("issuer", "not_an_issuer")
    return parse_endpoint(text, allows_plain_loopback=allows_plain_loopback)


def parse_endpoint(text: str, *, allows_plain_loopback: bool) -> str:
    """Return an address at the issuer, unchanged; this one may have a query (RFC 6749 3.1).

    Raises:
        InvalidInput: for `issuer`: it is no https address, or has a fragment.
    """
    if not text.isascii() or not text.isprintable() or " " in text:
        raise InvalidInput("issuer", "not_an_issuer")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidInput("issuer", "not_an_issuer") from None
    if not parts.hostname or parts.username is not None or "#" in text or port == 0:
        raise InvalidInput("issuer", "not_an_issuer")
    is_plain_loopback = parts.scheme == "http" and _is_loopback(parts.hostname)
    if parts.scheme != "https" and not (allows_plain_loopback and is_plain_loopback):
        raise InvalidInput("issuer", "https_required")
    return text


def secret_owner(organisation_id: UUID) -> bytes:
    """Return what a client secret is bound to when it is sealed: purpose and organisation."""
    return b"identity_provider_secret:" + organisation_id.bytes


def _is_loopback(hostname: str) -> bool:
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return hostname == "localhost"
