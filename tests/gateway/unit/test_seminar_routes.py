"""Seminars over HTTP."""

from datetime import UTC, datetime

import httpx
import pytest
from icalendar import Calendar

from contracts.trainings import (
    Appointment,
    CancelSeminarDate,
    FullyBooked,
    OwnPlace,
    OwnPlaces,
    Participant,
    Participants,
    PutSeminarDate,
    SeminarDates,
)
from tests.gateway.content_samples import CONTENT_ID, DATE_ID, NOW, a_date
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio


async def test_dates_places_and_participants_are_told(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    date = a_date(has_place=True)
    services.says("catalog.list_seminar_dates", SeminarDates(items=(date,)))
    services.says(
        "catalog.list_own_places",
        OwnPlaces(items=(OwnPlace(title="Rechnungen", date=date, booked_at=NOW),)),
    )
    participant = Participant(
        person_id=PERSON_ID,
        organisation_id=ORGANISATION_ID,
        name="Max",
        email="max@example.com",
        booked_at=NOW,
    )
    services.says("catalog.list_participants", Participants(date=date, items=(participant,)))

    dates = await signed_in.get(f"/v1/trainings/{CONTENT_ID}/dates")
    own = await signed_in.get("/v1/seminar-places")
    people = await signed_in.get(f"/v1/seminar-dates/{DATE_ID}/participants")

    assert dates.json()["items"][0]["free_seats"] == 2
    assert own.json()["items"][0]["title"] == "Rechnungen"
    assert people.json()["items"][0]["name"] == "Max"


async def test_a_place_is_booked_and_given_back_and_a_full_date_says_so(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.book_seminar", a_date(has_place=True))
    services.says("catalog.give_back_place", a_date())
    address = f"/v1/seminar-dates/{DATE_ID}/place"

    booked = await signed_in.put(address)
    given_back = await signed_in.delete(address)
    services.says("catalog.book_seminar", FullyBooked())
    full = await signed_in.put(address)

    assert [booked.json()["has_place"], given_back.json()["has_place"]] == [True, False]
    assert (full.status_code, full.json()["code"]) == (409, "fully_booked")


async def test_a_calendar_file_keeps_its_name_and_replaces_itself(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    address = f"/v1/seminar-dates/{DATE_ID}/calendar.ics"
    events = []
    for date in (a_date(version=1), a_date(version=2, place="Saal; 3,\r\nX:Y"),
                 a_date(version=3, is_called_off=True)):  # fmt: skip
        services.says("catalog.get_appointment", Appointment(title="Rechnungen", date=date))
        answer = await signed_in.get(address)
        assert answer.headers["content-type"].startswith("text/calendar")
        events += Calendar.from_ical(answer.content).walk("VEVENT")

    assert {str(event["uid"]) for event in events} == {f"{DATE_ID}@kontor"}
    assert [event.decoded("sequence") for event in events] == [0, 1, 2]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[0].decoded("dtstart") == datetime(2026, 4, 1, 7, tzinfo=UTC)
    assert "Seminar-2026-04-01.ics" in answer.headers["content-disposition"]
    assert "x:y" not in {name.lower() for event in events for name in event}


async def test_the_vendors_people_arrange_dates(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.put_seminar_date", a_date())
    services.says("catalog.call_off_date", a_date(is_called_off=True))
    body = {
        "content_id": str(CONTENT_ID),
        "base_version": 0,
        "starts_at": "2026-04-01T09:00:00+02:00",
        "ends_at": "2026-04-01T12:30:00+02:00",
        "place": "Saal 2",
        "seats": 10,
    }

    put = await signed_in.put(f"/v1/seminar-dates/{DATE_ID}", json=body)
    without_zone = await signed_in.put(
        f"/v1/seminar-dates/{DATE_ID}", json=body | {"starts_at": "2026-04-01T09:00:00"}
    )
    called_off = await signed_in.post(
        f"/v1/seminar-dates/{DATE_ID}/call-off", json={"base_version": 2}
    )

    assert [put.status_code, without_zone.status_code, called_off.status_code] == [200, 422, 200]
    (asked,) = services.calls_of("catalog.put_seminar_date")
    wanted = asked.arguments["request"]
    assert isinstance(wanted, PutSeminarDate)
    assert wanted.starts_at == datetime(2026, 4, 1, 7, tzinfo=UTC)
    (asked,) = services.calls_of("catalog.call_off_date")
    assert asked.arguments["request"] == CancelSeminarDate(date_id=DATE_ID, base_version=2)
