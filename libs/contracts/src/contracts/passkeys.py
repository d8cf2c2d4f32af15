"""Passkeys as browsers speak of them: the JSON forms of Web Authentication (WebAuthn Level 3)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Base64Url = Annotated[
    str, msgspec.Meta(min_length=1, max_length=16_384, pattern="^[A-Za-z0-9_-]+$")
]
CredentialType = Literal["public-key"]
PasskeyName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class PasskeyDescriptor(msgspec.Struct, frozen=True, kw_only=True):
    """One passkey that may be used, or is there already."""

    id: Base64Url
    type: CredentialType = "public-key"
    transports: tuple[str, ...] = ()


class PasskeyRequest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a browser is asked for: `PublicKeyCredentialRequestOptionsJSON`.

    The challenge is good once, for five minutes.
    """

    challenge: Base64Url
    rp_id: str
    timeout: int
    """Milliseconds."""
    user_verification: Literal["required", "preferred"]
    allow_credentials: tuple[PasskeyDescriptor, ...] = ()
    """Empty: any passkey that the device keeps for this portal."""


class RelyingPartyName(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a passkey is made."""

    id: str
    name: str


class PasskeyUser(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Whose passkey it is; `id` is no personal data."""

    id: Base64Url
    name: str
    display_name: str


class PasskeyAlgorithm(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of key that is taken, by its COSE number."""

    alg: int
    type: CredentialType = "public-key"


class AuthenticatorWishes(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the authenticator must be able to do."""

    resident_key: Literal["required"] = "required"
    require_resident_key: bool = True
    user_verification: Literal["required"] = "required"


class PasskeyCreation(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a browser is to make: `PublicKeyCredentialCreationOptionsJSON`."""

    rp: RelyingPartyName
    user: PasskeyUser
    challenge: Base64Url
    pub_key_cred_params: tuple[PasskeyAlgorithm, ...]
    timeout: int
    """Milliseconds."""
    exclude_credentials: tuple[PasskeyDescriptor, ...] = ()
    authenticator_selection: AuthenticatorWishes = AuthenticatorWishes()
    attestation: Literal["none"] = "none"


class AttestationResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator says about a key that it has made."""

    client_data: Base64Url = msgspec.field(name="clientDataJSON")
    attestation_object: Base64Url = msgspec.field(name="attestationObject")
    transports: tuple[str, ...] = ()


class PasskeyAttestation(msgspec.Struct, frozen=True, kw_only=True):
    """A new passkey, as `PublicKeyCredential.toJSON()` writes it; what is not named is not read."""

    id: Base64Url
    raw_id: Base64Url = msgspec.field(name="rawId")
    type: CredentialType
    response: AttestationResponse


class AssertionResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator signed."""

    client_data: Base64Url = msgspec.field(name="clientDataJSON")
    authenticator_data: Base64Url = msgspec.field(name="authenticatorData")
    signature: Base64Url
    user_handle: Base64Url | None = msgspec.field(name="userHandle", default=None)


class PasskeyAssertion(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey's answer, as `PublicKeyCredential.toJSON()` writes it."""

    id: Base64Url
    raw_id: Base64Url = msgspec.field(name="rawId")
    type: CredentialType
    response: AssertionResponse


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A person's passkey as he sees it."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
    is_backed_up: bool
    """Kept by the maker of the device as well, so that it outlives the device."""
