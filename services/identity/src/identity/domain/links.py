"""Links that prove an address: to choose a new password, to register, to sign in with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from contracts.accounts import LinkPurpose
from contracts.errors import LinkNotUsable
from contracts.events import Language

PASSWORD_RESET_VALID = timedelta(minutes=60)
REGISTRATION_VALID = timedelta(hours=24)
EMAIL_CHANGE_VALID = timedelta(hours=24)
VALID_FOR: dict[LinkPurpose, timedelta] = {
    "password_reset": PASSWORD_RESET_VALID,
    "registration": REGISTRATION_VALID,
    "email_change": EMAIL_CHANGE_VALID,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """The signed-in person who asked for a link, and the session in which he did."""

    person_id: UUID
    session_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class MailedLink:
    """One link as stored; its secret is known only to whoever reads the mailbox."""

    id: UUID
    purpose: LinkPurpose
    email: str
    email_key: str
    language: Language
    created_at: datetime
    expires_at: datetime
    asker: Asker | None = None
    end: Literal["used", "replaced"] | None = None

    def require_usable(self, now: datetime) -> None:
        """Return when the link may still be used.

        Raises:
            LinkNotUsable: it was used or replaced by a newer one, or has expired.
        """
        if self.end is not None:
            raise LinkNotUsable(f"link_{self.end}")
        if now >= self.expires_at:
            raise LinkNotUsable("link_expired")
