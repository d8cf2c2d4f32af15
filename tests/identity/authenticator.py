"""A device with passkeys, in software: makes keys and signs as WebAuthn asks for it."""

import base64
import hashlib
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any, TypeVar

import cbor2
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from contracts.passkeys import (
    PasskeyAssertion,
    PasskeyAttestation,
    PasskeyCreation,
    PasskeyRequest,
)

T = TypeVar("T")

ORIGIN = "https://portal.example.com"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40
_AAGUID = bytes(16)


@dataclass(kw_only=True)
class Device:
    """One device with one passkey; what it says can be bent for a test."""

    origin: str = ORIGIN
    verifies_person: bool = True
    counts: bool = True
    sign_count: int = 0
    user_handle: bytes = b""
    rp_id: str = ""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, asked: PasskeyCreation, **bent: Any) -> PasskeyAttestation:
        """Make a passkey as asked."""
        self.rp_id = bent.get("rp_id", asked.rp.id)
        self.user_handle = _bytes(asked.user.id)
        numbers = self.key.public_key().public_numbers()
        public_key = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        attested = (
            _AAGUID
            + struct.pack(">H", len(self.credential_id))
            + self.credential_id
            + cbor2.dumps(public_key)
        )
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._authenticator_data(_ATTESTED) + attested,
        }
        return _decoded(
            {
                **self._names(),
                "response": {
                    "clientDataJSON": self._client_data("webauthn.create", asked.challenge, bent),
                    "attestationObject": _text(cbor2.dumps(attestation)),
                    "transports": ["internal", "telepathy"],
                },
            },
            PasskeyAttestation,
        )

    def answer(self, asked: PasskeyRequest, **bent: Any) -> PasskeyAssertion:
        """Sign what is asked; a device that counts says one more each time."""
        self.sign_count += 1 if self.counts else 0
        client_data = self._client_data("webauthn.get", asked.challenge, bent)
        authenticator_data = self._authenticator_data(0)
        signed = authenticator_data + hashlib.sha256(_bytes(client_data)).digest()
        return _decoded(
            {
                **self._names(),
                "response": {
                    "clientDataJSON": client_data,
                    "authenticatorData": _text(authenticator_data),
                    "signature": _text(self.key.sign(signed, ec.ECDSA(SHA256()))),
                    "userHandle": _text(bent.get("user_handle", self.user_handle)),
                },
            },
            PasskeyAssertion,
        )

    def _names(self) -> dict[str, Any]:
        name = _text(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}

    def _authenticator_data(self, more_flags: int) -> bytes:
        flags = _PRESENT | more_flags | (_VERIFIED if self.verifies_person else 0)
        digest = hashlib.sha256(self.rp_id.encode()).digest()
        return digest + bytes([flags]) + struct.pack(">I", self.sign_count)

    def _client_data(self, kind: str, challenge: str, bent: dict[str, Any]) -> str:
        said = {
            "type": bent.get("kind", kind),
            "challenge": bent.get("challenge", challenge),
            "origin": bent.get("origin", self.origin),
            "crossOrigin": False,
        }
        return _text(msgspec.json.encode(said))


def _decoded(value: dict[str, Any], wanted: type[T]) -> T:
    """Return the value as it comes in from a browser."""
    return msgspec.json.decode(msgspec.json.encode(value), type=wanted)


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
