"""Where a mail comes back to: an address of its own for each message, which nobody can make up.

The envelope's sender names the message (VERP), signed: what arrives there tells what came back
whatever it looks like inside, and an address that we did not make tells nothing.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from email.headerregistry import Address
from uuid import UUID

from notifications.domain.message import deliverable_address

# Base32 in small letters: relays may change the case of an address, and some do.
_ID_CHARACTERS = 26
_SIGNATURE_BYTES = 15
_SIGNATURE_CHARACTERS = 24
_LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1
LONGEST_NAME = _LONGEST_LOCAL_PART - len("+.") - _ID_CHARACTERS - _SIGNATURE_CHARACTERS


class ReturnPath:
    """Makes and reads return addresses below `address`, for example `bounce@kontor.example`.

    The first of `keys` signs and all of them are believed, so that a new one is put first.
    """

    def __init__(self, *, address: str, keys: Sequence[bytes]) -> None:
        parsed = Address(addr_spec=deliverable_address(address))
        if len(parsed.username) > LONGEST_NAME or "+" in parsed.username:
            raise ValueError(
                f"{address!r}: the part before the @ has at most {LONGEST_NAME} characters, no +"
            )
        if not keys:
            raise ValueError("a return path needs a key")
        self._name = parsed.username.lower()
        self._domain = parsed.domain.lower()
        self._keys = tuple(keys)

    def address_of(self, message_id: UUID) -> str:
        """Return the address to which this message comes back; the same as long as the key is."""
        name, signature = _text(message_id.bytes), _signature(self._keys[0], message_id)
        return f"{self._name}+{name}.{signature}@{self._domain}"

    def is_ours(self, address: str) -> bool:
        """Return whether the address looks like one of ours, whoever made it."""
        local, _, domain = address.strip().lower().rpartition("@")
        return domain == self._domain and local.partition("+")[0] == self._name

    def message_of(self, address: str) -> UUID | None:
        """Return which message comes back at this address, None if we did not make it."""
        if not self.is_ours(address):
            return None
        tail = address.strip().lower().rpartition("@")[0].partition("+")[2]
        name, _, signature = tail.partition(".")
        if len(name) != _ID_CHARACTERS or len(signature) != _SIGNATURE_CHARACTERS:
            return None
        try:
            message_id = UUID(bytes=base64.b32decode(name.upper() + "======"))
        except (binascii.Error, ValueError):
            return None
        # One spelling for each message: the last character of the name holds bits to spare.
        if _text(message_id.bytes) != name:
            return None
        expected = (_signature(key, message_id) for key in self._keys)
        believed = [hmac.compare_digest(each.encode(), signature.encode()) for each in expected]
        return message_id if any(believed) else None


def _signature(key: bytes, message_id: UUID) -> str:
    digest = hmac.digest(key, b"kontor return path 1\0" + message_id.bytes, hashlib.sha256)
    return _text(digest[:_SIGNATURE_BYTES])


def _text(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()
