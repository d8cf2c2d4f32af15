"""The TLS proxy of `deploy/proxy`, on loopback, with a certificate that is thrown away."""

import re
import socket
import ssl
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from chassis.testing import free_port
from tests.deploy.conftest import ROOT
from tests.waiting import until

HOST = "portal.example.com"
FOLDER = ROOT / "deploy/proxy"
_VARIABLE = re.compile(r"\$\{(KONTOR_[A-Z_]+)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class TlsProxy:
    """A running proxy."""

    folder: Path
    http_port: int
    https_port: int
    status_port: int
    certificate: Path

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


@dataclass(frozen=True, kw_only=True, slots=True)
class Handshake:
    """What was agreed upon."""

    protocol: str
    cipher: str
    certificate: x509.Certificate


def rendered(template: str, variables: Mapping[str, str]) -> str:
    """Return the template as `envsubst` leaves it with the variables KONTOR_… alone."""
    return _VARIABLE.sub(lambda found: variables[found[1]], template)


def make_certificate(folder: Path, *, bits: int = 2048) -> tuple[Path, Path]:
    """Return the files of a certificate for `HOST` and of its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "tls.crt", folder / "tls.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def write_settings(folder: Path, gateway_port: int, *, bits: int = 2048) -> TlsProxy:
    """Put the two files that operators mount into `folder`, with a certificate and free ports."""
    certificate, key = make_certificate(folder, bits=bits)
    proxy = TlsProxy(
        folder=folder,
        http_port=free_port(),
        https_port=free_port(),
        status_port=free_port(),
        certificate=certificate,
    )
    variables = {
        "KONTOR_HOST": HOST,
        "KONTOR_HTTP_LISTEN": f"127.0.0.1:{proxy.http_port}",
        "KONTOR_HTTPS_LISTEN": f"127.0.0.1:{proxy.https_port}",
        "KONTOR_STATUS_LISTEN": f"127.0.0.1:{proxy.status_port}",
        "KONTOR_TLS_CERTIFICATE": str(certificate),
        "KONTOR_TLS_KEY": str(key),
        "KONTOR_ACME_FOLDER": str(folder / "acme"),
        "KONTOR_CONNECTIONS_PER_ADDRESS": "20",
        "KONTOR_RESOLVER": "127.0.0.1",
        "KONTOR_GATEWAY": f"127.0.0.1:{gateway_port}",
    }
    (folder / "conf.d").mkdir()
    template = (FOLDER / "kontor.conf.template").read_text()
    (folder / "conf.d/kontor.conf").write_text(rendered(template, variables))
    (folder / "nginx.conf").write_text((FOLDER / "nginx.conf").read_text())
    return proxy


def command(nginx: Path, proxy: TlsProxy, *more: str) -> list[str]:
    """Return the command that starts it, as in compose."""
    folder = proxy.folder
    return [str(nginx), "-p", f"{folder}/", "-c", f"{folder}/nginx.conf", "-e", "stderr", *more]


@contextmanager
def running(nginx: Path, proxy: TlsProxy) -> Iterator[None]:
    """Run the proxy."""
    with (proxy.folder / "log").open("wb") as log:
        process = subprocess.Popen(command(nginx, proxy), stdout=log, stderr=log)  # noqa: S603 - a fixed command
    try:
        until(lambda: process.poll() is not None or _answers(proxy.https_port), seconds=30)
        assert process.poll() is None, proxy.log
        yield
    finally:
        process.terminate()
        process.wait(30)


def shake_hands(
    proxy: TlsProxy,
    *,
    version: ssl.TLSVersion | None = None,
    ciphers: str = "ALL:@SECLEVEL=0",
    name: str = HOST,
) -> Handshake:
    """Return what proxy and client agree on.

    Raises:
        ssl.SSLError, ConnectionError: nothing.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        # Python warns of the old versions, which we ask for to see them refused.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version or ssl.TLSVersion.TLSv1
        context.maximum_version = version or ssl.TLSVersion.MAXIMUM_SUPPORTED
    with (
        socket.create_connection(("127.0.0.1", proxy.https_port), timeout=30) as connection,
        context.wrap_socket(connection, server_hostname=name) as secured,
    ):
        certificate = secured.getpeercert(binary_form=True)
        agreed = secured.cipher()
        assert certificate is not None
        assert agreed is not None
        return Handshake(
            protocol=str(secured.version()),
            cipher=agreed[0],
            certificate=x509.load_der_x509_certificate(certificate),
        )


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False
