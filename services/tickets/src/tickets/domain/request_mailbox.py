"""Addresses and thread ids that say which request a mail is about, and that nobody can make up.

A reply address is `<name>+<request>.<signature>@<domain>`, signed for the one person who got it: it
is worth nothing to anybody else. A thread id stands among the References of each mail about a
request, so that a reply is known whose address a mail program has changed.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

# Base32 in small letters: relays may change the case of an address, and some do.
_ID_CHARACTERS = 26
_SIGNATURE_BYTES = 15
_SIGNATURE_CHARACTERS = 24
_LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1
LONGEST_NAME = _LONGEST_LOCAL_PART - len("+.") - _ID_CHARACTERS - _SIGNATURE_CHARACTERS
_TOKEN = (
    rf"(?P<id>[a-z2-7]{{{_ID_CHARACTERS}}})\.(?P<signature>[a-z2-7]{{{_SIGNATURE_CHARACTERS}}})"
)
_THREAD = re.compile(rf"<request\.{_TOKEN}@")


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """What a mail says it is about; None is a new request."""

    request_id: UUID | None
    signature: str | None = None
    """Of the reply address; None where the References alone say it."""


class ForgedAddressError(ValueError):
    """The address looks like one of ours and cannot be."""


class RequestMailbox:
    """Makes and reads addresses below `address`, for example `anfragen@kontor.example`.

    The first of `keys` signs and all of them are believed, so that a new one is put first.
    """

    def __init__(self, *, address: str, keys: Sequence[bytes]) -> None:
        name, at, domain = address.strip().lower().rpartition("@")
        if not at or not name or not domain or "+" in name or len(name) > LONGEST_NAME:
            raise ValueError(
                f"{address!r}: the part before the @ has at most {LONGEST_NAME} characters, no +"
            )
        if not keys:
            raise ValueError("a mailbox for requests needs a key")
        self.address = f"{name}@{domain}"
        self._name, self._domain, self._keys = name, domain, tuple(keys)

    def reply_address_of(self, request_id: UUID, person_id: UUID) -> str:
        """Return the address at which this person answers about this request."""
        signature = _signed(self._keys[0], b"reply", request_id, person_id)
        return f"{self._name}+{_text(request_id.bytes)}.{signature}@{self._domain}"

    def thread_id_of(self, request_id: UUID) -> str:
        """Return the Message-ID under which mail programs keep what belongs to this request."""
        signature = _signed(self._keys[0], b"thread", request_id)
        return f"<request.{_text(request_id.bytes)}.{signature}@{self._domain}>"

    def knows(self, address: str) -> bool:
        """Whether mails to this address come here, whoever made it."""
        local, _, domain = address.strip().lower().rpartition("@")
        return domain == self._domain and local.partition("+")[0] == self._name

    def thread_of(self, recipients: Iterable[str], references: str) -> Thread:
        """Return what a mail to these addresses is about, as far as it says.

        Raises:
            ForgedAddressError: it came to an address below ours that we have not made.
        """
        ours = [each.strip().lower() for each in recipients if self.knows(each)]
        for address in ours:
            tail = address.rpartition("@")[0].partition("+")[2]
            if tail:
                return self._of_token(tail)
        for found in _THREAD.finditer(references.lower()):
            request_id = _id_in(found["id"])
            if request_id and self._is_signed(found["signature"], b"thread", request_id):
                return Thread(request_id=request_id)
        return Thread(request_id=None)

    def is_made_for(self, thread: Thread, person_id: UUID) -> bool:
        """Whether we told this person the address; without one it is for all who see it."""
        if thread.request_id is None or thread.signature is None:
            return True
        return self._is_signed(thread.signature, b"reply", thread.request_id, person_id)

    def _of_token(self, tail: str) -> Thread:
        token = re.fullmatch(_TOKEN, tail)
        request_id = _id_in(token["id"]) if token else None
        if token is None or request_id is None:
            raise ForgedAddressError
        return Thread(request_id=request_id, signature=token["signature"])

    def _is_signed(self, signature: str, purpose: bytes, *ids: UUID) -> bool:
        believed = [
            hmac.compare_digest(_signed(key, purpose, *ids), signature) for key in self._keys
        ]
        return any(believed)


def _signed(key: bytes, purpose: bytes, *ids: UUID) -> str:
    said = b"\0".join((b"kontor request mail 1", purpose, *(each.bytes for each in ids)))
    return _text(hmac.digest(key, said, hashlib.sha256)[:_SIGNATURE_BYTES])


def _text(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()


def _id_in(text: str) -> UUID | None:
    try:
        found = UUID(bytes=base64.b32decode(text.upper() + "======"))
    except (binascii.Error, ValueError):
        return None
    # One spelling for each id: its last character holds bits to spare.
    return found if _text(found.bytes) == text else None
