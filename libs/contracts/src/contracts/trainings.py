"""Seminars: when and where they are held, and who has a place."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.errors import WireError
from contracts.versions import BaseVersion, Version

Place = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Seats = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class FullyBooked(WireError):
    """No place is left at this date."""

    code = "fully_booked"


class NotBookable(WireError):
    """The date has begun or was called off."""

    code = "not_bookable"


class PutSeminarDate(msgspec.Struct, frozen=True, kw_only=True):
    """A date of a seminar as it is from now on; `base_version` is 0 for a new one.

    `place` is where one goes, or the address of an online seminar.
    """

    date_id: UUID
    content_id: UUID
    base_version: BaseVersion
    starts_at: Instant
    ends_at: Instant
    place: Place
    seats: Seats


class CancelSeminarDate(msgspec.Struct, frozen=True, kw_only=True):
    """A date that is called off; who has a place is told."""

    date_id: UUID
    base_version: Version


class SeminarDate(msgspec.Struct, frozen=True, kw_only=True):
    """A date of a seminar as the caller sees it; `version` grows with each change."""

    id: UUID
    content_id: UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    place: str
    seats: int
    free_seats: int
    changed_at: datetime
    is_called_off: bool
    is_bookable: bool
    has_place: bool
    """Whether the caller has booked a place."""


class SeminarDates(msgspec.Struct, frozen=True, kw_only=True):
    """The dates of one seminar that are not over, the next one first."""

    items: tuple[SeminarDate, ...]


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """A date with the title of its seminar, as a calendar takes it in."""

    title: str
    date: SeminarDate


class OwnPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place that the caller has at a seminar."""

    title: str
    date: SeminarDate
    booked_at: datetime


class OwnPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's places at seminars that are not over, the next one first."""

    items: tuple[OwnPlace, ...]


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a place, as he was called when he booked."""

    person_id: UUID
    organisation_id: UUID
    name: str
    email: str
    booked_at: datetime


class Participants(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who has a place at a date, in the order of booking."""

    date: SeminarDate
    items: tuple[Participant, ...]
