"""The signature on protocols of support sessions: put there by identity, checked by anybody.

A compact JWS (RFC 7515) with the key that signs principals; its own type and audience keep either
from being taken for the other.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

import msgspec
import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from chassis.principal import ALGORITHM
from contracts.support_protocol import SignedProtocol, SupportProtocol

TYPE = "kontor-support-protocol+jws"
_SEGMENTS = 3


class ProtocolSigner:
    """Signs protocols; only identity holds the private key."""

    def __init__(self, private_key_file: Path) -> None:
        self._key = OKPKey.import_key(msgspec.json.decode(private_key_file.read_bytes()))

    def sign(self, protocol: SupportProtocol) -> SignedProtocol:
        """Return the protocol signed; the same one gives the same signature (RFC 8032)."""
        header = {"alg": ALGORITHM, "kid": self._key.kid or "1", "typ": TYPE}
        payload = rfc8785.dumps(msgspec.json.decode(msgspec.json.encode(protocol)))
        text = jws.serialize_compact(header, payload, self._key, algorithms=[ALGORITHM])
        return SignedProtocol(jws=text, sha256=sha256_of(text))


class NotGenuine(Exception):
    """A text is no protocol that identity has signed; the message says why."""


def sha256_of(text: str) -> str:
    """Return the digest under which the audit trail keeps a signed protocol."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_protocol(text: str, public_keys_file: Path) -> SupportProtocol:
    """Return the protocol in a compact JWS.

    Raises:
        NotGenuine: names what is wrong: the form, the type, the key, the signature, the content.
    """
    keys = KeySet.import_key_set(msgspec.json.decode(public_keys_file.read_bytes()))
    _require_header(text, keys)
    try:
        signed = jws.deserialize_compact(text, keys, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise NotGenuine(
            "the signature does not fit: the text was changed, or somebody else signed it"
        ) from error
    try:
        content = msgspec.json.decode(signed.payload)
        is_canonical = rfc8785.dumps(content) == signed.payload
        protocol = msgspec.convert(content, SupportProtocol)
    except (msgspec.MsgspecError, rfc8785.CanonicalizationError) as error:
        raise NotGenuine(f"the content is none of a protocol: {error}") from error
    if not is_canonical:
        raise NotGenuine("the content is not in canonical form (RFC 8785)")
    return protocol


def _require_header(text: str, keys: KeySet) -> None:
    segments = text.split(".")
    if len(segments) != _SEGMENTS:
        raise NotGenuine(f"not a compact JWS: {len(segments)} parts instead of {_SEGMENTS}")
    try:
        header = _header_in(segments[0])
    except (ValueError, msgspec.MsgspecError) as error:
        raise NotGenuine("the header cannot be read") from error
    if header.get("typ") != TYPE:
        raise NotGenuine(f"signed as {header.get('typ') or 'something else'}, not as {TYPE}")
    if header.get("alg") != ALGORITHM:
        raise NotGenuine(f"signed with {header.get('alg')}, not with {ALGORITHM}")
    if header.get("kid") not in {key.kid for key in keys.keys}:
        raise NotGenuine(f"signed with the key {header.get('kid')}, which is none of those given")


def _header_in(segment: str) -> dict[str, Any]:
    padded = segment + "=" * (-len(segment) % 4)
    decoder = msgspec.json.Decoder(dict[str, Any])
    return decoder.decode(base64.b64decode(padded, altchars="-_", validate=True))
