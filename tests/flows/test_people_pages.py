"""People change on pages what others see: areas are asked for, and opened."""

from __future__ import annotations

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
def admin(world: World, customer: Customer) -> httpx.Client:
    return browser(world, world.portal.settle_in(customer.admin))


@pytest.fixture(scope="module")
def colleague(world: World, customer: Customer, admin: httpx.Client) -> httpx.Client:
    """Return a colleague who sees his requests and nothing that must be given."""
    lea = Account(email=f"lea@{customer.domain}", name="Lea Lager", password=PASSWORD)
    areas = ["service_calls", "consumables", "meter_readings"]
    invited = {"email": lea.email, "role": "member", "area": areas}
    assert admin.post("/users/invitations", data=invited).status_code == 303
    return browser(world, world.portal.settle_in(lea))


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
