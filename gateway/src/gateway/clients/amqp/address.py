"""Where a node of the broker is, and as whom to go there."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"amqp": 5672, "amqps": 5671}


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """One node, one virtual host, one user."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str = field(repr=False)
    vhost: str


def read_address(url: str) -> Address:
    """Return what an `amqp://` or `amqps://` address says; as RabbitMQ's clients read it.

    Raises:
        ValueError: it is none. The message does not tell the address, which holds a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("not an amqp:// or amqps:// address with a host")
    return Address(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        is_tls=parts.scheme == "amqps",
        user=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        vhost=unquote(parts.path.removeprefix("/")) or "/",
    )
