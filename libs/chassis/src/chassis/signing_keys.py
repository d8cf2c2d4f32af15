"""Symmetric keys that sign what comes back to us, from a file outside the database."""

import base64
from pathlib import Path
from typing import Annotated, Literal

import msgspec

_SHORTEST_KEY_BYTES = 32


class _Key(msgspec.Struct, frozen=True, kw_only=True):
    """A symmetric key as RFC 7517 writes it."""

    kty: Literal["oct"]
    k: str

    def secret(self) -> bytes:
        secret = base64.urlsafe_b64decode(self.k + "=" * (-len(self.k) % 4))
        if len(secret) < _SHORTEST_KEY_BYTES:
            raise ValueError("a signing key has at least 256 bits")
        return secret


class _KeySet(msgspec.Struct, frozen=True, kw_only=True):
    keys: Annotated[tuple[_Key, ...], msgspec.Meta(min_length=1)]


def read_signing_keys(file: Path) -> list[bytes]:
    """Return the keys of a JWK Set (RFC 7517): the first signs, all of them are believed.

    Raises:
        ValueError: the file holds no such keys.
    """
    return [key.secret() for key in msgspec.json.decode(file.read_bytes(), type=_KeySet).keys]
