"""The keys that sign return addresses, from a file outside the database."""

import base64
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from notifications.domain.return_path import ReturnPath

_SHORTEST_KEY_BYTES = 32


class _Key(msgspec.Struct, frozen=True, kw_only=True):
    """A symmetric key as RFC 7517 writes it."""

    kty: Literal["oct"]
    k: str

    def secret(self) -> bytes:
        secret = base64.urlsafe_b64decode(self.k + "=" * (-len(self.k) % 4))
        if len(secret) < _SHORTEST_KEY_BYTES:
            raise ValueError("a key for return paths has at least 256 bits")
        return secret


class _KeySet(msgspec.Struct, frozen=True, kw_only=True):
    keys: Annotated[tuple[_Key, ...], msgspec.Meta(min_length=1)]


def read_return_path(address: str | None, keys_file: Path | None) -> ReturnPath | None:
    """Return where mails come back to, None where they come back to the sender himself.

    The file is a JWK Set (RFC 7517): its first key signs, all of them are believed.

    Raises:
        ValueError: one of the two is set without the other, or the address has no room.
    """
    if address is None and keys_file is None:
        return None
    if address is None or keys_file is None:
        raise ValueError("KONTOR_BOUNCE_ADDRESS and KONTOR_BOUNCE_KEYS are set together or not")
    keys = msgspec.json.decode(keys_file.read_bytes(), type=_KeySet).keys
    return ReturnPath(address=address, keys=[key.secret() for key in keys])
