"""Seats of a plan: how many people an organisation has, and whether one more may come (MB-21).

A seat is a member, or an invitation that is open: whoever is invited can come in at any moment.
"""

from typing import Annotated
from uuid import UUID

import msgspec

SEATS_CHANGED = "seats_changed"
_Count = Annotated[int, msgspec.Meta(ge=0)]


class Seats(msgspec.Struct, frozen=True, kw_only=True):
    """How many seats an organisation uses; `version` grows with each count."""

    organisation_id: UUID
    version: int
    members: _Count
    invitations: _Count


class SeatsChanged(Seats, frozen=True, kw_only=True):
    """An organisation uses so many seats now; an older version changes nothing."""


class ClaimSeat(Seats, frozen=True, kw_only=True):
    """One more person is to be invited, beside so many. Whoever asks holds the organisation."""
