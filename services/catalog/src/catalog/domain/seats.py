"""Seats of a plan (MB-21): members, and whoever is invited and can come in at any moment."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatCount:
    """How many people an organisation has, and has invited."""

    members: int
    invitations: int

    @property
    def used(self) -> int:
        """Return how many seats that takes: an open invitation holds one."""
        return self.members + self.invitations
