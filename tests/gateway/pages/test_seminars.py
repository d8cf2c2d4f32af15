"""The pages of seminars: booking, and arranging dates."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.trainings import (
    FullyBooked,
    OwnPlace,
    OwnPlaces,
    Participant,
    Participants,
    PutSeminarDate,
    SeminarDates,
)
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.content_samples import (
    CATEGORIES,
    CONTENT_ID,
    DATE_ID,
    NOW,
    a_content_page,
    a_date,
    a_detail,
    an_item,
    written,
)
from tests.gateway.pages.test_knowledge import browser_of, page_of, words_of
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, scripted_app

pytestmark = pytest.mark.asyncio
MEMBER_TOKEN = "ks_member"
PAGE = f"/knowledge/seminars/{CONTENT_ID}"
DESK = f"/desk/content/{CONTENT_ID}/dates"
FORM = {
    "base_version": "0",
    "starts_at": "2026-07-01T09:00",
    "ends_at": "2026-07-01T12:00",
    "place": "Saal 2",
    "seats": "10",
}


@pytest.fixture
def app(services: ScriptedServices) -> Starlette:
    script_requests(services, Live())
    services.tokens[MEMBER_TOKEN] = an_authenticated(
        a_principal(role="member", areas=("seminars",), entitlements=("seminars",))
    )
    services.says("catalog.list_content", a_content_page(an_item(kind="seminar")))
    services.says("catalog.list_content_categories", CATEGORIES)
    services.says("catalog.get_content", a_detail(kind="seminar", category=None))
    services.says("catalog.list_seminar_dates", SeminarDates(items=(a_date(),)))
    services.says("catalog.list_own_places", OwnPlaces(items=()))
    services.says("catalog.get_written_content", written(kind="seminar"))
    for method in ("book_seminar", "give_back_place", "put_seminar_date", "call_off_date"):
        services.says(f"catalog.{method}", a_date())
    return scripted_app(services)


async def test_a_member_books_a_place_and_gives_it_back(
    app: Starlette, services: ScriptedServices
) -> None:
    async with browser_of(app, MEMBER_TOKEN) as member:
        free = await member.get(PAGE)
        booked = await member.post(f"{PAGE}/dates/{DATE_ID}", data={"do": "book"})
        services.says("catalog.list_seminar_dates", SeminarDates(items=(a_date(has_place=True),)))
        mine = await member.get(booked.headers["location"])
        given_back = await member.post(f"{PAGE}/dates/{DATE_ID}", data={"do": "give_back"})

    assert "01.04.2026, 09:00 bis 12:30 Uhr" in words_of(free)
    assert "Noch 2 Plätze frei" in words_of(free)
    assert "Ihr Platz ist gebucht." in words_of(mine)
    calendar = page_of(mine).select_one(f'a[href="/v1/seminar-dates/{DATE_ID}/calendar.ics"]')
    assert calendar is not None
    assert given_back.status_code == 303
    assert len(services.calls_of("catalog.book_seminar")) == 1
    assert len(services.calls_of("catalog.give_back_place")) == 1


async def test_who_comes_too_late_is_told_so_beside_the_dates(
    app: Starlette, services: ScriptedServices
) -> None:
    services.says("catalog.book_seminar", FullyBooked())
    services.says(
        "catalog.list_seminar_dates",
        SeminarDates(items=(a_date(free_seats=0, is_bookable=False),)),
    )

    async with browser_of(app, MEMBER_TOKEN) as member:
        response = await member.post(f"{PAGE}/dates/{DATE_ID}", data={"do": "book"})
        odd = await member.post(f"{PAGE}/dates/{DATE_ID}", data={"do": "x"})

    assert (response.status_code, odd.status_code) == (409, 422)
    assert "Alle Plätze sind vergeben." in words_of(response)
    assert page_of(response).select_one('button[value="book"]') is None


async def test_ones_own_seminars_stand_above_the_list(
    app: Starlette, services: ScriptedServices
) -> None:
    place = OwnPlace(title="Rechnungen", date=a_date(has_place=True), booked_at=NOW)
    services.says("catalog.list_own_places", OwnPlaces(items=(place,)))

    async with browser_of(app, MEMBER_TOKEN) as member:
        response = await member.get("/knowledge/seminars")

    assert "Ihre gebuchten Seminare Rechnungen 01.04.2026, 09:00 bis 12:30 Uhr" in words_of(
        response
    )


async def test_dates_are_arranged_by_the_clock_of_berlin(
    app: Starlette, services: ScriptedServices
) -> None:
    async with browser_of(app, AGENT_TOKEN) as agent:
        change = await agent.get(f"{DESK}?date={DATE_ID}")
        saved = await agent.post(f"{DESK}/{DATE_ID}", data=FORM)
        called_off = await agent.post(f"{DESK}/{DATE_ID}/call-off", data={"base_version": "2"})
        done = await agent.get(called_off.headers["location"])

    starts = page_of(change).select_one('[name="starts_at"]')
    assert starts is not None
    assert starts["value"] == "2026-04-01T09:00"
    assert (saved.status_code, called_off.status_code) == (303, 303)
    wanted = services.calls_of("catalog.put_seminar_date")[0].arguments["request"]
    assert isinstance(wanted, PutSeminarDate)
    assert wanted.starts_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert "Der Termin ist abgesagt." in words_of(done)


async def test_a_date_that_cannot_be_is_shown_again_as_it_was_typed(
    app: Starlette, services: ScriptedServices
) -> None:
    async with browser_of(app, AGENT_TOKEN) as agent:
        missing = await agent.post(f"{DESK}/{DATE_ID}", data=FORM | {"starts_at": "", "place": "X"})
        services.says("catalog.put_seminar_date", InvalidInput("seats", "more_booked"))
        fewer = await agent.post(f"{DESK}/{DATE_ID}", data=FORM)
        services.says("catalog.put_seminar_date", ChangedMeanwhile("base_version", "3"))
        late = await agent.post(f"{DESK}/{DATE_ID}", data=FORM)

    assert [each.status_code for each in (missing, fewer, late)] == [422, 422, 409]
    assert page_of(missing).select_one("#starts_at-fault") is not None
    assert 'value="X"' in missing.text
    assert "So viele Plätze sind bereits vergeben." in words_of(fewer)
    action = page_of(late).select_one(f'form[action="{DESK}/{DATE_ID}"]')
    assert action is not None


async def test_participants_are_shown_with_their_company_to_the_vendor_alone(
    app: Starlette, services: ScriptedServices
) -> None:
    person = Participant(
        person_id=PERSON_ID,
        organisation_id=ORGANISATION_ID,
        name="Max <Muster>",
        email="max@example.com",
        booked_at=NOW,
    )
    services.says("catalog.list_participants", Participants(date=a_date(), items=(person,)))
    name = OrganisationName(id=ORGANISATION_ID, name="Muster GmbH", customer_number="10001")
    services.says("identity.name_organisations", OrganisationNames(items=(name,)))
    paths = (DESK, f"{DESK}/{DATE_ID}")

    async with browser_of(app, AGENT_TOKEN) as agent:
        shown = await agent.get(f"{DESK}/{DATE_ID}")
    async with browser_of(app, MEMBER_TOKEN) as member:
        refused = [(await member.get(path)).status_code for path in paths]
        refused += [
            (await member.post(f"{DESK}/{DATE_ID}{end}", data=FORM)).status_code
            for end in ("", "/call-off")
        ]

    assert "Max <Muster> Muster GmbH (10001) · max@example.com" in words_of(shown)
    assert refused == [403] * 4
