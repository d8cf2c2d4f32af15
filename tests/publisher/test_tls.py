"""`amqps://`: who answers is checked, and a broker that hangs cannot hold the call either."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kontor_publisher import NotConfirmed, Refused
from tests.publisher.documents import PDF, an_invoice
from tests.publisher.inbox import Inbox
from tests.publisher.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate that it signed itself, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker.example.com")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(yesterday)
        .not_valid_after(yesterday + timedelta(days=3))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "broker.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls_proxy(amqp_url: str, certificate: Path) -> Iterator[TcpProxy]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    address = urlsplit(amqp_url)
    with TcpProxy(address.hostname or "", address.port or 5672, tls=context) as proxy:
        yield proxy


@pytest.fixture
def amqps_url(amqp_url: str, tls_proxy: TcpProxy) -> str:
    address = urlsplit(amqp_url)
    login = address.netloc.rpartition("@")[0]
    return urlunsplit(
        address._replace(scheme="amqps", netloc=f"{login}@127.0.0.1:{tls_proxy.port}")
    )


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

    assert time.monotonic() - started < 2
    assert len(inbox) == 1
