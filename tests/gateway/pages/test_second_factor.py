"""The third step of signing in with a browser."""

from typing import Any

import httpx
import pytest

from contracts.errors import NotSignedIn, SecondFactorRefused, TooManyAttempts
from contracts.identity import Session
from tests.gateway.samples import TOKEN, a_session, an_invitation_preview
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

FORM = {"email": "erika@example.com", "password": "secret", "next": "/post/1"}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
PENDING = "kf_pending"
KEPT = {"kontor_sign_in": f"{PENDING}~totp~recovery_code"}
STEP = "/sign-in/second-factor"


def a_pending_sign_in(**changes: Any) -> Session:
    return a_session(token=PENDING, awaits=("totp", "recovery_code"), **changes)


async def test_after_the_password_the_browser_keeps_no_session_yet(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", a_pending_sign_in())

    response = await anonymous.post("/sign-in", data=FORM, headers=OWN_PAGE)

    assert response.headers["location"] == f"{STEP}?next=%2Fpost%2F1"
    cookies = response.headers.get_list("set-cookie")
    assert len(cookies) == 1
    assert cookies[0].startswith(f"kontor_sign_in={PENDING}~totp~recovery_code; HttpOnly")


async def test_over_tls_the_pending_cookie_is_bound_to_this_host(
    services: ScriptedServices,
) -> None:
    services.says("identity.open_session", a_pending_sign_in())
    app = scripted_app(services, public_url="https://portal.example.com")
    async with client_of(app, headers=OWN_PAGE) as client:
        response = await client.post("/sign-in", data=FORM)

    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-kontor_sign_in=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_the_right_factor_sets_the_session_and_leads_on(services: ScriptedServices) -> None:
    services.says("identity.complete_sign_in", a_session())
    async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=KEPT) as client:
        shown = await client.get(f"{STEP}?next=/post/1")
        response = await client.post(STEP, data={"totp": "123456", "next": "/post/1"})

    (asked,) = services.calls_of("identity.complete_sign_in")
    assert shown.status_code == 200
    assert 'name="totp"' in shown.text
    assert (asked.arguments["request"].token, asked.arguments["request"].totp) == (
        PENDING,
        "123456",
    )
    assert response.headers["location"] == "/post/1"
    cookies = {each.partition(";")[0] for each in response.headers.get_list("set-cookie")}
    # Whoever signs in looks into nobody else's portal any more.
    assert cookies == {f"kontor_session={TOKEN}", 'kontor_sign_in=""', 'kontor_support=""'}


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SecondFactorRefused(), 401, "Dieser Code passt nicht."),
        (TooManyAttempts("30"), 429, "30 Sekunden"),
    ],
)
async def test_a_refused_factor_is_told_in_the_form(
    services: ScriptedServices, error: Exception, status: int, words: str
) -> None:
    services.says("identity.complete_sign_in", error)
    async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=KEPT) as client:
        response = await client.post(STEP, data={"totp": "123456", "next": "/post/1"})

    assert response.status_code == status
    assert words in response.text
    assert "123456" not in response.text
    assert 'name="next" value="/post/1"' in response.text


async def test_a_sign_in_that_is_over_begins_anew(services: ScriptedServices) -> None:
    services.says("identity.complete_sign_in", NotSignedIn())
    async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=KEPT) as client:
        response = await client.post(STEP, data={"totp": "123456"})
        shown = await client.get(response.headers["location"])

    assert response.headers["location"] == "/sign-in?expired=yes"
    assert 'kontor_sign_in=""' in response.headers["set-cookie"]
    assert "beginnen Sie noch einmal" in shown.text


@pytest.mark.parametrize("kept", [None, "", "kf_1", "kf_1~nonsense", "~totp"])
async def test_without_a_pending_sign_in_there_is_nothing_to_complete(
    services: ScriptedServices, kept: str | None
) -> None:
    cookies = {} if kept is None else {"kontor_sign_in": kept}
    async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=cookies) as client:
        shown = await client.get(STEP)
        response = await client.post(STEP, data={"totp": "123456"})

    assert (shown.status_code, shown.headers["location"]) == (303, "/sign-in")
    assert response.headers["location"] == "/sign-in?expired=yes"
    assert services.calls_of("identity.complete_sign_in") == []


async def test_a_factor_never_leads_to_another_site(services: ScriptedServices) -> None:
    services.says("identity.complete_sign_in", a_session())
    async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=KEPT) as client:
        response = await client.post(STEP, data={"totp": "1", "next": "//evil.example/"})

    assert response.headers["location"] == "/"


async def test_a_foreign_page_completes_nothing(services: ScriptedServices) -> None:
    async with client_of(scripted_app(services), cookies=KEPT) as client:
        response = await client.post(
            STEP, data={"totp": "123456"}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert response.status_code == 403
    assert services.asked == []


async def test_an_accepted_invitation_leads_to_the_second_factor(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_invitation", an_invitation_preview(has_account=True))
    services.says("identity.accept_invitation", a_pending_sign_in())

    response = await anonymous.post(
        "/invitations/kt_1",
        data={"person_name": "Erika Muster", "password": "a long password"},
        headers=OWN_PAGE,
    )

    assert response.headers["location"] == f"{STEP}?next=%2F"
    assert response.headers["set-cookie"].startswith("kontor_sign_in=")
