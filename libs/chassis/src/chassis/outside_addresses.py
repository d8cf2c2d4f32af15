"""Connections to hosts that strangers name: to the outside world's addresses alone.

For what an organisation may configure itself (its identity provider, its mail server): nothing of
ours, and nothing beside us, is ever reached that way.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

from chassis.blocking import off_the_hub
from chassis.silent_peers import notice_silence

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


def connect_outside(
    host: str, port: int, timeout_seconds: float | None, may_reach: MayReach
) -> socket.socket:
    """Return a connection to `host`, which is resolved once and checked.

    It goes to the address that was checked: a second look-up could give another answer (DNS
    rebinding). A name that resolves to several addresses is refused if one of them is inside:
    nobody honest has such a name.

    Raises:
        OSError: refused, unknown, or not there; who chose the host learns no more.
    """
    # The resolver blocks: under green threads it would hold up the whole process.
    found = off_the_hub(_resolve, host, port)
    addresses = _checked([_address(each) for each in found], may_reach)
    return _connect(addresses, port, timeout_seconds)


def _address(text: str) -> Address:
    return ip_address(text.partition("%")[0])


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except ValueError:
        # A name that is none: a label too long for IDNA, a NUL.
        raise OSError("refused") from None
    return [str(address[0]) for *_, address in found]


def _checked(addresses: list[Address], may_reach: MayReach) -> list[Address]:
    if not addresses or not all(map(may_reach, addresses)):
        raise OSError("refused")
    return addresses


def _connect(addresses: list[Address], port: int, timeout: float | None) -> socket.socket:
    fault = OSError("no address")
    for address in addresses:
        try:
            return notice_silence(socket.create_connection((str(address), port), timeout))
        except OSError as error:
            fault = error
    raise fault
