"""`amqps://`: who answers is checked, and a broker that hangs cannot hold the call either."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kontor_publisher import NotConfirmed, Refused
from tests.broker_tls import amqps, certificate_for_loopback, in_tls
from tests.publisher.documents import PDF, an_invoice
from tests.publisher.inbox import Inbox
from tests.publisher.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_for_loopback(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls_proxy(amqp_url: str, certificate: Path) -> Iterator[TcpProxy]:
    with in_tls(amqp_url, certificate) as proxy:
        yield proxy


@pytest.fixture
def amqps_url(amqp_url: str, tls_proxy: TcpProxy) -> str:
    return amqps(amqp_url, tls_proxy.port)


def test_a_document_is_confirmed_over_tls(
    amqps_url: str, certificate: Path, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(amqps_url, ca_file=certificate)

    receipt = publisher.publish_document(PDF, **an_invoice())

    assert receipt.state == "confirmed"
    assert len(inbox) == 1


def test_an_unknown_certificate_is_not_trusted_with_the_password(
    amqps_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(amqps_url)

    with pytest.raises(Refused, match="certificate is not trusted"):
        publisher.publish_document(PDF, **an_invoice())

    assert len(inbox) == 0


def test_a_certificate_for_another_host_is_not_trusted(
    amqps_url: str, certificate: Path, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    elsewhere = amqps_url.replace("@127.0.0.1:", "@localhost:")
    publisher = publisher_of(elsewhere, ca_file=certificate)

    with pytest.raises(Refused, match="certificate is not trusted"):
        publisher.publish_document(PDF, **an_invoice())

    assert len(inbox) == 0


@pytest.mark.parametrize("content", [PDF, PDF.ljust(1024 * 1024)], ids=["small", "large"])
def test_a_broker_that_stops_answering_cannot_hold_the_call_over_tls(
    *,
    content: bytes,
    amqps_url: str,
    certificate: Path,
    tls_proxy: TcpProxy,
    inbox: Inbox,
    publisher_of: MakePublisher,
) -> None:
    publisher = publisher_of(amqps_url, ca_file=certificate, deadline_seconds=1)
    publisher.publish_document(PDF, **an_invoice(number="before"))
    tls_proxy.become("dead")
    started = time.monotonic()

    with pytest.raises(NotConfirmed):
        publisher.publish_document(content, **an_invoice())
    publisher.close()

    assert time.monotonic() - started < 20  # the kernel alone would try for minutes
    assert len(inbox) == 1
