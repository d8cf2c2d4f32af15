"""The portal as browsers and authenticators know it (WebAuthn): what it asks, what it believes."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException

from contracts.passkeys import (
    PasskeyAlgorithm,
    PasskeyAssertion,
    PasskeyAttestation,
    PasskeyCreation,
    PasskeyDescriptor,
    PasskeyRequest,
    PasskeyUser,
    RelyingPartyName,
)
from identity.domain.passkeys import CHALLENGE_VALID, Challenge, StoredPasskey
from identity.domain.people import Person

_EDDSA, _ES256, _RS256 = -8, -7, -257  # RFC 9053, RFC 8812
_ALGORITHMS = tuple(PasskeyAlgorithm(alg=number) for number in (_EDDSA, _ES256, _RS256))
# What the library lets rise from the depths of a broken answer, besides its own errors; found by
# changing bytes of good ones.
_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError)
_TIMEOUT_MILLISECONDS = int(CHALLENGE_VALID.total_seconds() * 1000)


class _ClientData(msgspec.Struct, frozen=True):
    challenge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCredential:
    """A key that an authenticator has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_backed_up: bool


class RelyingParty:
    """Asks and checks for one portal; a passkey made for another host answers nothing here."""

    def __init__(self, *, portal_url: str, name: str) -> None:
        parts = urlsplit(portal_url)
        self._id = parts.hostname or ""
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._name = name

    def creation(
        self, person: Person, challenge: Challenge, known: Iterable[StoredPasskey]
    ) -> PasskeyCreation:
        """Return what a browser is to make: a key that the device finds by itself and guards.

        The person is named by an id that means nothing outside.
        """
        return PasskeyCreation(
            rp=RelyingPartyName(id=self._id, name=self._name),
            user=PasskeyUser(
                id=_text(person.id.bytes), name=person.email, display_name=person.name
            ),
            challenge=_text(challenge.value),
            pub_key_cred_params=_ALGORITHMS,
            timeout=_TIMEOUT_MILLISECONDS,
            exclude_credentials=tuple(map(_descriptor, known)),
        )

    def request(
        self, challenge: Challenge, allowed: Iterable[StoredPasskey] = ()
    ) -> PasskeyRequest:
        """Return what a browser is asked for; alone, a passkey must have verified its person."""
        return PasskeyRequest(
            challenge=_text(challenge.value),
            rp_id=self._id,
            timeout=_TIMEOUT_MILLISECONDS,
            user_verification="required" if challenge.purpose == "sign_in" else "preferred",
            allow_credentials=tuple(map(_descriptor, allowed)),
        )

    def check_new(
        self, attestation: PasskeyAttestation, challenge: Challenge
    ) -> NewCredential | None:
        """Return the key when it was made for this portal as asked, else None."""
        credential = _as_json(attestation)
        try:
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge.value,
                expected_rp_id=self._id,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except _BROKEN:
            return None
        return NewCredential(
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            is_backed_up=verified.credential_backed_up,
        )

    def check_answer(
        self, assertion: PasskeyAssertion, challenge: Challenge, passkey: StoredPasskey
    ) -> int | None:
        """Return the authenticator's count when the passkey signed as asked, else None.

        Whether the count is a new one is for the store to decide: of two at once one is late.
        """
        try:
            verified = verify_authentication_response(
                credential=_as_json(assertion),
                expected_challenge=challenge.value,
                expected_rp_id=self._id,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,
                require_user_verification=challenge.purpose == "sign_in",
            )
        except _BROKEN:
            return None
        return verified.new_sign_count


def challenge_in(answer: PasskeyAssertion | PasskeyAttestation) -> bytes:
    """Return the challenge that the browser says it answers; empty when it says none."""
    try:
        said = msgspec.json.decode(_bytes(answer.response.client_data), type=_ClientData)
        return _bytes(said.challenge)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return b""


def credential_id_in(answer: PasskeyAssertion) -> bytes:
    """Return which passkey the browser says it is; empty when that cannot be read."""
    try:
        return _bytes(answer.raw_id)
    except ValueError:
        return b""


def user_handle_in(answer: PasskeyAssertion) -> bytes | None:
    """Return whose passkey the device says it is, None if it says nothing."""
    handle = answer.response.user_handle
    try:
        return None if handle is None else _bytes(handle)
    except ValueError:
        return b""


def _descriptor(passkey: StoredPasskey) -> PasskeyDescriptor:
    return PasskeyDescriptor(id=_text(passkey.credential_id), transports=passkey.transports)


def _as_json(answer: PasskeyAssertion | PasskeyAttestation) -> dict[str, Any]:
    """Return what the library reads; what it reads besides, it would only stumble over."""
    found: dict[str, Any] = msgspec.to_builtins(answer)
    found["response"].pop("transports", None)
    return found


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
