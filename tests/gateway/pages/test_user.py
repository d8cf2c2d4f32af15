"""One person of the organisation: what he sees, and a change that is tried before it is made."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import (
    AlreadyExists,
    InitialAddressProtected,
    InvalidInput,
    LastAdministrator,
)
from contracts.identity import Members, Membership
from contracts.previews import MemberEffect, PreviewedChange
from tests.gateway.samples import PERSON_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

COLLEAGUE_ID = UUID(int=9, version=4)
PAGE = f"/users/{COLLEAGUE_ID}"
WRITES = ("set_areas", "change_role", "remove_member", "set_grants", "set_data_scope", "set_team")


def a_colleague(**changes: Any) -> Membership:
    values: dict[str, Any] = {
        "person_id": COLLEAGUE_ID,
        "person_name": "Max <b>",
        "email": "m@example.com",
        "role": "member",
        "areas": ("post", "wiki"),
    }
    return Membership(**(values | changes))


ADMIN = a_colleague(person_id=PERSON_ID, person_name="Erika", role="admin")
EFFECT = MemberEffect(
    person_id=COLLEAGUE_ID,
    person_name="Max",
    role="member",
    team=None,
    data_scope="all",
    areas_gained=("devices",),
    areas_lost=(),
    areas_closed=(),
    grants_gained=(),
    grants_lost=(),
    customers_gained=(),
    customers_lost=(),
    sessions_ending=0,
)
FOLLOWS = PreviewedChange(
    would_change=True, refused_by=None, members=(EFFECT,), new_risks=(), contacts_lost=0
)


def sign_in(services: ScriptedServices, **changes: Any) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(**{"role": "admin", **changes}))


@pytest.fixture(autouse=True)
def _admin(services: ScriptedServices) -> None:
    sign_in(services)
    services.says("identity.list_members", Members(items=(ADMIN, a_colleague())))
    services.says("identity.preview_change", FOLLOWS)
    services.says("identity.remove_member", None)
    services.says("identity.set_operator_number", a_colleague())
    for method in WRITES:
        services.says(f"identity.{method}", None if method == "remove_member" else a_colleague())


def soup_of(answer: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "lxml")


def row_of(page: BeautifulSoup, area: str) -> str:
    link = page.select_one(f'a[href="/why?area={area}&person={COLLEAGUE_ID}"]')
    assert link is not None
    row = link.find_parent("li")
    assert row is not None
    return row.get_text(" ", strip=True)


async def test_the_page_says_what_a_person_sees_and_leads_to_why(
    browser: httpx.AsyncClient,
) -> None:
    page = soup_of(await browser.get(PAGE))

    assert page.h1 is not None
    assert page.h1.text == "Max <b>"
    assert row_of(page, "post") == "Post sichtbar Warum?"
    assert row_of(page, "devices") == "Geräte nicht sichtbar Warum?"
    # Switched on for him, and yet nobody sees it: it is not booked.
    assert "nicht gebucht. nicht sichtbar" in row_of(page, "wiki")
    # There are no customers of customers.
    assert page.select('[name="data_scope"], [name="team"], [value="business"]') == []


async def test_partners_say_which_customers_somebody_sees_and_his_team(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, organisation_kind="partner")
    colleague = a_colleague(team="kollaboration", data_scope="own")
    services.says("identity.list_members", Members(items=(ADMIN, colleague)))

    page = soup_of(await browser.get(PAGE))

    assert page.select_one('[name="data_scope"][value="own"][checked]') is not None
    assert page.select_one('[name="team"] option[value="kollaboration"][selected]') is not None
    assert len(page.select('[name="grant"]')) == 3


@pytest.mark.parametrize(
    ("form", "field", "value"),
    [
        ({"change": "areas", "area": ["post", "devices", "post"]}, "areas", ("post", "devices")),
        ({"change": "role", "role": "admin"}, "role", "admin"),
        ({"change": "grants", "grant": "unlock_areas"}, "grants", ("unlock_areas",)),
        ({"change": "data_scope", "data_scope": "none"}, "data_scope", "none"),
        ({"change": "team", "team": "none"}, "team", None),
        ({"change": "removal"}, "removal", None),
    ],
)
async def test_a_change_is_tried_and_then_made_as_it_was_tried(
    browser: httpx.AsyncClient, services: ScriptedServices, form: Any, field: str, value: object
) -> None:
    tried = await browser.post(f"{PAGE}/trial", data=form)

    page = soup_of(tried)
    asked = services.calls_of("identity.preview_change")[0].arguments["request"]
    assert tried.status_code == 200
    assert "Max sieht dann auch: Geräte." in page.select_one(".findings").get_text()  # type: ignore[union-attr]  # it is there
    assert getattr(getattr(asked, field), field, None) == value
    assert [each.called for each in services.asked if each.called[9:] in WRITES] == []

    kept = [(str(each["name"]), str(each["value"])) for each in page.select(".trial [type=hidden]")]
    made = await browser.post(PAGE, data=_grouped(kept))

    done = "/users?done=remove" if field == "removal" else f"{PAGE}?done={form['change']}"
    calls = [each for each in services.asked if each.called[9:] in WRITES]
    assert (made.status_code, made.headers["location"]) == (303, done)
    assert [each.arguments["request"] for each in calls] == [getattr(asked, field)]
    if field != "removal":
        assert soup_of(await browser.get(done)).select_one('[role="status"]') is not None


def _grouped(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    names = dict.fromkeys(name for name, _ in fields)
    return {name: [value for other, value in fields if other == name] for name in names}


async def test_what_was_tried_stays_filled_in(browser: httpx.AsyncClient) -> None:
    page = soup_of(await browser.post(f"{PAGE}/trial", data={"change": "areas", "area": "devices"}))

    ticked = [box["value"] for box in page.select('[name="area"][checked]')]
    assert ticked == ["devices"]


@pytest.mark.parametrize("refused", ["last_administrator", "initial_address_protected"])
async def test_what_cannot_be_is_not_offered_to_be_saved(
    browser: httpx.AsyncClient, services: ScriptedServices, refused: Any
) -> None:
    refusal = PreviewedChange(
        would_change=False, refused_by=refused, members=(), new_risks=(), contacts_lost=0
    )
    services.says("identity.preview_change", refusal)

    page = soup_of(await browser.post(f"{PAGE}/trial", data={"change": "removal"}))

    assert page.select(".trial li") != []
    assert page.select(".trial button") == []


@pytest.mark.parametrize(
    ("method", "error", "form"),
    [
        ("change_role", LastAdministrator(), {"change": "role", "role": "member"}),
        ("remove_member", InitialAddressProtected(), {"change": "removal"}),
        ("set_areas", InvalidInput("areas", "unknown_area"), {"change": "areas", "area": "x"}),
    ],
)
async def test_what_stands_against_a_change_is_said_on_the_page(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    error: Exception,
    form: dict[str, str],
) -> None:
    services.says(f"identity.{method}", error)

    answer = await browser.post(PAGE, data=form)

    assert answer.status_code in {409, 422}
    assert soup_of(answer).select_one('[role="alert"]') is not None
    assert "Max" in answer.text


@pytest.mark.parametrize(
    "form", [{"change": ""}, {"change": "odd"}, {"change": "team", "team": "chess"}]
)
async def test_what_is_not_offered_is_refused(
    browser: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str]
) -> None:
    assert (await browser.post(PAGE, data=form)).status_code == 422
    assert (await browser.post(f"{PAGE}/trial", data=form)).status_code == 422
    assert [each for each in services.asked if each.called[9:] in WRITES] == []


async def test_the_operator_number_is_given_taken_and_shown_again_where_it_is_wrong(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    given = await browser.post(f"{PAGE}/operator-number", data={"operator_number": " 007 "})
    await browser.post(f"{PAGE}/operator-number", data={"operator_number": ""})
    services.says("identity.set_operator_number", AlreadyExists("operator_number"))
    taken = await browser.post(f"{PAGE}/operator-number", data={"operator_number": "008"})

    calls = services.calls_of("identity.set_operator_number")
    numbers = [each.arguments["request"].operator_number for each in calls]
    assert given.headers["location"] == f"{PAGE}?done=operator_number"
    assert numbers == ["007", None, "008"]
    assert taken.status_code == 409
    assert soup_of(taken).select_one('[name="operator_number"][value="008"]') is not None


async def test_nobody_takes_his_own_access_away_nor_that_of_the_address_on_file(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.list_members", Members(items=(ADMIN, a_colleague(is_initial=True))))

    oneself, initial = await browser.get(f"/users/{PERSON_ID}"), await browser.get(PAGE)

    assert soup_of(oneself).select('[value="removal"]') == []
    assert soup_of(initial).select('[value="removal"]') == []
    assert "bei uns hinterlegt" in initial.text


@pytest.mark.parametrize("role", ["member", "documents"])
async def test_the_page_is_for_administrators(
    browser: httpx.AsyncClient, services: ScriptedServices, role: str
) -> None:
    sign_in(services, role=role)

    assert (await browser.get(PAGE)).status_code == 403


async def test_the_page_knows_nobody_else_s_people(browser: httpx.AsyncClient) -> None:
    unknown = await browser.get(f"/users/{UUID(int=77, version=4)}")
    no_id = await browser.get("/users/somebody")

    assert (unknown.status_code, no_id.status_code) == (404, 404)
