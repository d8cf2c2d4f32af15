"""Passkeys on the pages: what the page's script has fetched comes in as a form."""

import json
from typing import Any

import httpx
import pytest

from contracts.accounts import OpenSessions
from contracts.errors import NotSignedIn, PasskeyRefused
from contracts.second_factor import PasskeyAdded, SecondFactors
from tests.gateway.samples import TOKEN, a_session
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app
from tests.gateway.unit.test_passkeys import ANSWER, ASKED, MADE, PASSKEY, PASSKEY_ID

pytestmark = pytest.mark.asyncio

PAGE = "/account/security"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
KEPT = {"kontor_sign_in": "kf_pending~passkey~recovery_code"}
PASSWORD = {"password": "a long password"}


def form(credential: Any = ANSWER, **fields: str) -> dict[str, str]:
    return {"credential": json.dumps(credential), **fields}


async def test_a_passkey_alone_signs_in_and_leads_back(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session_by_passkey", a_session())

    response = await anonymous.post("/sign-in/passkey", data=form(next="/post/1"), headers=OWN_PAGE)

    assert response.headers["location"] == "/post/1"
    assert response.headers["set-cookie"].startswith(f"kontor_session={TOKEN}; HttpOnly")


@pytest.mark.parametrize("credential", ["", "{}", "no json", "[]"])
async def test_what_is_no_answer_of_a_passkey_asks_nobody(
    anonymous: httpx.AsyncClient, services: ScriptedServices, credential: str
) -> None:
    response = await anonymous.post(
        "/sign-in/passkey", data={"credential": credential}, headers=OWN_PAGE
    )

    assert response.status_code == 401
    assert "Dieser Passkey wird hier nicht angenommen." in response.text
    assert services.asked == []


async def test_a_foreign_page_signs_nobody_in(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await anonymous.post(
        "/sign-in/passkey", data=form(), headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
    assert services.asked == []


async def test_a_passkey_completes_the_sign_in_of_this_browser(services: ScriptedServices) -> None:
    services.says("identity.ask_for_passkey_to_complete", ASKED)
    services.says("identity.complete_sign_in", a_session())
    async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=KEPT) as client:
        asked = await client.post("/sign-in/second-factor/passkey-challenge")
        response = await client.post("/sign-in/second-factor", data=form())

    (question,) = services.calls_of("identity.ask_for_passkey_to_complete")
    (completed,) = services.calls_of("identity.complete_sign_in")
    assert asked.json()["challenge"] == "AAEC"
    assert question.arguments["token"] == "kf_pending"
    assert completed.arguments["request"].passkey.id == "AQID"
    assert response.headers["location"] == "/"


async def test_the_script_is_told_in_json_that_the_sign_in_is_over(
    services: ScriptedServices,
) -> None:
    services.says("identity.ask_for_passkey_to_complete", NotSignedIn())
    for cookies in (KEPT, {}):
        async with client_of(scripted_app(services), headers=OWN_PAGE, cookies=cookies) as client:
            response = await client.post("/sign-in/second-factor/passkey-challenge")

        assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


async def test_a_new_passkey_gives_the_browser_its_token_and_the_first_codes_once(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    codes = ("7K3M-Q9RT-2XWB-91FH",)
    services.says(
        "identity.register_passkey",
        PasskeyAdded(token="ks_new", passkey=PASSKEY, recovery_codes=codes),
    )

    response = await browser.post(f"{PAGE}/passkeys", data=form(MADE, name="Telefon"))

    (asked,) = services.calls_of("identity.register_passkey")
    assert asked.arguments["request"].name == "Telefon"
    assert codes[0] in response.text
    assert response.headers["set-cookie"].startswith("kontor_session=ks_new; HttpOnly")


async def test_a_further_passkey_leads_back_to_the_page(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.register_passkey", PasskeyAdded(token="ks_new", passkey=PASSKEY))

    response = await browser.post(f"{PAGE}/passkeys", data=form(MADE, name="Telefon"))

    assert response.headers["location"] == f"{PAGE}?done=passkey_added"


async def test_passkeys_are_listed_renamed_and_removed(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.get_second_factors",
        SecondFactors(totp_since=None, recovery_codes_left=10, is_proven=True, passkeys=(PASSKEY,)),
    )
    services.says("identity.list_sessions", OpenSessions(items=()))
    services.says("identity.rename_passkey", PASSKEY)
    services.says("identity.remove_passkey", None)

    shown = await browser.get(PAGE)
    renamed = await browser.post(f"{PAGE}/passkeys/{PASSKEY_ID}/rename", data={"name": "Neu"})
    removed = await browser.post(f"{PAGE}/passkeys/{PASSKEY_ID}/remove", data=PASSWORD)
    unknown = await browser.post(f"{PAGE}/passkeys/x/rename", data={"name": "Neu"})

    assert "Telefon" in shown.text
    assert "gesichert beim Hersteller" in shown.text
    assert "10 unbenutzt" in shown.text
    assert renamed.headers["location"] == f"{PAGE}?done=passkey_renamed"
    assert removed.headers["location"] == f"{PAGE}?done=passkey_removed"
    assert unknown.status_code == 404


async def test_a_refused_passkey_stands_on_the_page(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.get_second_factors",
        SecondFactors(totp_since=None, recovery_codes_left=0, is_proven=False),
    )
    services.says("identity.list_sessions", OpenSessions(items=()))
    services.says("identity.register_passkey", PasskeyRefused())

    refused = await browser.post(f"{PAGE}/passkeys", data=form(MADE, name="Telefon"))
    nameless = await browser.post(f"{PAGE}/passkeys", data=form(MADE))

    assert refused.status_code == 401
    assert "nicht angenommen" in refused.text
    assert nameless.status_code == 422
