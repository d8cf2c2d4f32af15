"""A forgotten password, as pages: asking tells nothing, looking uses nothing up."""

from datetime import UTC, datetime

import httpx
import pytest

from contracts.errors import LinkNotUsable, NotFound, TooManyAttempts, WeakPassword
from contracts.mailed_links import LinkPreview
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
LINK = "/passwords/kp_demo"
PREVIEW = LinkPreview(
    purpose="password_reset",
    email="erika@example.com",
    expires_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
)


async def test_the_sign_in_leads_to_the_form(anonymous: httpx.AsyncClient) -> None:
    sign_in = await anonymous.get("/sign-in")
    form = await anonymous.get("/forgotten-password")

    assert 'href="/forgotten-password"' in sign_in.text
    assert form.status_code == 200
    assert 'name="email"' in form.text


async def test_asking_answers_alike_whatever_the_address(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.request_password_reset", None)

    answer = await anonymous.post(
        "/forgotten-password", data={"email": "erika@example.com"}, headers=SAME_SITE
    )
    after = await anonymous.get(answer.headers["location"])

    assert (answer.status_code, answer.headers["location"]) == (303, "/forgotten-password?sent=yes")
    assert "Wenn es unter dieser Adresse einen Zugang gibt" in after.text
    assert "erika@example.com" not in after.text


async def test_asking_too_often_says_when_to_come_back(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.request_password_reset", TooManyAttempts("120"))

    answer = await anonymous.post(
        "/forgotten-password", data={"email": "erika@example.com"}, headers=SAME_SITE
    )

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "120")
    assert "in 120 Sekunden" in answer.text
    assert "erika@example.com" in answer.text


async def test_looking_at_the_link_uses_nothing_up(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_link", PREVIEW)

    answers = [await anonymous.request(method, LINK) for method in ("GET", "HEAD") * 25]

    assert {answer.status_code for answer in answers} == {200}
    assert "erika@example.com" in answers[0].text
    assert {asked.called for asked in services.asked} == {"identity.preview_link"}


async def test_a_chosen_password_leads_to_the_sign_in_and_ends_the_browsers_session(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_link", PREVIEW)
    services.says("identity.reset_password", None)

    answer = await browser.post(LINK, data={"password": "drei ordner im regal"})
    after = await browser.get(answer.headers["location"])

    assert answer.status_code == 303
    assert 'kontor_session=""' in answer.headers["set-cookie"]
    assert "Ihr neues Passwort gilt" in after.text
    [asked] = services.calls_of("identity.reset_password")
    assert asked.arguments["request"].token == "kp_demo"


async def test_a_weak_password_is_told_with_its_reason(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_link", PREVIEW)
    services.says("identity.reset_password", WeakPassword("too_common"))

    answer = await anonymous.post(LINK, data={"password": "passwort1234"}, headers=SAME_SITE)

    assert answer.status_code == 422
    assert "Es ist zu leicht zu erraten." in answer.text
    assert "passwort1234" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"), [(LinkNotUsable("link_used"), 410), (NotFound("link"), 404)]
)
async def test_a_dead_link_leads_to_a_new_one(
    anonymous: httpx.AsyncClient, services: ScriptedServices, error: Exception, status: int
) -> None:
    services.says("identity.preview_link", error)

    looked = await anonymous.get(LINK)
    sent = await anonymous.post(LINK, data={"password": "x"}, headers=SAME_SITE)

    assert (looked.status_code, sent.status_code) == (status, status)
    for answer in (looked, sent):
        assert 'href="/forgotten-password"' in answer.text


async def test_a_foreign_page_sends_no_form(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}

    answers = [
        await anonymous.post(path, data={"email": "a@b.example"}, headers=cross)
        for path in ("/forgotten-password", LINK, "/register", "/registrations/kr_demo")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert services.asked == []
