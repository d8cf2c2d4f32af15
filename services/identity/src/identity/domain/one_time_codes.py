"""One-time codes of an authenticator app (TOTP, RFC 6238): six digits, another every 30 seconds."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

STEP_SECONDS = 30
# The clocks of two machines differ, and typing takes time (RFC 6238, 5.2 allows one step).
TOLERATED_STEPS = 1
# Long enough to fetch the phone and install an app.
ENROLMENT_VALID = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class TotpFactor:
    """A person's app as stored; `last_step` is the step of the newest code that was used."""

    person_id: UUID
    sealed_secret: bytes
    begun_at: datetime
    confirmed_at: datetime | None
    last_step: int

    def may_be_confirmed(self, now: datetime) -> bool:
        """Whether the enrolment is still open."""
        return self.confirmed_at is None and now < self.begun_at + ENROLMENT_VALID


def owner_of_totp_secret(person_id: UUID) -> bytes:
    """Return what the stored secret is bound to: moved to another person it does not open."""
    return b"totp:" + person_id.bytes


def new_totp_secret() -> str:
    """Return a new secret of 160 bits (RFC 4226, 4), in the base 32 that apps read."""
    return pyotp.random_base32()


def otpauth_url(secret: str, *, account: str, issuer: str) -> str:
    """Return the address that an authenticator app reads from a QR code."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    return totp.provisioning_uri(name=account, issuer_name=issuer)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """Return the time step whose code was typed, the present one or a neighbour; None if none."""
    digits = typed.replace(" ", "").replace("-", "")
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    matches = [
        step
        for step in range(present - TOLERATED_STEPS, present + TOLERATED_STEPS + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode())
    ]
    return matches[-1] if matches else None
