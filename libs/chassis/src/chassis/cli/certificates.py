"""For how many days the certificate of the entrance is still good, seen from outside."""

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from chassis.cli.settings_files import settings_in_folder

_ENTRANCE = "gateway"
_ADDRESS = "KONTOR_PUBLIC_URL"
_SECONDS = 5.0
_DAY = 86400
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """What a browser would meet; `days` is None without TLS, or where nothing can be read."""

    address: str
    days: int | None = None
    fault: str | None = None
    advice: str = ""

    @property
    def said(self) -> str:
        """Return it in words."""
        if self.fault is not None:
            return self.fault
        return "without TLS, on the loopback" if self.days is None else f"good for {self.days} days"


def entrance_certificate(environment: Mapping[str, str]) -> Certificate | None:
    """Return the certificate at the address that people type, None where nobody says which."""
    settings = {**environment, **settings_in_folder(environment).get(_ENTRANCE, {})}
    address = settings.get(_ADDRESS)
    if not address:
        return None
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https":
        if host in _LOOPBACK:
            return Certificate(address=address)
        return Certificate(
            address=address, fault="no https:// address", advice=f"set {_ADDRESS} to https://…"
        )
    return _met(address, host, parts.port or 443)


def _met(address: str, host: str, port: int) -> Certificate:
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as tls,
        ):
            ends = str((tls.getpeercert() or {})["notAfter"])
    except ssl.SSLCertVerificationError as error:
        return Certificate(
            address=address,
            fault=f"browsers do not believe it: {error.verify_message}",
            advice="put a certificate there that a known authority has signed for this name",
        )
    except (OSError, ssl.SSLError, KeyError) as error:
        return Certificate(
            address=address,
            fault=f"does not answer over TLS ({type(error).__name__})",
            advice="look at the proxy before the gateway",
        )
    return Certificate(
        address=address, days=int((ssl.cert_time_to_seconds(ends) - time.time()) // _DAY)
    )
