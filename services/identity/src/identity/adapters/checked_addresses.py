"""Connections that go nowhere but to the outside world, whatever a host's name resolves to."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, TypeAlias

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from chassis.blocking import off_the_hub

Address: TypeAlias = IPv4Address | IPv6Address
MayReach: TypeAlias = Callable[[Address], bool]

# All that is given to anybody on the internet so far (RFC 4291 2.4, IANA); the rest is reserved,
# local, or stands for an IPv4 address.
_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
# Special by IANA, and global to the `ipaddress` of older Pythons.
_FURTHER_INSIDE = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
_IPV4_BITS = 0xFFFFFFFF


def is_outside(address: Address) -> bool:
    """Return whether the address is somebody's on the internet, and not of our own network.

    An IPv4 address inside an IPv6 one counts as what it is: mapped (RFC 4291), translated
    (RFC 6052) and 6to4 (RFC 3056) all reach it; Teredo (RFC 4380) is refused.
    """
    if any(address in network for network in _FURTHER_INSIDE):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    inner = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        inner = IPv4Address(int(address) & _IPV4_BITS)
    if inner is not None:
        return is_outside(inner)
    return address in _GLOBAL_UNICAST and address.is_global and address.teredo is None


def is_outside_or_this_machine(address: Address) -> bool:
    """Return the same, and True for the loopback: for development and tests."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback or is_outside(address)


class CheckedAdapter(HTTPAdapter):
    """Resolves a host once and connects to the address that was checked.

    A name that resolves to several addresses is refused if one of them is inside: nobody honest
    has such a name, and a second look-up could give another answer (DNS rebinding). TLS goes by
    the name as ever.
    """

    def __init__(self, may_reach: MayReach) -> None:
        self._may_reach = may_reach
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Have every connection checked; called by requests."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._may_reach)


def _pools(may_reach: MayReach) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _checked_socket(self, may_reach)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _checked_socket(self, may_reach)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _checked_socket(connection: HTTPConnection, may_reach: MayReach) -> socket.socket:
    timeout: Any = connection.timeout
    try:
        # The resolver blocks: under green threads it would hold up the whole process.
        found = off_the_hub(_resolve, connection.host, connection.port)
        addresses = _checked([ip_address(each.partition("%")[0]) for each in found], may_reach)
        return _connect(addresses, connection.port, timeout)
    except OSError:
        # One answer for all: who chose the host learns nothing about what is behind it.
        raise NewConnectionError(connection, "no connection") from None


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _checked(addresses: list[Address], may_reach: MayReach) -> list[Address]:
    if not addresses or not all(map(may_reach, addresses)):
        raise OSError("refused")
    return addresses


def _connect(addresses: list[Address], port: int, timeout: float | None) -> socket.socket:
    fault = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError as error:
            fault = error
    raise fault
