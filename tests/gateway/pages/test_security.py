"""The page about signing in: factors, sessions, and the organisation's rule."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio

from contracts.accounts import OpenSessionLine, OpenSessions
from contracts.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    SecondFactorRequired,
    SignInRefused,
)
from contracts.second_factor import (
    FactorAdded,
    RecoveryCodes,
    SecondFactorRule,
    SecondFactors,
    TotpEnrolment,
)
from tests.gateway.samples import SESSION_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = "/account/security"
A_MOMENT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "otpauth://totp/Kontor:erika%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Kontor"
PASSWORD = {"password": "a long password"}


def factors(**changes: Any) -> SecondFactors:
    values = {"totp_since": None, "recovery_codes_left": 0, "is_proven": False, **changes}
    return SecondFactors(**values)


def a_line(**changes: Any) -> OpenSessionLine:
    values = {
        "session_id": SESSION_ID,
        "opened_at": A_MOMENT,
        "last_used_at": A_MOMENT,
        "organisation_name": "Musterfabrik GmbH (Demo)",
        "is_current": True,
        **changes,
    }
    return OpenSessionLine(**values)


@pytest_asyncio.fixture
async def member(browser: httpx.AsyncClient, services: ScriptedServices) -> httpx.AsyncClient:
    """Return a member's browser; nothing is set up yet."""
    services.says("identity.get_second_factors", factors())
    services.says("identity.list_sessions", OpenSessions(items=(a_line(),)))
    return browser


@pytest_asyncio.fixture
async def admin(member: httpx.AsyncClient, services: ScriptedServices) -> httpx.AsyncClient:
    """Return an administrator's browser."""
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    services.says("identity.get_second_factor_rule", SecondFactorRule(required=False))
    return member


async def test_a_member_sees_his_factors_and_sessions_and_no_rule(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.get_second_factors", factors(totp_since=A_MOMENT, recovery_codes_left=9)
    )

    response = await member.get(PAGE)

    assert response.status_code == 200
    assert "Aktiv seit 02.03.2026, 13:00" in response.text
    assert "9 unbenutzt" in response.text
    assert "Dieses Gerät" in response.text
    assert "Regel Ihres Unternehmens" not in response.text
    assert services.calls_of("identity.get_second_factor_rule") == []


async def test_an_admin_switches_the_rule_only_with_a_factor_of_his_own(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    without = await admin.get(PAGE)
    services.says("identity.get_second_factors", factors(totp_since=A_MOMENT, is_proven=True))
    proven = await admin.get(PAGE)
    services.says("identity.set_second_factor_rule", SecondFactorRule(required=True))
    switched = await admin.post(f"{PAGE}/rule", data={"required": "yes"})

    assert "Regel einschalten" not in without.text
    assert "mit einem zweiten Faktor angemeldet" in without.text
    assert "Regel einschalten" in proven.text
    assert switched.headers["location"] == f"{PAGE}?done=rule_changed"
    (asked,) = services.calls_of("identity.set_second_factor_rule")
    assert asked.arguments["request"] == SecondFactorRule(required=True)


async def test_setting_an_app_up_shows_its_picture_and_key(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    enrolment = TotpEnrolment(secret="JBSWY3DPEHPK3PXP", otpauth_url=URL, expires_at=A_MOMENT)
    services.says("identity.begin_totp", enrolment)

    response = await member.post(f"{PAGE}/totp", data=PASSWORD)

    assert response.status_code == 200
    assert 'src="data:image/svg+xml' in response.text
    assert "JBSW Y3DP EHPK 3PXP" in response.text
    assert response.headers["cache-control"] == "private, no-store"


async def test_a_wrong_code_shows_the_same_picture_again(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.confirm_totp", InvalidInput("code", "wrong_code"))
    form = {"code": "000000", "otpauth_url": URL, "secret": "JBSWY3DPEHPK3PXP"}

    response = await member.post(f"{PAGE}/totp/confirm", data=form)
    forged = await member.post(
        f"{PAGE}/totp/confirm", data=form | {"otpauth_url": "javascript:alert(1)"}
    )

    assert response.status_code == 422
    assert "Dieser Code stimmt nicht" in response.text
    assert 'src="data:image/svg+xml' in response.text
    assert "data:image/svg+xml" not in forged.text


async def test_a_confirmed_app_gives_the_browser_its_new_token_and_the_codes_once(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    codes = ("7K3M-Q9RT-2XWB-91FH", "AAAA-BBBB-CCCC-DDDD")
    services.says("identity.confirm_totp", FactorAdded(token="ks_new", recovery_codes=codes))

    response = await member.post(f"{PAGE}/totp/confirm", data={"code": "123456"})

    assert all(code in response.text for code in codes)
    assert response.headers["set-cookie"].startswith("kontor_session=ks_new; HttpOnly")


async def test_a_further_factor_shows_no_codes(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.confirm_totp", FactorAdded(token="ks_new"))

    response = await member.post(f"{PAGE}/totp/confirm", data={"code": "123456"})

    assert response.headers["location"] == f"{PAGE}?done=totp_added"
    assert response.headers["set-cookie"].startswith("kontor_session=ks_new; ")


async def test_renewed_codes_are_shown_once(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.renew_recovery_codes", RecoveryCodes(items=("7K3M-Q9RT-2XWB-91FH",)))

    response = await member.post(f"{PAGE}/recovery-codes", data=PASSWORD)

    assert "7K3M-Q9RT-2XWB-91FH" in response.text


@pytest.mark.parametrize("path", ["totp", "totp/remove", "recovery-codes"])
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SignInRefused(), 401, "Passwort passen nicht zusammen"),
        (NotFound("totp"), 404, "Das gibt es nicht"),
    ],
)
async def test_what_is_wrong_stands_on_the_page(
    member: httpx.AsyncClient,
    services: ScriptedServices,
    path: str,
    error: Exception,
    status: int,
    words: str,
) -> None:
    for called in ("begin_totp", "remove_totp", "renew_recovery_codes"):
        services.says(f"identity.{called}", error)

    response = await member.post(f"{PAGE}/{path}", data=PASSWORD)

    assert response.status_code == status
    assert words in response.text
    assert "Angemeldete Geräte" in response.text
    assert PASSWORD["password"] not in response.text


async def test_a_refused_rule_says_why(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.set_second_factor_rule", NotPermitted("own_second_factor"))

    response = await admin.post(f"{PAGE}/rule", data={"required": "yes"})

    assert response.status_code == 403
    assert "Richten Sie zuerst selbst einen zweiten Faktor ein" in response.text


async def test_who_is_barred_is_led_here_and_told_why(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    barred = a_principal(role="admin", barred_by="second_factor_required")
    services.tokens[TOKEN] = an_authenticated(barred)
    services.says("billing_docs.list_documents", SecondFactorRequired())

    led = await admin.get("/post")
    shown = await admin.get(PAGE)

    assert (led.status_code, led.headers["location"]) == (303, PAGE)
    assert 'role="alert"' in shown.text
    assert "Ihr Unternehmen verlangt ihn" in shown.text


async def test_sessions_are_ended_one_by_one_or_all_but_this(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.end_session", None)
    services.says("identity.end_other_sessions", 2)

    one = await member.post(f"{PAGE}/sessions/{SESSION_ID}/end")
    all_others = await member.post(f"{PAGE}/sessions/end-others")
    impossible = await member.post(f"{PAGE}/sessions/x/end")

    assert one.headers["location"] == f"{PAGE}?done=session_ended"
    assert all_others.headers["location"] == f"{PAGE}?done=others_ended"
    assert impossible.status_code == 404


async def test_the_page_says_only_what_really_can_have_been_done(
    member: httpx.AsyncClient,
) -> None:
    done = await member.get(f"{PAGE}?done=totp_removed")
    forged = await member.get(f"{PAGE}?done=<b>you won</b>")

    assert "Die App ist entfernt." in done.text
    assert "you won" not in forged.text.replace("%3Cb%3Eyou%20won", "")
    assert 'class="notice"' not in forged.text


@pytest.mark.parametrize("path", ["totp", "totp/confirm", "totp/remove", "rule"])
async def test_a_foreign_page_changes_nothing(
    browser: httpx.AsyncClient, services: ScriptedServices, path: str
) -> None:
    response = await browser.post(
        f"{PAGE}/{path}", data=PASSWORD, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
    assert services.asked == []
