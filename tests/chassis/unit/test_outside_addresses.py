"""Which addresses are outside: everything else is our own network, in whatever disguise."""

from ipaddress import ip_address

import pytest

from chassis.outside_addresses import is_outside, is_outside_or_this_machine

INSIDE = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255"),  # noqa: S104 - nothing listens
    *("127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.0.0.8", "192.88.99.1", "192.0.2.1", "192.168.0.1", "192.168.255.255"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    "255.255.255.255",
    # IPv6 of its own kinds
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00::1", "ff02::1", "100::1", "2001:db8::1"),
    *("3fff::1", "5f00::1", "4000::1"),
    # IPv4 inside: mapped, compatible, translated, 6to4, Teredo
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1"),
    *("::127.0.0.1", "::10.0.0.1", "::8.8.8.8", "::ffff:0:10.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::10.0.0.1"),
    *("2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:1::1", "2002:a9fe:a9fe::"),
    *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
)
OUTSIDE = (
    *("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1"),
    *("172.15.255.255", "172.32.0.1", "192.167.255.255", "192.169.0.1", "223.255.255.254"),
    *("2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
    "2002:808:808::",
)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_on_the_internet_is_inside(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_on_the_internet_is_outside(address: str) -> None:
    assert is_outside(ip_address(address))
    assert is_outside_or_this_machine(ip_address(address))


def test_outside_production_only_the_loopback_is_reached_besides() -> None:
    reached = {each for each in INSIDE if is_outside_or_this_machine(ip_address(each))}

    assert reached == {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}
