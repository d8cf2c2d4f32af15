"""A sign-in whose password was right and whose second factor is still missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

PENDING_SIGN_IN_VALID = timedelta(minutes=10)
TRIES_ALLOWED = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingSignIn:
    """One such sign-in; `tries` counts what was given so far, right or wrong."""

    id: UUID
    person_id: UUID
    organisation_id: UUID | None
    vouched_by: UUID | None
    """Whose identity provider let him in so far, in place of the password."""
    opened_at: datetime
    tries: int

    def is_open(self, now: datetime) -> bool:
        """Whether a second factor may still complete it."""
        return self.tries < TRIES_ALLOWED and now < self.opened_at + PENDING_SIGN_IN_VALID
