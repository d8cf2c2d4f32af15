"""Secrets that we must be able to read again, encrypted at rest under keys outside the database."""

import base64
import secrets
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


class _Key(msgspec.Struct, frozen=True, kw_only=True):
    """A symmetric key as RFC 7517 writes it."""

    kty: Literal["oct"]
    kid: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
    k: str

    def cipher(self) -> AESGCM:
        key = base64.urlsafe_b64decode(self.k + "=" * (-len(self.k) % 4))
        if len(key) != _KEY_BYTES:
            raise ValueError(f"sealing key {self.kid} is not 256 bits long")
        return AESGCM(key)


class _KeySet(msgspec.Struct, frozen=True, kw_only=True):
    keys: Annotated[tuple[_Key, ...], msgspec.Meta(min_length=1)]


class SecretSealer:
    """AES-256-GCM; each secret is bound to whose it is, and names the key that opens it.

    The file is a JWK Set (RFC 7517). Its first key seals; all of them open, so that a new key is
    put first and the older one stays until nothing needs it.
    """

    def __init__(self, keys_file: Path) -> None:
        keys = msgspec.json.decode(keys_file.read_bytes(), type=_KeySet).keys
        self._present_key_id = keys[0].kid
        self._ciphers = {key.kid: key.cipher() for key in keys}

    @property
    def present_prefix(self) -> bytes:
        """What everything begins with that is sealed under the present key."""
        return self._present_key_id.encode() + b":"

    def seal(self, secret: bytes, *, bound_to: bytes) -> bytes:
        """Return `secret` encrypted; only the same `bound_to` opens it again."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = self._ciphers[self._present_key_id]
        return self.present_prefix + nonce + cipher.encrypt(nonce, secret, bound_to)

    def open(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """Return the secret; what was changed, or belongs to somebody else, does not open.

        Raises:
            cryptography.exceptions.InvalidTag: it was changed, or is bound to something else.
            KeyError: the key is not in the file.
        """
        key_id, _, rest = sealed.partition(b":")
        cipher = self._ciphers[key_id.decode()]
        return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], bound_to)
