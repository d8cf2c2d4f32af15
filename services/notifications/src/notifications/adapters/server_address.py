"""Where a mail server is and how to enter."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_PORTS = {"smtp": 25, "smtps": 465}

Encryption = Literal["offered", "required", "immediate"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerAddress:
    """Where the mail server is and how to enter. `encryption`: TLS if offered, else the same."""

    host: str
    port: int
    user: str | None
    password: str | None
    encryption: Encryption

    @classmethod
    def parse(cls, url: str) -> "ServerAddress":
        """Return the address written as `smtp://user:password@host:port` or `smtps://…`.

        A password never travels in the clear: with one, STARTTLS is demanded, so nobody can strip
        it. `?tls=required` demands it without a password too.

        Raises:
            ValueError: another scheme, or no host.
        """
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise ValueError("KONTOR_SMTP_URL is not of the form smtp://host:port")
        demanded = parse_qs(parts.query).get("tls") == ["required"] or parts.password is not None
        encryption: Encryption = "required" if demanded else "offered"
        return cls(
            host=parts.hostname,
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            encryption="immediate" if parts.scheme == "smtps" else encryption,
        )
