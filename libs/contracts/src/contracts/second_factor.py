"""What identity is asked about second factors: one-time codes, codes for emergencies, passkeys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import Password, Reason, Token
from contracts.passkeys import Passkey, PasskeyAssertion, PasskeyAttestation, PasskeyName

FactorCode = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
"""As typed: blanks and hyphens do not count."""
Client = Annotated[str, msgspec.Meta(max_length=200)]


class GivenFactor(msgspec.Struct, frozen=True, kw_only=True):
    """One second factor, in one of its forms; `client` is the network address, for rate limits."""

    totp: FactorCode | None = None
    recovery_code: FactorCode | None = None
    passkey: PasskeyAssertion | None = None
    client: Client = ""


class CompleteSignIn(GivenFactor, frozen=True, kw_only=True):
    """The token of a sign-in that awaits a second factor, and exactly one such factor."""

    token: Token


class Proof(GivenFactor, frozen=True, kw_only=True):
    """The present password or a fresh second factor, exactly one of them: it is really me.

    Asked for before anything is changed that makes somebody sign in.
    """

    password: Password | None = None


class TotpEnrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app needs (RFC 6238); nothing is asked for before a code confirms it.

    Shown this once. `otpauth_url` is what a QR code holds; `secret` is for typing it in.
    """

    secret: str
    otpauth_url: str
    expires_at: datetime


class ConfirmTotp(msgspec.Struct, frozen=True, kw_only=True):
    """A code that the app shows, as proof that it has the secret."""

    code: FactorCode


class FactorAdded(msgspec.Struct, frozen=True, kw_only=True):
    """What comes with a new factor.

    `token` replaces the session's token: from now on the session counts as proven by a second
    factor, and the older token is dead. `recovery_codes` come with the first factor; shown once.
    """

    token: str
    recovery_codes: tuple[str, ...] = ()


class PasskeySignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey alone: it counts as both factors. Who is a member of several may name one.

    `client` is the network address, for rate limits.
    """

    credential: PasskeyAssertion
    organisation_id: UUID | None = None
    client: Client = ""


class RegisterPasskey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey that the browser has just made, and what its person calls it."""

    name: PasskeyName
    credential: PasskeyAttestation


class PasskeyAdded(FactorAdded, frozen=True, kw_only=True):
    """A new passkey, with what comes with a new factor."""

    passkey: Passkey


class RenamePasskey(msgspec.Struct, frozen=True, kw_only=True):
    """What a person calls his passkey from now on."""

    passkey_id: UUID
    name: PasskeyName


class RemovePasskey(msgspec.Struct, frozen=True, kw_only=True):
    """The passkey that is to go, and the proof that it is really its person."""

    passkey_id: UUID
    proof: Proof


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """New codes for emergencies, each good once; shown this once, older ones are dead."""

    items: tuple[str, ...]


class SecondFactors(msgspec.Struct, frozen=True, kw_only=True):
    """A person's second factors."""

    totp_since: datetime | None
    recovery_codes_left: int
    is_proven: bool
    """Whether the session that asks was opened with a second factor, or has given one since."""
    passkeys: tuple[Passkey, ...] = ()
    """The oldest first."""


class SecondFactorRule(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an organisation asks its administrators for a second factor."""

    required: bool


class ResetSecondFactors(msgspec.Struct, frozen=True, kw_only=True):
    """A member of an organisation has lost every factor; the vendor's people give a reason."""

    person_id: UUID
    organisation_id: UUID
    reason: Reason
