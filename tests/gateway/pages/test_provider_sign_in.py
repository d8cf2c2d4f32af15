"""Signing in by the identity provider of one's organisation, with a browser."""

from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from contracts.accounts import SignInSteps
from contracts.errors import (
    IdentityProviderRequired,
    IdentityProviderUnavailable,
    ProviderSignInRefused,
    SignInRefused,
)
from contracts.identity_providers import (
    BeginProviderSignIn,
    CompleteProviderSignIn,
    ProviderSignIn,
)
from tests.gateway.samples import TOKEN, a_session
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
FROM_PROVIDER = {"Sec-Fetch-Site": "cross-site", "Accept-Language": "de"}
ADDRESS = "lea@muster.example"
PROVIDER = 'https://login.muster.example/authorize?a="b"&state=ko_state'
BEGUN = ProviderSignIn(authorization_url=PROVIDER, browser_secret="ko_secret")
CALLBACK = "/sign-in/oidc/callback?state=ko_state&code=c0de&iss=https%3A%2F%2Flogin.muster.example"
COMPLETE = "identity.complete_oidc_sign_in"


def soup_of(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def attribute(inside: BeautifulSoup | Tag, selector: str, name: str) -> object:
    found = inside.select_one(selector)
    assert found is not None, selector
    return found[name]


def kept(value: str = "ko_secret~%2Fpost%3Fnumber%3DR-1") -> dict[str, str]:
    return {"Cookie": f"kontor_provider={value}", **FROM_PROVIDER}


@pytest.mark.parametrize(
    ("methods", "by_provider", "password_is_folded"),
    [
        (("password",), False, False),
        (("identity_provider", "password"), True, True),
        (("identity_provider",), True, True),
    ],
)
async def test_the_second_step_offers_the_ways_that_identity_names(
    anonymous: httpx.AsyncClient,
    services: ScriptedServices,
    methods: Any,
    *,
    by_provider: bool,
    password_is_folded: bool,
) -> None:
    services.says("identity.begin_sign_in", SignInSteps(methods=methods))

    answer = await anonymous.post(
        "/sign-in", data={"email": ADDRESS, "next": "/post?number=R-1"}, headers=OWN_PAGE
    )

    soup = soup_of(answer)
    forms = {form["action"]: form for form in soup.find_all("form")}
    assert ("/sign-in/oidc" in forms) is by_provider
    assert "/sign-in" in forms
    assert (soup.select_one("details input[name=password]") is not None) is password_is_folded
    for form in forms.values():
        if form["action"] in {"/sign-in", "/sign-in/oidc"}:
            assert attribute(form, "input[name=email]", "value") == ADDRESS
            assert attribute(form, "input[name=next]", "value") == "/post?number=R-1"


async def test_the_browser_is_sent_to_the_provider_and_keeps_its_secret(
    services: ScriptedServices,
) -> None:
    services.says("identity.begin_oidc_sign_in", BEGUN)
    app = scripted_app(services, public_url="https://portal.example.com")
    async with client_of(app, headers=OWN_PAGE) as client:
        answer = await client.post("/sign-in/oidc", data={"email": ADDRESS, "next": "/post/1"})

    (asked,) = services.calls_of("identity.begin_oidc_sign_in")
    assert asked.arguments["request"] == BeginProviderSignIn(email=ADDRESS)
    # A page, not a redirect: that would be held to `form-action 'self'`.
    assert answer.status_code == 200
    soup = soup_of(answer)
    assert attribute(soup, "meta[http-equiv=refresh]", "content") == f"0; url={PROVIDER}"
    assert attribute(soup, "main a[role=button]", "href") == PROVIDER
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-kontor_provider=ko_secret~%2Fpost%2F1; ")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_where_no_provider_speaks_for_the_address_the_password_is_asked_for(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.begin_oidc_sign_in", ProviderSignIn())

    answer = await anonymous.post("/sign-in/oidc", data={"email": ADDRESS}, headers=OWN_PAGE)

    assert answer.status_code == 200
    assert soup_of(answer).select_one("input[name=password]") is not None
    assert "set-cookie" not in answer.headers


async def test_a_foreign_page_cannot_send_a_browser_to_a_provider(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    answer = await anonymous.post("/sign-in/oidc", data={"email": ADDRESS}, headers=FROM_PROVIDER)

    assert answer.status_code == 403
    assert services.asked == []


async def test_the_providers_answer_opens_a_session_and_leads_on(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(COMPLETE, a_session())

    answer = await anonymous.get(CALLBACK, headers=kept())

    (asked,) = services.calls_of(COMPLETE)
    assert asked.arguments["request"] == CompleteProviderSignIn(
        state="ko_state",
        code="c0de",
        named_issuer="https://login.muster.example",
        browser_secret="ko_secret",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/post?number=R-1")
    cookies = answer.headers.get_list("set-cookie")
    assert any(cookie.startswith(f"kontor_session={TOKEN};") for cookie in cookies)
    assert any(cookie.startswith('kontor_provider="";') for cookie in cookies)


async def test_who_has_a_second_factor_is_asked_for_it(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(COMPLETE, a_session(token="kf_token", awaits=("totp",)))

    answer = await anonymous.get(CALLBACK, headers=kept())

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in/second-factor?")
    cookies = answer.headers.get_list("set-cookie")
    assert not any(cookie.startswith("kontor_session=") for cookie in cookies)


@pytest.mark.parametrize("value", ["ko_secret~https%3A%2F%2Fevil.example", "ko_secret~%2F%2Fevil"])
async def test_nobody_is_led_to_another_site(
    anonymous: httpx.AsyncClient, services: ScriptedServices, value: str
) -> None:
    services.says(COMPLETE, a_session())

    answer = await anonymous.get(CALLBACK, headers=kept(value))

    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (CALLBACK, FROM_PROVIDER),
        ("/sign-in/oidc/callback", kept()),
        ("/sign-in/oidc/callback?state=ko_state", kept()),
        (f"/sign-in/oidc/callback?state={'s' * 300}&code=c", kept()),
    ],
)
async def test_an_answer_that_this_browser_has_not_asked_for_reaches_nobody(
    anonymous: httpx.AsyncClient,
    services: ScriptedServices,
    address: str,
    headers: dict[str, str],
) -> None:
    answer = await anonymous.get(address, headers=headers)

    assert answer.status_code == 401
    assert "in einem anderen Browser begonnen" in answer.text
    assert services.asked == []


async def test_who_breaks_off_at_the_provider_may_begin_again(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    address = "/sign-in/oidc/callback?error=access_denied&error_description=%3Cb%3Eprosa"

    answer = await anonymous.get(address, headers=kept())

    assert answer.status_code == 401
    assert "hat die Anmeldung abgebrochen" in answer.text
    assert "<b>prosa" not in answer.text
    assert soup_of(answer).select_one("form input[name=email]") is not None
    assert services.asked == []


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (ProviderSignInRefused("sign_in_expired"), 401, "Bitte beginnen Sie noch einmal."),
        (ProviderSignInRefused("not_genuine"), 401, "ließ sich nicht bestätigen"),
        (ProviderSignInRefused("address_not_verified"), 401, "nicht bestätigt"),
        (ProviderSignInRefused("domain_not_confirmed"), 401, "nicht zuständig"),
        (ProviderSignInRefused("other_account"), 401, "bereits ein anderer Zugang"),
        (ProviderSignInRefused("not_admitted"), 401, "nicht möglich"),
        (IdentityProviderUnavailable(), 503, "antwortet gerade nicht"),
    ],
)
async def test_each_refusal_has_its_words_and_the_first_step_below(
    anonymous: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    words: str,
) -> None:
    services.says(COMPLETE, error)

    answer = await anonymous.get(CALLBACK, headers=kept())

    assert answer.status_code == status
    assert words in answer.text
    assert soup_of(answer).select_one("form input[name=email]") is not None
    assert 'kontor_provider=""' in answer.headers["set-cookie"]


async def test_a_password_that_may_not_be_used_leads_to_the_provider(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", IdentityProviderRequired())

    answer = await anonymous.post(
        "/sign-in", data={"email": ADDRESS, "password": "geheim"}, headers=OWN_PAGE
    )

    assert answer.status_code == 401
    assert "über den Anmeldedienst Ihres Unternehmens" in answer.text
    assert soup_of(answer).select_one('form[action="/sign-in/oidc"]') is not None


async def test_after_a_wrong_password_the_provider_is_still_offered(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session", SignInRefused())
    form = {"email": ADDRESS, "password": "falsch", "by_provider": "yes"}

    answer = await anonymous.post("/sign-in", data=form, headers=OWN_PAGE)

    assert soup_of(answer).select_one('form[action="/sign-in/oidc"]') is not None
    assert soup_of(answer).select_one("details[open] input[name=password]") is not None


async def test_a_provider_that_is_away_is_named_before_anybody_leaves(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.begin_oidc_sign_in", IdentityProviderUnavailable())

    answer = await anonymous.post("/sign-in/oidc", data={"email": ADDRESS}, headers=OWN_PAGE)

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "antwortet gerade nicht" in answer.text
    assert attribute(soup_of(answer), "input[name=email]", "value") == ADDRESS
