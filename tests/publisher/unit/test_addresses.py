"""Where the broker is, out of its URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from kontor_publisher import Publisher
from kontor_publisher.address import parse_address, parse_addresses


def test_an_address_is_read_with_its_escapes() -> None:
    address = parse_address("amqp://erp%2Ddemo:p%40ss@broker.example.com:5673/kontor%2Fa")

    assert (address.user, address.password) == ("erp-demo", "p@ss")
    assert (address.host, address.port) == ("broker.example.com", 5673)
    assert address.virtual_host == "kontor/a"
    assert address.tls is None


@pytest.mark.parametrize("path", ["", "/", "//", "/%2F"])
def test_the_default_virtual_host_is_a_slash(path: str) -> None:
    assert parse_address(f"amqp://erp:demo@broker.example.com{path}").virtual_host == "/"


def test_with_tls_the_hosts_name_is_checked() -> None:
    address = parse_address("amqps://erp:demo@broker.example.com", ca_file=Path("ca.pem"))

    assert address.port == 5671
    assert address.tls == {"server_hostname": "broker.example.com", "ca_certs": "ca.pem"}


def test_an_ipv6_address_keeps_its_brackets() -> None:
    assert parse_address("amqp://erp:demo@[::1]:5672/").host == "[::1]"


@pytest.mark.parametrize(
    "url",
    [
        "http://erp:s3cret@broker.example.com",
        "amqp://erp:s3cret@",
        "amqp://erp:s3cret@broker.example.com:port",
        "amqp://:s3cret@broker.example.com",
        "amqp://erp:s3cret@[broker",
        "broker.example.com",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="address") as refusal:
        parse_address(url)

    assert "s3cret" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_the_nodes_of_a_broker_are_read_in_their_order() -> None:
    nodes = parse_addresses("amqp://erp:demo@one/kontor,amqps://erp:demo@two/kontor")

    assert [(node.host, node.port) for node in nodes] == [("one", 5672), ("two", 5671)]


@pytest.mark.parametrize("second", ["amqp://erp:s3cret@two/other", "amqp://crm:s3cret@two/kontor"])
def test_nodes_of_different_brokers_are_refused(second: str) -> None:
    with pytest.raises(ValueError, match="one user and one virtual host") as refusal:
        parse_addresses(f"amqp://erp:s3cret@one/kontor,{second}")

    assert "s3cret" not in str(refusal.value)


def test_the_password_is_in_no_text_of_an_address() -> None:
    assert "s3cret" not in repr(parse_address("amqp://erp:s3cret@broker.example.com"))


def test_a_portals_address_begins_with_http() -> None:
    with pytest.raises(ValueError, match="http"):
        Publisher(
            "amqp://erp:demo@broker.example.com", "/erp/demo", api_url="portal", api_key="kk_demo"
        )


def test_a_source_is_needed() -> None:
    with pytest.raises(ValueError, match="source"):
        Publisher("amqp://erp:demo@broker.example.com", "")
