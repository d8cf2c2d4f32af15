"""Every page of the running portal with the demo company in it, and the header that all share.

What needs no window is part of `make test`; the walk through all of it in a browser, in both
languages, is `make browser`. Of the files here only this one may ask for the demo in `make test`:
each worker that runs such a file loads it anew, which takes a minute.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, expect

from gateway.page_routes import PAGES
from gateway.texts import texts_in
from tests.browser.demo import Demo
from tests.browser.looking import MOST_BYTES, PHONE, Window, look_at
from tests.browser.markup import faults_in
from tests.browser.stops import (
    FOREIGN,
    PEOPLE,
    STOPS,
    WITHOUT_ANYTHING,
    Person,
    addresses,
    left_out,
)
from tests.browser.traces import WHO_ASKS, Traces, depth
from tests.flows.canaries import TraceSink
from tests.waiting import until

MOST_ROUND_TRIPS = 2
# Whoever has a hundred pages to look at closely takes his time, on a busy machine above all.
UNHURRIED = pytest.mark.timeout(1800)
# The same page in another language or in other colours.
_CHOICES = re.compile(r"[?&](lang|theme)=")
# Style sheets, scripts and pictures; what a frame shows is a document, and not the page.
_LOADED = re.compile(r'<(?:link|script|img)\b[^>]*\b(?:href|src)="(/(?!v1/)[^"]+)"')
# Whether a part of the page holds what is in it without being drawn sideways.
_HELD = """(name) => {
  const one = document.querySelector(name);
  return one.scrollWidth <= one.clientWidth;
}"""
_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')


def template_of(path: str) -> str:
    """Return the route that answers an address, without the names of what varies in it."""
    bare = urlsplit(path).path
    fixed = [page for page in PAGES if page.method == "GET" and page.path == bare]
    named = [
        page
        for page in PAGES
        if page.method == "GET"
        and re.fullmatch(re.sub(r"\{[^}]*\}", r"[^/]+", page.path), bare) is not None
    ]
    found = [*fixed, *named]
    return found[0].path if found else ""


class Scales:
    """What pages weigh over the wire: what they are and what they load, a document left out."""

    def __init__(self, browser: httpx.Client) -> None:
        self._browser = browser
        self._weights: dict[str, int] = {}

    def weigh(self, page: httpx.Response) -> int:
        """Return how many bytes somebody loads who comes to a page for the first time."""
        loaded = {unescape(part) for part in _LOADED.findall(page.text)}
        return page.num_bytes_downloaded + sum(map(self._weight_of, loaded))

    def _weight_of(self, part: str) -> int:
        if part not in self._weights:
            self._weights[part] = self._browser.get(part).num_bytes_downloaded
        return self._weights[part]


def test_every_page_is_opened_by_somebody() -> None:
    opened = {template_of(stop.path) for stop in STOPS}

    assert {page.path for page in PAGES if page.method == "GET"} == opened


def test_no_other_file_loads_the_demo_in_the_short_run(request: pytest.FixtureRequest) -> None:
    loading = {
        item.path.name
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and "demo" in item.fixturenames
        and item.get_closest_marker("browser") is None
        and item.path.parent == Path(__file__).parent
    }

    assert loading <= {Path(__file__).name}


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.browser)])
@pytest.mark.parametrize("person", PEOPLE)
def test_pages_are_valid_and_light_and_no_link_is_dead(
    demo: Demo, person: Person, language: str
) -> None:
    found: list[str] = []
    links: set[str] = set()
    weights: dict[str, int] = {}
    opened = dict(addresses(person, demo.things))

    with demo.client(person, language) as client:
        scales = Scales(client)
        for path, status in opened.items():
            answer = client.get(path, follow_redirects=True)
            found += [f"{path}: {fault}" for fault in faults_in(answer.text, language)]
            if answer.status_code != status:
                found.append(f"{path}: {answer.status_code} instead of {status}")
            if urlsplit(path).path != FOREIGN:
                weights[path] = scales.weigh(answer)
            links |= {
                urljoin(path, unescape(href)).partition("#")[0]
                for href in _HREF.findall(answer.text)
            }
        for link in sorted(links - set(opened)):
            if link.startswith("/") and not _CHOICES.search(link):
                answer = client.get(link, follow_redirects=True)
                if answer.status_code != 200:
                    found.append(f"{link} is a dead link: {answer.status_code}")

    found += [f"{path} weighs {each}" for path, each in weights.items() if each > MOST_BYTES]
    assert not found, "\n".join(found)


def test_no_page_asks_the_services_in_a_chain_of_more_than_two(
    demo: Demo, traces: TraceSink
) -> None:
    asked: dict[str, str] = {}
    for person in PEOPLE:
        with demo.client(person) as client:
            for path, _ in addresses(person, demo.things):
                trace_id = uuid4().hex
                client.get(path, headers={"traceparent": f"00-{trace_id}-{uuid4().hex[:16]}-01"})
                asked[trace_id] = f"{path} of {person}"

    told = Traces(traces)
    until(lambda: all(told.calls_of(each) is not None for each in asked), seconds=60, every=0.5)

    deep = []
    for trace_id, page in asked.items():
        own = [call for call in told.calls_of(trace_id) or () if call.name != WHO_ASKS]
        if depth(own) > MOST_ROUND_TRIPS:
            names = [call.name for call in sorted(own, key=lambda each: each.began_ns)]
            deep.append(f"{page} asks in a chain of {depth(own)}: {', '.join(names)}")
    assert not deep, "\n".join(deep)


@pytest.mark.browser
@pytest.mark.parametrize("person", PEOPLE)
def test_what_the_walk_leaves_out_is_closed_to_whoever_does_not_walk_there(
    demo: Demo, person: Person
) -> None:
    found: list[str] = []

    with demo.client(person) as client:
        for path in left_out(person, demo.things):
            answer = client.get(path)
            if answer.status_code == 200:
                found.append(f"{person} sees {path}, and the walk does not look at it")
            # 422: the vendor's people say first of which customer they want to see it.
            elif answer.status_code not in {303, 403, 404, 422}:
                found.append(f"{path} says {answer.status_code} to {person}")

    assert not found, "\n".join(found)


@UNHURRIED
@pytest.mark.browser
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_good_to_look_at_to_hear_and_to_load(
    demo: Demo, chromium: Browser, person: Person, language: str
) -> None:
    window = Window(
        chromium, demo.url, token=demo.tokens.get(person), name=person, language=language
    )
    found: list[str] = []

    for path, status in addresses(person, demo.things):
        if urlsplit(path).path != FOREIGN:
            found += look_at(window, path, status=status)

    window.close()
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_on_which_there_is_nothing_yet_are_good_to_look_at_as_well(
    demo: Demo, chromium: Browser, language: str
) -> None:
    token = demo.world.portal.settle_in(demo.world.new_customer().admin)
    window = Window(chromium, demo.url, token=token, name="newcomer", language=language)

    found = [fault for path in WITHOUT_ANYTHING for fault in look_at(window, path)]

    window.close()
    assert not found, "\n".join(found)


def test_the_pages_of_the_main_job_are_good_to_look_at_to_hear_and_to_load(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["accountant"])
    document = f"/post/{demo.things['document_id']}"

    found = [fault for path in ("/post", document) for fault in look_at(window, path)]

    window.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("person", ["admin", "partner", "vendor"])
def test_the_places_fit_on_every_screen(demo: Demo, chromium: Browser, person: Person) -> None:
    window = Window(chromium, demo.url, token=demo.tokens[person])

    window.open("/overview")

    assert window.too_wide() == []
    assert window.page.evaluate("() => scrollY") == 0
    assert window.page.evaluate(_HELD, ".menu")
    page, (width, height) = window.page, PHONE
    page.set_viewport_size({"width": width, "height": height})
    menu = page.get_by_role("navigation", name=texts_in("de")("portal.navigation"))
    expect(menu).to_be_hidden()
    page.get_by_role("button", name=texts_in("de")("portal.menu"), exact=False).click()
    expect(menu).to_be_visible()
    assert page.evaluate(_HELD, ".sheet")
    assert window.violations() == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    window.close()


def test_suggestions_come_while_one_types_and_are_used_by_keyboard(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["admin"])
    page = window.page
    window.open("/overview")
    field = page.get_by_role("search").get_by_role("searchbox")
    suggestions = page.locator("[data-suggestions]")

    field.press_sequentially("RE-")

    first = suggestions.get_by_role("link").first
    expect(first).to_be_visible()
    expect(page.locator("[data-suggestions-said]")).to_contain_text("Vorschläge")
    assert window.violations() == []

    field.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()

    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(suggestions).to_be_hidden()
    expect(field).to_have_value("RE-")

    field.press_sequentially("2")
    expect(first).to_be_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]

    # Whoever goes elsewhere has done with them.
    page.locator(".brand").focus()
    expect(suggestions).to_be_hidden()
    field.focus()
    first.press("Enter")
    page.wait_for_url("**/post/*")
    assert not [each for each in window.faults() if each.startswith("console")]
    window.close()


def test_who_was_signed_out_meanwhile_gets_no_foreign_page_below_the_field(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["member"])
    page = window.page
    window.open("/overview")
    title = page.title()
    window.context.clear_cookies(name="kontor_session")
    field = page.get_by_role("search").get_by_role("searchbox")

    with page.expect_response(lambda answer: "/sign-in" in answer.url) as turned_away:
        field.press_sequentially("RE-")
    turned_away.value.finished()

    expect(page.locator("[data-suggestions]")).to_be_empty()
    assert page.title() == title
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in?*")
    window.close()


def test_without_scripts_the_search_answers_when_it_is_sent_off(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["admin"], scripts=False)
    window.open("/overview")
    field = window.page.get_by_role("search").get_by_role("searchbox").first

    field.fill("RE-")
    field.press("Enter")

    expect(window.page.get_by_role("heading", level=1)).to_contain_text("RE-")
    expect(window.page.locator("[data-suggestions]")).to_be_hidden()
    window.close()
