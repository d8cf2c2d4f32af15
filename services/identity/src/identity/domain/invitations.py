"""Invitations: what the invited person will be once the invitation is accepted (A1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.errors import InvitationNotUsable
from contracts.identity import InvitationState
from contracts.principal import DataScope, Role, Team

StoredState = Literal["pending", "accepted", "revoked"]


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationRecord:
    """One invitation as stored; its secret is known only to the holder of the link."""

    id: UUID
    organisation_id: UUID
    email: str
    email_key: str
    role: Role
    areas: tuple[str, ...]
    is_initial: bool
    generic_address: bool
    invited_by: str
    reason: str | None
    operator_number: str | None
    team: Team | None
    data_scope: DataScope
    state: StoredState
    created_at: datetime
    expires_at: datetime

    def state_at(self, now: datetime) -> InvitationState:
        """Return the state as people see it: a pending invitation expires by itself."""
        if self.state == "pending" and now >= self.expires_at:
            return "expired"
        return self.state

    def as_audited(self) -> dict[str, str]:
        """Return what the trail keeps of the preset."""
        details = {
            "role": self.role,
            "areas": ",".join(self.areas),
            "data_scope": self.data_scope,
            "is_initial": str(self.is_initial).lower(),
            "generic_address": str(self.generic_address).lower(),
        }
        if self.team:
            details["team"] = self.team
        if self.operator_number:
            details["operator_number"] = self.operator_number
        return details

    def require_open(self) -> None:
        """Return when the invitation was neither accepted nor revoked; it may have expired.

        Raises:
            InvitationNotUsable: it was.
        """
        if self.state != "pending":
            raise InvitationNotUsable(self.state)

    def require_usable(self, now: datetime) -> None:
        """Return when the invitation may still be accepted.

        Raises:
            InvitationNotUsable: it was accepted or revoked, or has expired.
        """
        state = self.state_at(now)
        if state != "pending":
            raise InvitationNotUsable(state)
