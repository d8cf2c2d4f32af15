"""Where the broker is and as whom to sign in, out of its URL."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from contracts.broker_addresses import broker_addresses

_PORTS = {"amqp": 5672, "amqps": 5671}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """One broker, one virtual host, one user. The password stays out of every text."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    virtual_host: str
    tls: dict[str, Any] | None
    """Options for amqp: certificate and host name are always checked. None without TLS."""


def parse_addresses(setting: str, *, ca_file: Path | None = None) -> tuple[BrokerAddress, ...]:
    """Return the addresses of a broker's nodes, which stand in `setting` with commas between them.

    Raises:
        ValueError: what one of them lacks, or that they are not all for one user and virtual host.
    """
    addresses = tuple(parse_address(each, ca_file=ca_file) for each in broker_addresses(setting))
    if len({(each.user, each.virtual_host) for each in addresses}) > 1:
        raise ValueError("the broker's addresses name one user and one virtual host, all the same")
    return addresses


def parse_address(url: str, *, ca_file: Path | None = None) -> BrokerAddress:
    """Return the address in `amqp://user:password@host:port/vhost` (`amqps://` with TLS).

    `ca_file` names the certificates to trust instead of the system's.

    Raises:
        ValueError: what the URL lacks; never repeats the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # From None: the original message may quote the URL, password and all.
        raise ValueError("the broker's address cannot be read as a URL") from None
    if parts.scheme not in _PORTS:
        raise ValueError("the broker's address begins with amqp:// or amqps://")
    if not (parts.hostname and parts.username and parts.password):
        raise ValueError("the broker's address names a user, a password and a host")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    tls = None
    if parts.scheme == "amqps":
        # With server_hostname amqp checks the name and with it the certificate; with `ssl=True`
        # alone it checks no name.
        tls = {"server_hostname": parts.hostname, "ca_certs": str(ca_file) if ca_file else None}
    return BrokerAddress(
        host=host,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password),
        virtual_host="/" if parts.path in ("", "/") else unquote(parts.path[1:]),
        tls=tls,
    )
