"""Signing in with another address, as pages: ask with the password, confirm by the link."""

from datetime import UTC, datetime

import httpx
import pytest

from contracts.errors import (
    AlreadyExists,
    InitialAddressProtected,
    InvalidInput,
    LinkNotUsable,
    SignInRefused,
)
from contracts.mailed_links import LinkPreview
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

LINK = "/email-changes/ke_demo"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
PREVIEW = LinkPreview(
    purpose="email_change",
    email="erika@neu.example",
    expires_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
)
FILLED_IN = {"email": "erika@neu.example", "password": "drei ordner im regal"}


@pytest.mark.req("SE-31")
async def test_asking_answers_alike_and_says_that_invoices_are_something_else(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.request_email_change", None)

    form = await browser.get("/sign-in-address")
    answer = await browser.post("/sign-in-address", data=FILLED_IN)
    after = await browser.get(answer.headers["location"])

    assert "erika@example.com" in form.text
    assert "an die Ihr Unternehmen Rechnungen erhält" in form.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in-address?sent=yes")
    assert "Eine E-Mail ist unterwegs" in after.text
    assert "neu.example" not in after.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (SignInRefused(), 401, "passen nicht zusammen"),
        (InvalidInput("email", "present_address"), 422, "melden Sie sich bereits an"),
        (InitialAddressProtected(), 409, "weder entfernt noch ge"),
    ],
)
async def test_what_is_wrong_stands_in_the_form(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    said: str,
) -> None:
    services.says("identity.request_email_change", error)

    answer = await browser.post("/sign-in-address", data=FILLED_IN)

    assert answer.status_code == status
    assert said in answer.text
    assert FILLED_IN["email"] in answer.text
    assert FILLED_IN["password"] not in answer.text


async def test_looking_at_the_link_changes_nothing(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_link", PREVIEW)

    answers = [await anonymous.request(method, LINK) for method in ("GET", "HEAD") * 25]

    assert {answer.status_code for answer in answers} == {200}
    assert "erika@neu.example" in answers[0].text
    assert {asked.called for asked in services.asked} == {"identity.preview_link"}


async def test_confirming_is_felt_by_the_next_request(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.confirm_email_change", None)
    await browser.get("/sign-in-address")

    answer = await browser.post(LINK)
    after = await browser.get(answer.headers["location"])

    assert answer.status_code == 303
    assert "Ihre neue Anmeldeadresse gilt" in after.text
    assert len(services.calls_of("identity.authenticate")) == 2


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (LinkNotUsable("link_replaced"), 410),
        (AlreadyExists("email"), 409),
        (InitialAddressProtected(), 409),
    ],
)
async def test_a_link_that_leads_nowhere_says_so_with_the_way_on(
    anonymous: httpx.AsyncClient, services: ScriptedServices, error: Exception, status: int
) -> None:
    services.says("identity.confirm_email_change", error)

    answer = await anonymous.post(LINK, headers=SAME_SITE)

    assert answer.status_code == status
    assert 'href="/sign-in-address"' in answer.text
