"""One's own particulars and one's password, as pages."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.accounts import OpenSessions
from contracts.errors import InvalidInput, SignInRefused, WeakPassword
from contracts.profiles import MANAGED_ELSEWHERE, LinkedAccount, Profile, ProviderAccount
from contracts.second_factor import SecondFactors
from tests.gateway.samples import PERSON_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = "/account/profile"
MANAGE_URL = "https://kundencenter.example/"
NEW_NAME = {"given_name": " Erika ", "family_name": "Beispiel", "language": "en"}


def a_profile(**changes: Any) -> Profile:
    values: dict[str, Any] = {
        "person_id": PERSON_ID,
        "name": "Erika Muster",
        "given_name": "Erika",
        "family_name": "Muster",
        "email": "erika@example.com",
        "language": "de",
        "linked_account": None,
        "managed_elsewhere": (),
        "manage_url": None,
    }
    return Profile(**(values | changes))


@pytest.fixture(autouse=True)
def _known(services: ScriptedServices) -> None:
    services.says("identity.get_profile", a_profile())
    services.says("identity.update_profile", a_profile())
    factors = SecondFactors(totp_since=None, recovery_codes_left=0, is_proven=False)
    services.says("identity.get_second_factors", factors)
    services.says("identity.list_sessions", OpenSessions(items=()))
    services.says("identity.change_password", None)


def soup_of(answer: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "lxml")


async def test_the_page_shows_who_one_is_and_what_is_open(browser: httpx.AsyncClient) -> None:
    page = soup_of(await browser.get(PAGE))

    assert page.select_one('[name="given_name"][value="Erika"]') is not None
    facts = page.select_one('[aria-labelledby="access"]')
    assert facts is not None
    assert "Offene Bereiche Post" in " ".join(facts.get_text(" ").split())
    # What is closed leads to why, and to who can change it.
    assert facts.select_one('a[href="/why?area=devices"]') is not None
    assert facts.select('a[href="/why?area=post"], a[href="/why?area=business"]') == []
    assert page.select_one('[aria-labelledby="elsewhere"]') is None


async def test_a_new_name_and_language_are_kept_and_shown_in_that_language(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    answer = await browser.post(PAGE, data=NEW_NAME)

    [asked] = services.calls_of("identity.update_profile")
    request = asked.arguments["request"]
    assert (request.given_name, request.family_name, request.language) == (
        "Erika",
        "Beispiel",
        "en",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=saved&lang=en")
    shown = await browser.get(answer.headers["location"])
    assert "Your particulars are saved." in shown.text


@pytest.mark.parametrize(
    "form", [{**NEW_NAME, "language": "fr"}, {**NEW_NAME, "given_name": "x" * 201}]
)
async def test_what_cannot_be_a_name_or_a_language_is_shown_again(
    browser: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str]
) -> None:
    answer = await browser.post(PAGE, data=form)

    assert answer.status_code == 422
    assert soup_of(answer).select_one(".fault") is not None
    assert soup_of(answer).select_one('[name="family_name"][value="Beispiel"]') is not None
    assert services.calls_of("identity.update_profile") == []


async def test_what_identity_says_of_a_name_stands_beside_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.update_profile", InvalidInput("given_name", "blank"))

    answer = await browser.post(PAGE, data=NEW_NAME)

    assert answer.status_code == 422
    assert soup_of(answer).select_one("#given_name-fault") is not None


async def test_what_is_kept_elsewhere_is_named_with_the_way_there(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.get_profile",
        a_profile(
            linked_account=LinkedAccount(
                provider="Musterkonto", subject="M-1", manage_url=MANAGE_URL
            ),
            managed_elsewhere=MANAGED_ELSEWHERE,
            manage_url=MANAGE_URL,
            provider_accounts=(
                ProviderAccount(
                    organisation_name="Musterfabrik GmbH (Demo)",
                    issuer="https://anmeldung.example",
                    linked_at=datetime(2026, 1, 2, tzinfo=UTC),
                ),
            ),
        ),
    )

    page = soup_of(await browser.get(PAGE))

    elsewhere = page.select_one('[aria-labelledby="elsewhere"]')
    assert elsewhere is not None
    assert "Geburtsdatum, Telefon, Mobiltelefon, Postanschrift" in elsewhere.get_text()
    link = elsewhere.select_one(f'a[href="{MANAGE_URL}"]')
    assert link is not None
    assert link["rel"] == ["noopener", "noreferrer"]
    assert "anmeldung.example" in page.get_text()


async def test_who_belongs_nowhere_is_led_to_where_one_asks_to_be_let_in(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    nowhere = a_principal(organisation_id=None, organisation_kind=None, role=None, areas=())
    services.tokens[TOKEN] = an_authenticated(nowhere, organisation=None)

    page = soup_of(await browser.get(PAGE))

    assert page.select_one('[aria-labelledby="access"] a[href="/access"]') is not None


async def test_the_password_is_changed_with_the_present_one(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"current": "drei Ordner im Regal", "new": "vier Kisten im Keller"}

    answer = await browser.post("/account/security/password", data=form)

    [asked] = services.calls_of("identity.change_password")
    request = asked.arguments["request"]
    assert (request.current, request.new) == (form["current"], form["new"])
    assert answer.headers["location"] == "/account/security?done=password_changed"
    assert "Ihr neues Passwort gilt." in (await browser.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("error", "status"), [(SignInRefused(), 401), (WeakPassword("too_short"), 422)]
)
async def test_a_password_that_is_not_taken_is_asked_for_again_and_never_shown(
    browser: httpx.AsyncClient, services: ScriptedServices, error: Exception, status: int
) -> None:
    services.says("identity.change_password", error)

    answer = await browser.post(
        "/account/security/password", data={"current": "geheim-1", "new": "geheim-2"}
    )

    assert answer.status_code == status
    assert soup_of(answer).select_one('[aria-labelledby="password"] details[open]') is not None
    assert "geheim" not in answer.text
