"""Signs mails for their sender's domain (DKIM, RFC 6376): relaxed/relaxed, rsa-sha256."""

import base64
import hashlib
import re
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from process.settings import SettingsError

_SHORTEST_KEY_BITS = 2048  # RFC 8301 3.2 asks for that much of new keys
# All of these are signed where they stand, and once more as not being there again: nobody can put a
# second one in front of ours. RFC 8058 (4) demands it of both headers for unsubscribing.
_SIGNED = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
)
_BLANKS = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_LINE = 72


class DkimSigner:
    """Signs with one key; the same mail of the same instant always gets the same signature."""

    def __init__(self, key: RSAPrivateKey, *, domain: str, selector: str) -> None:
        if key.key_size < _SHORTEST_KEY_BITS:
            raise ValueError(f"a DKIM key has at least {_SHORTEST_KEY_BITS} bits")
        self._key = key
        self._domain = domain
        self._selector = selector

    def sign(self, mail: bytes, at: datetime) -> bytes:
        """Return the mail with its signature in front; its lines end with CRLF."""
        head, _, body = mail.partition(b"\r\n\r\n")
        headers = _headers_of(head)
        names = [name for name in _SIGNED for _ in range(_count(headers, name) + 1)]
        unsigned = self._unsigned(names, body, at)
        data = b"".join(_canonical(header) + b"\r\n" for header in _chosen(headers, names))
        data += _canonical(unsigned)
        signature = base64.b64encode(self._key.sign(data, PKCS1v15(), hashes.SHA256()))
        return unsigned + _folded(signature) + b"\r\n" + mail

    def _unsigned(self, names: list[str], body: bytes, at: datetime) -> bytes:
        digest = base64.b64encode(hashlib.sha256(_canonical_body(body)).digest()).decode()
        listed = ":\r\n  ".join(":".join(group) for group in _groups(names))
        return (
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
            f" d={self._domain}; s={self._selector}; t={int(at.timestamp())};\r\n"
            f" h={listed};\r\n"
            f" bh={digest};\r\n"
            f" b="
        ).encode()


def read_dkim_signer(
    key_file: Path | None, selector: str | None, *, domain: str
) -> DkimSigner | None:
    """Return what signs with the key in a PEM file, None where the relay signs or nobody does.

    Raises:
        SettingsError, ValueError: one of the two is set without the other, or the file holds no RSA
            key that is long enough.
    """
    if key_file is None and selector is None:
        return None
    if key_file is None or selector is None:
        raise SettingsError("KONTOR_DKIM_KEY and KONTOR_DKIM_SELECTOR are set together or not")
    key = load_pem_private_key(key_file.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise SettingsError("KONTOR_DKIM_KEY: an RSA key, as receivers everywhere can check")
    return DkimSigner(key, domain=domain, selector=selector)


def new_dkim_key() -> tuple[str, str]:
    """Return a new key as a PEM file has it, and the record that publishes its public part."""
    key = generate_private_key(public_exponent=65537, key_size=_SHORTEST_KEY_BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode(), f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def _headers_of(head: bytes) -> list[tuple[str, bytes]]:
    """Return the headers in their order, each with its name in small letters, and unfolded."""
    lines = _FOLD.sub(b"", head).split(b"\r\n")
    return [(line.partition(b":")[0].strip().lower().decode("ascii"), line) for line in lines]


def _count(headers: list[tuple[str, bytes]], name: str) -> int:
    return sum(known == name for known, _ in headers)


def _chosen(headers: list[tuple[str, bytes]], names: list[str]) -> list[bytes]:
    """Return the headers that are signed: of a name the last first (RFC 6376 5.4.2)."""
    left: dict[str, list[bytes]] = {}
    for name, header in headers:
        left.setdefault(name, []).append(header)
    return [left[name].pop() for name in names if left.get(name)]


def _canonical(header: bytes) -> bytes:
    """Return a header as RFC 6376 3.4.2 writes it, without its line end."""
    name, _, value = _FOLD.sub(b"", header).partition(b":")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", value).strip(b" \t")


def _canonical_body(body: bytes) -> bytes:
    """Return a body as RFC 6376 3.4.4 writes it."""
    lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _groups(names: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for name in names:
        if sum(len(each) + 1 for each in groups[-1]) + len(name) > _LINE:
            groups.append([])
        groups[-1].append(name)
    return groups


def _folded(text: bytes) -> bytes:
    return b"\r\n ".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
