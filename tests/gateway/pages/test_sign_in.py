"""Signing in and out with a browser."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.accounts import SignInSteps
from contracts.errors import SignInRefused, TooManyAttempts
from gateway.clients.failures import UnknownService
from tests.gateway.samples import TOKEN, a_session
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

FORM = {"email": "erika@example.com", "password": "secret"}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


async def test_a_sign_in_sets_the_cookie_and_leads_on(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", a_session())

    response = await anonymous.post("/sign-in", data=FORM, headers=OWN_PAGE)

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert response.headers["set-cookie"].startswith(f"kontor_session={TOKEN}; HttpOnly")


async def test_over_tls_the_cookie_is_bound_to_this_host(services: ScriptedServices) -> None:
    services.says("identity.open_session", a_session())
    app = scripted_app(services, public_url="https://portal.example.com")
    async with client_of(app, headers=OWN_PAGE) as client:
        response = await client.post("/sign-in", data=FORM)

    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"__Host-kontor_session={TOKEN}; ")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_a_foreign_page_cannot_sign_a_browser_in(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    answers = [
        await anonymous.post("/sign-in", data=FORM, headers=headers)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {})
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert services.asked == []
    assert all("set-cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        (
            "/post/01930000-0000-7000-8000-000000000005",
            "/post/01930000-0000-7000-8000-000000000005",
        ),
        ("/post?number=R-1", "/post?number=R-1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/post\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
async def test_a_sign_in_leads_back_but_never_to_another_site(
    anonymous: httpx.AsyncClient, services: ScriptedServices, wanted: str, led_to: str
) -> None:
    services.says("identity.open_session", a_session())

    response = await anonymous.post("/sign-in", data=FORM | {"next": wanted}, headers=OWN_PAGE)

    assert response.headers["location"] == led_to


@pytest.mark.req("FD-19")
async def test_a_password_is_typed_unseen_and_filled_in_by_whoever_keeps_it(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.begin_sign_in", SignInSteps(methods=("password",)))

    page = await anonymous.post("/sign-in", data={"email": "erika@example.com"}, headers=OWN_PAGE)

    field = BeautifulSoup(page.text, "lxml").select_one('input[name="password"]')
    assert field is not None
    assert (field["type"], field["autocomplete"]) == ("password", "current-password")
    assert not {"onpaste", "readonly"} & set(field.attrs)
    assert int(str(field["maxlength"])) >= 64  # longer than anybody types, for whoever generates


@pytest.mark.parametrize("email", ["erika@example.com", "nobody@example.com"])
async def test_the_address_comes_first_and_then_the_password(
    anonymous: httpx.AsyncClient, services: ScriptedServices, email: str
) -> None:
    services.says("identity.begin_sign_in", SignInSteps(methods=("password",)))
    first = await anonymous.get("/sign-in?next=/post/1")

    second = await anonymous.post(
        "/sign-in", data={"email": email, "next": "/post/1"}, headers=OWN_PAGE
    )

    assert 'type="password"' not in first.text
    assert second.status_code == 200
    assert 'name="password"' in second.text
    assert f'name="email" value="{email}"' in second.text
    assert 'name="next" value="/post/1"' in second.text
    assert 'href="/forgotten-password"' in second.text
    assert 'href="/sign-in?next=%2Fpost%2F1"' in second.text
    assert len(services.calls_of("identity.begin_sign_in")) == 1
    assert "set-cookie" not in second.headers


@pytest.mark.parametrize("form", [{}, {"email": ""}, {"email": "?"}])
async def test_what_is_no_address_is_asked_for_again(
    anonymous: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str]
) -> None:
    response = await anonymous.post("/sign-in", data={"next": "/post", **form}, headers=OWN_PAGE)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert services.asked == []


@pytest.mark.parametrize(
    "form", [FORM, FORM | {"email": "nobody@example.com"}, FORM | {"email": "?"}]
)
async def test_a_refused_sign_in_says_the_same_whatever_was_wrong(
    anonymous: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str]
) -> None:
    services.says("identity.open_session", SignInRefused())

    response = await anonymous.post("/sign-in", data=form, headers=OWN_PAGE)

    assert response.status_code == 401
    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in response.text
    assert "secret" not in response.text


async def test_too_many_attempts_say_for_how_long_to_wait(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", TooManyAttempts("30"))

    response = await anonymous.post("/sign-in", data=FORM, headers=OWN_PAGE)

    assert response.status_code == 429
    assert response.headers["retry-after"] == "30"
    assert "30 Sekunden" in response.text


async def test_who_is_signed_in_is_not_asked_again(
    browser: httpx.AsyncClient,
) -> None:
    start = await browser.get("/")
    sign_in = await browser.get("/sign-in?next=/post/1")

    assert (start.status_code, start.headers["location"]) == (303, "/overview")
    assert (sign_in.status_code, sign_in.headers["location"]) == (303, "/post/1")


async def test_signing_out_ends_the_session_and_the_cookie(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.close_session", None)

    response = await browser.post("/sign-out")

    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?signed_out=yes")
    assert 'kontor_session=""' in response.headers["set-cookie"]
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    assert len(services.calls_of("identity.close_session")) == 1


async def test_a_foreign_page_cannot_sign_anybody_out(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await browser.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert services.calls_of("identity.close_session") == []


async def test_an_ended_session_is_asked_to_sign_in_again_and_leads_back(
    services: ScriptedServices,
) -> None:
    cookies = {"kontor_session": "ks_ended"}
    async with client_of(scripted_app(services), cookies=cookies) as client:
        response = await client.get("/post?number=R-1")

    assert response.status_code == 303
    assert response.headers["location"] == "/sign-in?next=%2Fpost%3Fnumber%3DR-1"


async def test_the_sign_in_is_shown_while_identity_is_away(services: ScriptedServices) -> None:
    services.says("identity.authenticate", UnknownService("accounts", "x"))
    async with client_of(scripted_app(services), cookies={"kontor_session": TOKEN}) as client:
        response = await client.get("/sign-in")

    assert response.status_code == 200
