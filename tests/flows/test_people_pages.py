"""People change on pages what others see: areas asked for and opened, and support let in."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.world import Customer, World
from tests.waiting import until


def browser(world: World, token: str) -> httpx.Client:
    """Return a browser without a window, signed in and in German."""
    url = world.product.gateway_url
    cookies = {"kontor_session": token, "kontor_language": "de"}
    return httpx.Client(base_url=url, cookies=cookies, headers={"Origin": url}, timeout=60)


def page(client: httpx.Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).raise_for_status().text, "lxml")


def send(client: httpx.Client, form: Tag, **fields: str | list[str]) -> httpx.Response:
    """Send a form as it stands there, with some fields filled in."""
    given: dict[str, str | list[str]] = {
        str(each["name"]): str(each.get("value", "")) for each in form.select("[type=hidden]")
    }
    ticked = [str(each["value"]) for each in form.select("[name=area][checked]")]
    if ticked:
        given["area"] = ticked
    answer = client.post(str(form["action"]), data=given | fields)
    assert answer.status_code == 303, answer.text
    return answer


def form_of(shown: BeautifulSoup, selector: str) -> Tag:
    found = shown.select_one(selector)
    assert found is not None, shown.get_text(" ", strip=True)
    return found


@pytest.fixture(scope="module")
def customer(world: World) -> Customer:
    return world.new_customer()


@pytest.fixture(scope="module")
def admin(world: World, customer: Customer) -> Iterator[httpx.Client]:
    with browser(world, world.portal.settle_in(customer.admin)) as admin:
        yield admin


@pytest.fixture(scope="module")
def colleague(world: World, customer: Customer, admin: httpx.Client) -> Iterator[httpx.Client]:
    """Return a colleague who sees his requests and nothing that must be given."""
    lea = Account(email=f"lea@{customer.domain}", name="Lea Lager", password=PASSWORD)
    areas = ["service_calls", "consumables", "meter_readings"]
    invited = {"email": lea.email, "role": "member", "area": areas}
    assert admin.post("/users/invitations", data=invited).status_code == 303
    with browser(world, world.portal.settle_in(lea)) as colleague:
        yield colleague


def test_an_area_that_is_asked_for_is_open_once_it_is_granted(
    admin: httpx.Client, colleague: httpx.Client
) -> None:
    closed = colleague.get("/post")
    wish = BeautifulSoup(closed.text, "lxml")
    send(colleague, form_of(wish, 'form[action="/area-requests"]'), note="Für die Ablage")
    waiting = page(colleague, "/why?area=post")
    tasks = page(admin, "/overview").select_one('[aria-labelledby="tasks"]')
    asked = page(admin, "/users")

    send(admin, form_of(asked, '[aria-labelledby="asking"] form'), answer="yes")

    assert closed.status_code == 403
    assert "hat noch nicht entschieden" in waiting.get_text()
    assert tasks is not None
    assert "Eine Person bittet um Zugang oder um Bereiche" in tasks.get_text()
    assert "Für die Ablage" in asked.get_text()
    until(lambda: colleague.get("/post").status_code == 200, seconds=30, every=0.2)
    assert page(admin, "/users").select_one('[aria-labelledby="asking"]') is None


def test_a_change_that_is_tried_changes_nothing_and_then_is_made_as_it_was_shown(
    admin: httpx.Client, colleague: httpx.Client
) -> None:
    link = form_of(page(admin, "/users"), '.rows a[href^="/users/"]:-soup-contains("Lea Lager")')
    address = str(link["href"])
    form = {"change": "areas", "area": ["meter_readings"]}

    tried = admin.post(f"{address}/trial", data=form).raise_for_status()
    still = colleague.get("/orders").status_code
    shown = BeautifulSoup(tried.text, "lxml")
    send(admin, form_of(shown, ".trial form"), area=["meter_readings"])

    assert "Lea Lager sieht dann nicht mehr:" in shown.select_one(".findings").get_text()  # type: ignore[union-attr]  # it is there
    assert still == 200
    until(lambda: colleague.get("/orders").status_code == 403, seconds=30, every=0.2)
    assert colleague.get("/meter-readings").status_code == 200


def test_support_looks_in_while_it_is_allowed_and_changes_what_is_agreed_to(
    world: World, admin: httpx.Client, colleague: httpx.Client
) -> None:
    staff = world.staff()
    body = {"kind": "technical_problem", "title": "Beleg", "description": "Er öffnet nicht."}
    admin_token = admin.cookies["kontor_session"]
    headers = world.portal.as_(admin_token) | {"Idempotency-Key": "people-pages"}
    request = world.portal.http.post("/v1/requests", headers=headers, json=body).raise_for_status()
    me = world.get("/v1/me", admin_token).json()
    lea = colleague.get("/v1/me").json()["subject"]
    agree = form_of(page(admin, "/account/support"), '[aria-labelledby="consent"] form')
    send(admin, agree)
    wanted = {
        "organisation_id": me["organisation"]["id"],
        "request_id": request.json()["id"],
        "reason": "Der Beleg lässt sich nicht öffnen",
    }
    opened = world.portal.http.post(
        "/v1/support-sessions", headers=world.portal.as_(staff), json=wanted
    ).raise_for_status()
    inside, session = opened.json()["token"], opened.json()["session"]["id"]
    world.get("/v1/members", inside).raise_for_status()
    world.portal.http.put(
        f"/v1/members/{lea}/areas", headers=world.portal.as_(inside), json={"areas": ["devices"]}
    ).raise_for_status()

    proposal = page(admin, "/account/support")
    yes = send(admin, form_of(proposal, '[aria-labelledby="waiting"] form'), answer="yes")
    looked = until(
        lambda: page(admin, f"/account/support/{session}").select("#looked ~ ul li"),
        seconds=60,
        every=0.5,
    )
    withdraw = form_of(page(admin, "/account/support"), '[aria-labelledby="consent"] form')
    send(admin, withdraw)

    assert "Betrifft" in proposal.get_text()
    assert "Lea Lager" in proposal.get_text()
    assert yes.headers["location"] == "/account/support?done=performed"
    until(lambda: colleague.get("/devices").status_code == 200, seconds=30, every=0.2)
    assert "Benutzer und Zugänge" in " ".join(each.get_text() for each in looked)
    assert world.portal.http.get("/v1/me", headers=world.portal.as_(inside)).status_code == 401
    ended = page(admin, f"/account/support/{session}")
    assert ended.select_one('a[href$="/protocol"]') is not None


def test_a_person_names_himself_anew_and_is_greeted_so_in_his_language(
    colleague: httpx.Client,
) -> None:
    names = {"given_name": "Lea", "family_name": "Umbenannt", "language": "en"}

    saved = colleague.post("/account/profile", data=names)

    shown = page(colleague, saved.headers["location"])
    assert "Your particulars are saved." in shown.get_text()
    greeted = form_of(shown, ".who strong")
    assert greeted.get_text() == "Lea Umbenannt"
    assert colleague.get("/v1/me/profile").json()["language"] == "en"
