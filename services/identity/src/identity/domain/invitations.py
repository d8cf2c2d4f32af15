"""Invitations: what the invited person will be once the invitation is accepted (A1)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.errors import InvitationNotUsable
from contracts.identity import InvitationState
from contracts.principal import DataScope, Role, Team
from identity.domain.bookings import Coverage

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

    def under(self, coverage: Coverage, now: datetime) -> "InvitationRecord":
        """Return the invitation with the end that the organisation's contract gives it.

        Nobody comes in after the time that is left to the organisation. In that time whoever has
        the initial link comes in however old it is (SE-71).
        """
        until = coverage.access_until
        if until is None or (self.expires_at <= until and not self._outlives(coverage, now)):
            return self
        return replace(self, expires_at=until)

    def _outlives(self, coverage: Coverage, now: datetime) -> bool:
        return self.is_initial and coverage.has_ended(now)

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

    def require_usable(self, coverage: Coverage, now: datetime) -> None:
        """Return when the invitation may still be accepted.

        Raises:
            InvitationNotUsable: it was accepted or revoked, or has expired; or the organisation's
                contract has ended for good.
        """
        if self.state == "pending":
            coverage.require_running(now)
        state = self.under(coverage, now).state_at(now)
        if state != "pending":
            raise InvitationNotUsable(state)
