"""Passkeys: keys that a device keeps for its person, and the questions they answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

CHALLENGE_VALID = timedelta(minutes=5)
CHALLENGE_BYTES = 32
# More devices than anybody has; a list that people can still look through.
MOST_PASSKEYS = 20

ChallengePurpose = Literal["register", "sign_in", "second_factor"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPasskey:
    """A passkey as stored; `sign_count` stays 0 with devices that do not count."""

    id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    transports: tuple[str, ...]
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Challenge:
    """A question that only the holder of a passkey can answer; good once.

    `asked_in` is the session or the pending sign-in in which it was asked. Both are None when
    nobody is known yet.
    """

    value: bytes
    purpose: ChallengePurpose
    person_id: UUID | None = None
    asked_in: UUID | None = None


def new_challenge(
    purpose: ChallengePurpose, *, person_id: UUID | None = None, asked_in: UUID | None = None
) -> Challenge:
    """Return a fresh question of 256 random bits."""
    return Challenge(
        value=secrets.token_bytes(CHALLENGE_BYTES),
        purpose=purpose,
        person_id=person_id,
        asked_in=asked_in,
    )
