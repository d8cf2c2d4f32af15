"""What a contract comes to, day by day: its alarm, its stages, and when what ends (DW-37 to 47)."""

from datetime import date
from typing import Literal, get_args
from uuid import UUID

import msgspec

from contracts.money import Money

ReasonKind = Literal["ended", "notice_given", "period_ends"]
"""Why a contract is in the alarm (DW-38): criteria 1, 2 and 3 of the view."""
REASON_KINDS: tuple[ReasonKind, ...] = get_args(ReasonKind)
Stage = Literal[30, 60, 90, 120]
STAGES: tuple[Stage, ...] = get_args(Stage)
DeletionState = Literal["none", "ahead", "open", "past"]
EntryKind = Literal[
    "starts",
    "notice_given",
    "stage",
    "period_ends",
    "renews",
    "free_reactivation_ends",
    "ends",
    "ftp_locks",
    "export_reminder",
    "portal_closes",
    "reactivation_ends",
    "deletion_window",
]


class AlarmReason(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion that a contract meets today, and the day that it hangs on.

    `on` is the last day of the contract, the day of the notice, or the last day of the period;
    `days` lie between it and today. `mark` is what somebody acknowledges: it changes with the
    stage and with the day, so that the next stage is news again.
    """

    kind: ReasonKind
    on: date
    days: int
    stage: Stage | None = None
    mark: str


class Reactivation(msgspec.Struct, frozen=True, kw_only=True):
    """A contract can be taken up again, until when, and until when without a fee (DW-43).

    `fee` is None while it is free, and where the contract names none: then it is agreed upon.
    """

    is_free: bool
    free_through: date | None
    through: date
    fee: Money | None = None


class DeletionWindow(msgspec.Struct, frozen=True, kw_only=True):
    """The days between which a cloud system is deleted after its contract ended (DW-41)."""

    first: date
    last: date


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What happens with the contract on a day, or from a day until another one."""

    kind: EntryKind
    on: date
    until: date | None = None
    stage: Stage | None = None


class ContractDay(msgspec.Struct, frozen=True, kw_only=True):
    """How a contract stands on one day, from what is known of it."""

    is_running: bool
    period_ends_on: date | None
    renews_on: date | None
    alarm_reasons: tuple[AlarmReason, ...]
    reactivation: Reactivation | None
    is_ftp_open: bool
    is_portal_open: bool
    """As far as this contract goes; another one of the customer may keep the portal open."""
    deletion: DeletionState


class ContractTimeline(msgspec.Struct, frozen=True, kw_only=True):
    """All that happens with a contract, in order, and how it stands on the day asked about."""

    contract_id: UUID
    as_of: date
    entries: tuple[TimelineEntry, ...]
    day: ContractDay
