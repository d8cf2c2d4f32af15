"""Seminars over HTTP: their dates, places at them, and the file for one's calendar."""

from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.trainings import (
    CancelSeminarDate,
    Instant,
    OwnPlaces,
    Participants,
    Place,
    PutSeminarDate,
    Seats,
    SeminarDate,
    SeminarDates,
)
from contracts.versions import BaseVersion, Version
from gateway.api.file_headers import saved_as
from gateway.api.seminar_calendar import calendar_of
from gateway.call import Call

CALENDAR = "text/calendar"


class NextSeminarDate(msgspec.Struct, frozen=True, kw_only=True):
    """When and where a seminar is held from now on; `base_version` is 0 for a new date."""

    content_id: UUID
    base_version: BaseVersion
    starts_at: Instant
    ends_at: Instant
    place: Place
    seats: Seats


class SeenVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of the date one has seen."""

    base_version: Version


async def list_seminar_dates(call: Call, content_id: UUID) -> SeminarDates:
    """Return a seminar's dates that are not over, with the seats that are left."""
    return await call.around.catalog.list_seminar_dates(call.context, content_id)


async def list_own_places(call: Call) -> OwnPlaces:
    """Return where the caller has a place."""
    return await call.around.catalog.list_own_places(call.context, call.language)


async def book_seminar(call: Call, date_id: UUID) -> SeminarDate:
    """Book a place for the caller; asking again changes nothing."""
    return await call.around.catalog.book_seminar(call.context, date_id)


async def give_back_place(call: Call, date_id: UUID) -> SeminarDate:
    """Give the caller's place back; asking again changes nothing."""
    return await call.around.catalog.give_back_place(call.context, date_id)


async def get_appointment(call: Call, date_id: UUID) -> Response:
    """Return a date as an iCalendar file; taken in again, it replaces what the calendar has."""
    appointment = await call.around.catalog.get_appointment(call.context, date_id, call.language)
    name = f"{call.texts('seminars.file_name')}-{appointment.date.starts_at.date().isoformat()}.ics"
    return saved_as(calendar_of(appointment, call.around.settings.public_origin), CALENDAR, name)


async def put_seminar_date(call: Call, date_id: UUID, body: NextSeminarDate) -> SeminarDate:
    """Add a date or change it; who has a place is told. For the vendor's people."""
    request = PutSeminarDate(date_id=date_id, **msgspec.structs.asdict(body))
    return await call.around.catalog.put_seminar_date(call.context, request)


async def call_off_date(call: Call, date_id: UUID, body: SeenVersion) -> SeminarDate:
    """Call a date off; who has a place is told. For the vendor's people."""
    request = CancelSeminarDate(date_id=date_id, base_version=body.base_version)
    return await call.around.catalog.call_off_date(call.context, request)


async def list_participants(call: Call, date_id: UUID) -> Participants:
    """Return who has a place at a date; for the vendor's people."""
    return await call.around.catalog.list_participants(call.context, date_id)
