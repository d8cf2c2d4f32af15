"""The broker of the tests, spoken to by TLS: a certificate, and a proxy that has it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.publisher.tcp_proxy import TcpProxy


def certificate_for_loopback(folder: Path) -> Path:
    """Return a file with a key and a certificate that it signed itself, for 127.0.0.1 alone."""
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
    file = folder / "broker.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def in_tls(amqp_url: str, certificate: Path) -> TcpProxy:
    """Return a proxy to the broker that speaks TLS with whoever calls."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    address = urlsplit(amqp_url)
    return TcpProxy(address.hostname or "", address.port or 5672, tls=context)


def amqps(amqp_url: str, port: int, host: str = "127.0.0.1") -> str:
    """Return the address of the same broker behind such a proxy."""
    address = urlsplit(amqp_url)
    login = address.netloc.rpartition("@")[0]
    return urlunsplit(address._replace(scheme="amqps", netloc=f"{login}@{host}:{port}"))
