"""Passwords and keys of an installation, made with Python's own library and OpenSSL."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import subprocess

# 128 bits are plenty; letters and digits alone need no quoting anywhere.
_PASSWORD_BYTES = 24
_SALT_BYTES = 4
_ED25519_BYTES = 32


def password() -> str:
    """Return a new password."""
    return secrets.token_hex(_PASSWORD_BYTES)


def symmetric_keys() -> str:
    """Return a JWK Set with one new key of 256 bits."""
    key = {"kty": "oct", "kid": "first", "k": _base64url(os.urandom(32))}
    return json.dumps({"keys": [key]})


def signing_key() -> str:
    """Return a private Ed25519 key as a JWK (RFC 8037); its id is its thumbprint (RFC 7638)."""
    private = openssl("genpkey", "-algorithm", "ed25519", "-outform", "DER")
    public = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", given=private)
    # The last 32 bytes of either form are the key itself (RFC 8410).
    key = {
        "crv": "Ed25519",
        "kty": "OKP",
        "x": _base64url(public[-_ED25519_BYTES:]),
    }
    thumbprint = hashlib.sha256(json.dumps(key, separators=(",", ":"), sort_keys=True).encode())
    return json.dumps(
        key
        | {
            "d": _base64url(private[-_ED25519_BYTES:]),
            "kid": _base64url(thumbprint.digest()),
            "use": "sig",
            "alg": "Ed25519",
        }
    )


def broker_hash(word: str, user: str) -> str:
    """Return a password as RabbitMQ keeps it (rabbit_password_hashing_sha256)."""
    # Its salt follows from both, so that the same password makes the same file.
    salt = hashlib.sha256(f"{user}/{word}".encode()).digest()[:_SALT_BYTES]
    return base64.b64encode(salt + hashlib.sha256(salt + word.encode()).digest()).decode()


def openssl(*words: str, given: bytes = b"") -> bytes:
    """Return what OpenSSL's command line writes.

    Raises:
        CalledProcessError: it fails. FileNotFoundError: it is not installed.
    """
    command = ["openssl", *words]
    return subprocess.run(  # noqa: S603 - our own words
        command, input=given, check=True, capture_output=True
    ).stdout


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
