"""What the gateway needs to know to run, read from its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import process.settings
from gateway.edge.appearance import Brand, colour_of
from process.settings import Environment, LogFormat, exit_on_faults, setting

_SHORTEST_SECRET = 32
_LARGEST_LOGO_BYTES = 100 * 1024
_LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the gateway needs to know to run."""

    environment: Environment = setting(
        "KONTOR_ENV", "development, test or production", default="production"
    )
    public_url: str = setting("KONTOR_PUBLIC_URL", "address people type, https:// in production")
    host: str = setting("KONTOR_GATEWAY_HOST", "address to listen on", default="127.0.0.1")
    port: int = setting("KONTOR_GATEWAY_PORT", "port to listen on", default=8080)
    workers: int = setting("KONTOR_GATEWAY_WORKERS", "processes that answer", default=1)
    drain_seconds: float = setting(
        "KONTOR_GATEWAY_DRAIN_SECONDS",
        "how long requests are still taken after SIGTERM, for proxies to notice; 0 stops at once",
        default=5.0,
    )
    most_requests: int = setting(
        "KONTOR_GATEWAY_REQUESTS",
        "requests worked on at once by one process; those beyond are told to come again",
        default=128,
    )
    amqp_url: str = setting(
        "KONTOR_AMQP_URL",
        "amqp:// address of the broker and its vhost; of several nodes all, with commas between",
    )
    s3_url: str = setting("KONTOR_S3_URL", "address of the object store")
    s3_access_key: str = setting("KONTOR_S3_ACCESS_KEY", "the gateway's object store key")
    s3_secret_key: str = setting("KONTOR_S3_SECRET_KEY", "its secret")
    s3_region: str = setting("KONTOR_S3_REGION", "the store's region", default="us-east-1")
    uploads_bucket: str = setting("KONTOR_UPLOADS_BUCKET", "bucket that takes uploads")
    rpc_seconds: float = setting(
        "KONTOR_RPC_SECONDS", "longest wait for one answer of a service", default=4.5
    )
    sign_in_limit: str = setting(
        "KONTOR_SIGN_IN_LIMIT", "sign-ins per client address", default="20/minute"
    )
    ftp_hook_secret: str = setting(
        "KONTOR_FTP_HOOK_SECRET",
        "what FTP servers prove with that they may ask; without it nobody may; two, with a comma"
        " between them, while one takes the place of the other",
        default="",
    )
    ftp_limit: str = setting(
        "KONTOR_FTP_LIMIT",
        "sign-ins at FTP servers, per client address and per user name",
        default="30/minute",
    )
    trusted_proxies: int = setting(
        "KONTOR_TRUSTED_PROXIES", "reverse proxies in front that set X-Forwarded-For", default=0
    )
    metrics_open: bool = setting(
        "KONTOR_METRICS_OPEN", "true: /metrics answers other machines, too", default=False
    )
    brand_name: str = setting(
        "KONTOR_BRAND_NAME", "the vendor's name on every page instead of ours", default=""
    )
    brand_colour: str = setting(
        "KONTOR_BRAND_COLOUR", "the vendor's colour, as #1f5a70, readable on white", default=""
    )
    brand_logo: str = setting(
        "KONTOR_BRAND_LOGO",
        "a file with the vendor's logo, .svg or .png, at most 100 KiB",
        default="",
    )
    log_format: LogFormat = setting(
        "KONTOR_LOG_FORMAT", "json for machines, console for people", default="json"
    )

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the portal over TLS."""
        return self.public_url.startswith("https://")

    @property
    def public_origin(self) -> str:
        """The origin (RFC 6454) that the portal's own pages have in a browser."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"


def load(environment: Mapping[str, str]) -> Settings:
    """Return the settings read from `environment`, or from files that it names.

    Raises:
        SettingsError: names every missing variable and every value that cannot be used.
    """
    return process.settings.load(Settings, environment, _faults_of)


def load_or_exit(environment: Mapping[str, str]) -> Settings:
    """Return the settings, or print everything that is wrong with them and exit with 2."""
    return exit_on_faults(lambda: load(environment))


def brand_of(settings: Settings) -> Brand:
    """Return how the vendor appears; the settings have been found good."""
    logo = Path(settings.brand_logo) if settings.brand_logo else None
    return Brand(
        name=settings.brand_name or None,
        colour=settings.brand_colour or None,
        logo=logo.read_bytes() if logo else None,
        logo_type=_LOGO_TYPES[logo.suffix.lower()] if logo else "",
    )


def _faults_of(values: Mapping[str, Any]) -> list[str]:
    faults = []
    named = values.get("ftp_hook_secret", "")
    if named and any(len(secret) < _SHORTEST_SECRET for secret in named.split(",")):
        faults.append("KONTOR_FTP_HOOK_SECRET is shorter than 32 characters")
    faults += _faults_of_brand(values.get("brand_colour", ""), values.get("brand_logo", ""))
    faults += _faults_of_address(values.get("public_url"), values.get("environment", "production"))
    return faults


def _faults_of_brand(colour: str, logo: str) -> list[str]:
    """Say what is wrong with the vendor's colour and logo: pages must stay readable and small."""
    faults = []
    if colour:
        try:
            colour_of(colour)
        except ValueError as error:
            faults.append(f"KONTOR_BRAND_COLOUR cannot be used ({error})")
    if logo and Path(logo).suffix.lower() not in _LOGO_TYPES:
        faults.append("KONTOR_BRAND_LOGO is neither an .svg nor a .png file")
    elif logo and not Path(logo).is_file():
        faults.append("KONTOR_BRAND_LOGO: there is no such file")
    elif logo and Path(logo).stat().st_size > _LARGEST_LOGO_BYTES:
        faults.append("KONTOR_BRAND_LOGO is larger than 100 KiB")
    return faults


def _faults_of_address(public_url: str | None, environment: str) -> list[str]:
    """Say what is wrong with the public address: session cookies must not travel in the clear."""
    if public_url is None:
        return []
    parts = urlsplit(public_url)
    if parts.scheme == "https" and parts.hostname:
        return []
    if parts.scheme != "http" or not parts.hostname:
        return ["KONTOR_PUBLIC_URL is not an https:// address"]
    if environment == "production":
        return ["KONTOR_PUBLIC_URL must be https:// with KONTOR_ENV=production"]
    if not _is_loopback(parts.hostname):
        return ["KONTOR_PUBLIC_URL: http:// is for the loopback only"]
    return []


def _is_loopback(hostname: str) -> bool:
    if hostname == "localhost":
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False
