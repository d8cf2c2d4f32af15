"""A seminar's dates: booked by its readers, arranged by the vendor's people."""

import asyncio
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from starlette.responses import Response

from contracts.content import WrittenContentDetail
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.organisation_names import OrganisationNames
from contracts.trainings import (
    FullyBooked,
    NotBookable,
    Place,
    Seats,
    SeminarDate,
    SeminarDates,
)
from contracts.versions import BaseVersion
from gateway.api.content_editing import get_written_content
from gateway.api.decoding import read_values
from gateway.api.seminars import (
    NextSeminarDate,
    SeenVersion,
    book_seminar,
    call_off_date,
    give_back_place,
    list_participants,
    list_seminar_dates,
    put_seminar_date,
)
from gateway.call import Call
from gateway.pages.forms import read_form, shown_again
from gateway.pages.knowledge import KNOWLEDGE, SECTIONS, content_id_in, read_text, text_page
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

DESK = "/desk/content"
_BERLIN = ZoneInfo("Europe/Berlin")
_MENDABLE = (ChangedMeanwhile, FullyBooked, InvalidFields, InvalidInput, NotBookable)
_ACTS = {"book": book_seminar, "give_back": give_back_place}
_DONE = frozenset({"arranged", "called_off"})


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed of a date; its times are those of a clock in Berlin."""

    starts_at: str
    ends_at: str
    place: Place
    seats: Seats
    base_version: BaseVersion = 0


async def act(call: Call) -> Response:
    """Book a place, or give it back."""
    content_id = content_id_in(call)
    form = await read_form(call.request)
    do = _ACTS.get(form.get("do", ""))
    if do is None:
        raise InvalidFields((("do", "not_offered"),))
    try:
        await do(call, date_id_in(call))
    except (FullyBooked, NotBookable) as error:
        section = SECTIONS["seminars"]
        detail, dates = await read_text(call, section)
        return shown_again(call, error, partial(text_page, call, section, detail, dates))
    return redirect(call, f"{KNOWLEDGE}/seminars/{content_id}?done={form['do']}")


async def show_dates(call: Call) -> Response:
    """Show the vendor's people the dates of a seminar, with a form for one of them or a new one."""
    _require_staff(call)
    content, dates = await _arranged(call)
    chosen = call.request.query_params.get("date", "")
    date = next((each for each in dates.items if str(each.id) == chosen), None)
    return _dates_page(call, content, dates, _as_form(date), None)


async def arrange(call: Call) -> Response:
    """Add a date or change it."""
    _require_staff(call)
    content_id = content_id_in(call)
    form = await read_form(call.request)
    try:
        typed = read_values(form, Typed)
        wanted = NextSeminarDate(
            content_id=content_id,
            base_version=typed.base_version,
            starts_at=_instant("starts_at", typed.starts_at),
            ends_at=_instant("ends_at", typed.ends_at),
            place=typed.place,
            seats=typed.seats,
        )
        await put_seminar_date(call, date_id_in(call), wanted)
    except _MENDABLE as error:
        content, dates = await _arranged(call)
        again = form | {"date_id": str(date_id_in(call))}
        return shown_again(call, error, partial(_dates_page, call, content, dates, again))
    return redirect(call, f"{DESK}/{content_id}/dates?done=arranged")


async def call_off(call: Call) -> Response:
    """Call a date off; who has a place is told by mail."""
    _require_staff(call)
    form = await read_form(call.request)
    seen = read_values({"base_version": form.get("base_version", "")}, SeenVersion)
    await call_off_date(call, date_id_in(call), seen)
    return redirect(call, f"{DESK}/{content_id_in(call)}/dates?done=called_off")


async def show_participants(call: Call) -> Response:
    """Show the vendor's people who comes."""
    _require_staff(call)
    content, participants = await asyncio.gather(
        get_written_content(call, content_id_in(call)), list_participants(call, date_id_in(call))
    )
    ids = tuple({each.organisation_id for each in participants.items})
    names = OrganisationNames(items=())
    if ids:
        names = await call.around.identity.name_organisations(call.context, ids)
    return page(
        call,
        "participants.html",
        content=content.content,
        participants=participants,
        names={each.id: each for each in names.items},
    )


def date_id_in(call: Call) -> UUID:
    """Return the date that the address names.

    Raises:
        NotFound: it can be none.
    """
    return id_in(call, "date_id", "seminar_date")


async def _arranged(call: Call) -> tuple[WrittenContentDetail, SeminarDates]:
    content_id = content_id_in(call)
    content, dates = await asyncio.gather(
        get_written_content(call, content_id), list_seminar_dates(call, content_id)
    )
    if content.content.kind != "seminar":
        raise NotFound("seminar")
    return content, dates


def _dates_page(
    call: Call,
    content: WrittenContentDetail,
    dates: SeminarDates,
    form: dict[str, str],
    problem: ProblemDetails | None,
) -> Response:
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "seminar_dates.html",
        status=problem.status if problem else 200,
        content=content.content,
        dates=dates.items,
        form=form,
        problem=problem,
        done=done if done in _DONE and problem is None else None,
    )


def _as_form(date: SeminarDate | None) -> dict[str, str]:
    if date is None:
        return {"date_id": str(uuid4()), "base_version": "0"}
    return {
        "date_id": str(date.id),
        "base_version": str(date.version),
        "starts_at": _as_typed(date.starts_at),
        "ends_at": _as_typed(date.ends_at),
        "place": date.place,
        "seats": str(date.seats),
    }


def _instant(name: str, typed: str) -> datetime:
    """Return what a field for date and time says, which leaves seconds and zone out."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=_BERLIN)
    except ValueError:
        raise InvalidFields(((name, "not_a_date"),)) from None


def _as_typed(instant: datetime) -> str:
    return instant.astimezone(_BERLIN).strftime("%Y-%m-%dT%H:%M")


def _require_staff(call: Call) -> None:
    """Return when the vendor's people ask; customers book elsewhere."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
