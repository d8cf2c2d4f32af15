"""Whether what a service says on its way to the servers can be read by others."""

from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, urlsplit

from chassis.broker.nodes import Nodes
from chassis.cli.findings import Finding, fine, warning
from chassis.cli.services import KnownService

_BROKER, _DATABASE, _STORE = "KONTOR_AMQP_URL", "KONTOR_DATABASE_URL", "KONTOR_S3_URL"
# libpq: with "require" it is encrypted, whoever answers; these two say who it is.
_CHECKED = ("verify-full", "verify-ca")


def examine_ways(service: KnownService) -> list[Finding]:
    """Return how the service speaks with broker, database and object store (ASVS 12.3.1)."""
    found = []
    for check, variable in (("broker", _BROKER), ("database", _DATABASE), ("store", _STORE)):
        named = service.settings.get(variable, "")
        addresses = [urlsplit(each) for each in Nodes(named).in_turn()] if named else []
        open_to = [each for each in addresses if not _is_here(each) and not _is_checked(each)]
        if open_to:
            hosts = ", ".join(sorted({each.hostname or "?" for each in open_to}))
            found.append(
                warning(f"way_to_{check}", f"not by TLS that is checked: {hosts}", _advice(check))
            )
        elif addresses:
            found.append(fine(f"way_to_{check}", "on this machine, or by TLS"))
    return found


def _is_here(address: SplitResult) -> bool:
    host = address.hostname or ""
    if not host or host == "localhost":  # without a host: PostgreSQL's own socket
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_checked(address: SplitResult) -> bool:
    if address.scheme in ("amqps", "https"):
        return True
    return parse_qs(address.query).get("sslmode", [""])[-1] in _CHECKED


def _advice(check: str) -> str:
    return {
        "broker": "amqps:// in KONTOR_AMQP_URL, or a network that nobody else is in",
        "database": "?sslmode=verify-full&sslrootcert=… in KONTOR_DATABASE_URL, or such a network",
        "store": "https:// in KONTOR_S3_URL, or such a network",
    }[check]
