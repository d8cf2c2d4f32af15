"""Every address that changes something, asked for by another site's page in a signed-in browser."""

import json
import re

import httpx
import pytest

from gateway.routes import API, PAGES
from tests.gateway.samples import TOKEN
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = [pytest.mark.asyncio, pytest.mark.req("S8")]

SOME_ID = "01930000-0000-7000-8000-0000000000ff"
COOKIE = f"kontor_session={TOKEN}"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
# What a page elsewhere can make a browser send without asking us first, and what very old or
# very careful browsers leave out.
FORGED = (
    {"content-type": FORM},
    {"content-type": FORM, "origin": "https://elsewhere.example"},
    {"content-type": FORM, "origin": "null"},
    {"content-type": FORM, "sec-fetch-site": "cross-site"},
    {"content-type": FORM, "sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8080"},
    {"content-type": "text/plain", "origin": "https://elsewhere.example"},
    {"content-type": "text/plain", "sec-fetch-site": "cross-site"},
    {"content-type": JSON, "sec-fetch-site": "cross-site"},
)
OVERRIDES = ("x-http-method-override", "x-method-override", "x-http-method")


def path_of(template: str) -> str:
    return re.sub(r"{[^}]*}", SOME_ID, template)


CHANGING_PAGES = [(page.method, page.path) for page in PAGES if page.method != "GET"]
CHANGING_CALLS = [(route.method, route.path) for route in API if route.method != "GET"]
OPEN_CALLS = [(route.method, route.path) for route in API if route.method != "GET" and route.public]
# Who holds the link of a mail needs no session, and a mail server presses it for him (RFC 8058).
BY_TOKEN = {(page.method, page.path) for page in PAGES if page.by_token}


@pytest.fixture
async def browser(services: ScriptedServices) -> httpx.AsyncClient:
    return client_of(scripted_app(services), headers={"cookie": COOKIE})


async def test_no_page_takes_a_form_of_another_site(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    taken = [
        (method, path, headers)
        for method, path in CHANGING_PAGES
        if (method, path) not in BY_TOKEN
        for headers in FORGED
        if (
            await browser.request(method, path_of(path), headers=headers, content="a=b")
        ).status_code
        != 403
    ]

    assert not taken
    assert not services.asked


async def test_no_operation_is_performed_for_another_site(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    taken = [
        (method, path, headers)
        for method, path in set(CHANGING_CALLS) - set(OPEN_CALLS)
        for headers in FORGED
        if (
            await browser.request(method, path_of(path), headers=headers, content=json.dumps({}))
        ).status_code
        != 403
    ]

    assert not taken
    assert not services.asked


async def test_what_needs_no_session_takes_nothing_that_a_page_sends_unasked(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    unasked = [headers for headers in FORGED if headers["content-type"] != JSON]
    # Who knows the token of a mail may do what it is for, from wherever he does it.
    without_token = [(method, path) for method, path in OPEN_CALLS if "{token}" not in path]

    answers = [
        await browser.request(method, path_of(path), headers=headers, content=json.dumps({}))
        for method, path in without_token
        for headers in unasked
    ]

    assert not [answer for answer in answers if "set-cookie" in answer.headers]
    # A question for a passkey opens nothing; whoever asks must still answer it, with JSON.
    assert {asked.called for asked in services.asked} <= {"identity.begin_passkey_sign_in"}


async def test_no_header_or_field_makes_one_method_of_another(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    read = {route.path for route in API if route.method == "GET"}
    only_changed = [(method, path) for method, path in CHANGING_CALLS if path not in read]

    answers = {
        (method, path, header): await browser.get(
            path_of(path), params={"_method": method}, headers={header: method}
        )
        for method, path in only_changed
        for header in OVERRIDES
    }

    assert only_changed
    assert {answer.status_code for answer in answers.values()} <= {404, 405}
    assert {asked.called for asked in services.asked} <= {"identity.authenticate"}
