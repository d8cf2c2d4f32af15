"""The keys that identity signs and encrypts with, and the list of who may publish."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from joserfc.jwk import KeySet, OctKey, OKPKey

from kontor_local.places import write_private

if TYPE_CHECKING:
    from pathlib import Path

_SYMMETRIC_KEY_BITS = 256

PUBLISHERS = """\
# Which broker user speaks for which CloudEvents sources, and about which customers.

[[publisher]]
user = "erp-demo"
sources = ["/erp/demo"]
customers = "*"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalKeys:
    """Files: the private key (JWK) for identity, the public ones (JWKS) for everybody."""

    private: Path
    public: Path


def principal_keys(home: Path) -> PrincipalKeys:
    """Return the pair in `home`/keys, made there at the first call."""
    keys = PrincipalKeys(
        private=home / "keys/principal-private.json", public=home / "keys/principal-public.json"
    )
    if not keys.public.exists():
        key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"})
        key.ensure_kid()
        write_private(keys.private, json.dumps(key.as_dict(private=True)))
        write_private(keys.public, json.dumps(KeySet([key]).as_dict(private=False)))
    return keys


def sealing_keys(home: Path) -> Path:
    """Return the file of the keys that encrypt secrets at rest, made there at the first call."""
    return _symmetric_keys(home / "keys/sealing.json")


def mail_account_keys(home: Path) -> Path:
    """Return the file of the keys that encrypt the passwords of mail accounts, made once."""
    return _symmetric_keys(home / "keys/mail-accounts.json")


def ftp_keys(home: Path) -> Path:
    """Return the file of the keys that encrypt FTP passwords, made there at the first call."""
    return _symmetric_keys(home / "keys/ftp.json")


def return_path_keys(home: Path) -> Path:
    """Return the file of the keys that sign return addresses, made there at the first call."""
    return _symmetric_keys(home / "keys/return-path.json")


def request_mail_keys(home: Path) -> Path:
    """Return the file of the keys that sign reply addresses, made there at the first call."""
    return _symmetric_keys(home / "keys/request-mail.json")


def evidence_key(home: Path) -> Path:
    """Return the file of the key (JWK) that signs certificates, made there at the first call."""
    file = home / "keys/evidence.json"
    if not file.exists():
        key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"})
        key.ensure_kid()
        write_private(file, json.dumps(key.as_dict(private=True)))
    return file


def _symmetric_keys(file: Path) -> Path:
    if not file.exists():
        key = OctKey.generate_key(_SYMMETRIC_KEY_BITS, {"kid": "first"})
        write_private(file, json.dumps(KeySet([key]).as_dict(private=True)))
    return file


def publishers_file(home: Path) -> Path:
    """Return the list of publishers in `home`, written there at the first call."""
    file = home / "publishers.toml"
    if not file.exists():
        write_private(file, PUBLISHERS)
    return file
