"""Signing up by mail, as pages, and what somebody finds who belongs to no company yet."""

from datetime import UTC, datetime

import httpx
import pytest

from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    LinkNotUsable,
    NoMembership,
    TooManyAttempts,
    WeakPassword,
)
from contracts.mailed_links import LinkPreview
from tests.gateway.samples import TOKEN, a_principal, a_session, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
LINK = "/registrations/kr_demo"
PREVIEW = LinkPreview(
    purpose="registration",
    email="nora@example.com",
    expires_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
)
FILLED_IN = {"person_name": "Nora Neu", "password": "drei ordner im regal"}


@pytest.fixture
def newcomer(services: ScriptedServices) -> ScriptedServices:
    """Services that know the token as one of a person without any membership."""
    principal = a_principal(
        organisation_id=None, organisation_kind=None, role=None, areas=(), data_scope="none"
    )
    services.tokens[TOKEN] = an_authenticated(principal, organisation=None)
    return services


async def test_the_sign_in_leads_to_the_registration(anonymous: httpx.AsyncClient) -> None:
    sign_in = await anonymous.get("/sign-in")
    form = await anonymous.get("/register")

    assert 'href="/register"' in sign_in.text
    assert form.status_code == 200


@pytest.mark.req("FD-04")
async def test_an_address_is_all_that_registering_begins_with(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.request_registration", None)

    answer = await anonymous.post(
        "/register", data={"email": "nora@example.com"}, headers=SAME_SITE
    )
    after = await anonymous.get(answer.headers["location"])

    assert (answer.status_code, answer.headers["location"]) == (303, "/register?sent=yes")
    assert "Eine E-Mail ist unterwegs" in after.text


async def test_looking_at_the_link_uses_nothing_up(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_link", PREVIEW)

    answers = [await anonymous.request(method, LINK) for method in ("GET", "HEAD") * 25]

    assert {answer.status_code for answer in answers} == {200}
    assert "nora@example.com" in answers[0].text
    assert {asked.called for asked in services.asked} == {"identity.preview_link"}


@pytest.mark.req("FD-07")
async def test_name_and_password_finish_it_and_sign_in(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_link", PREVIEW)
    services.says("identity.complete_registration", a_session(organisation=None))

    answer = await anonymous.post(LINK, data=FILLED_IN, headers=SAME_SITE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/access")
    assert answer.headers["set-cookie"].startswith(f"kontor_session={TOKEN}")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (WeakPassword("contains_personal"), 422, "Es enthält Ihren Namen"),
        (InvalidInput("person_name", "control_characters"), 422, "Steuerzeichen"),
        (LinkNotUsable("link_expired"), 410, 'href="/register"'),
        (AlreadyExists("email"), 409, 'href="/sign-in"'),
    ],
)
async def test_what_is_wrong_is_told_with_the_way_on(
    anonymous: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    said: str,
) -> None:
    services.says("identity.preview_link", PREVIEW)
    services.says("identity.complete_registration", error)

    answer = await anonymous.post(LINK, data=FILLED_IN, headers=SAME_SITE)

    assert answer.status_code == status
    assert said in answer.text
    assert FILLED_IN["password"] not in answer.text


async def test_who_belongs_nowhere_is_led_to_where_he_can_ask(
    browser: httpx.AsyncClient, newcomer: ScriptedServices
) -> None:
    newcomer.says("billing_docs.list_documents", NoMembership())

    start = await browser.get("/")
    post = await browser.get("/post")
    page = await browser.get("/access")

    assert (start.status_code, start.headers["location"]) == (303, "/access")
    assert (post.status_code, post.headers["location"]) == (303, "/access")
    assert "gehören aber noch zu keinem Unternehmen" in page.text
    assert 'href="/post"' not in page.text


@pytest.mark.req("SE-32")
async def test_asking_for_access_answers_alike_whatever_the_number(
    browser: httpx.AsyncClient, newcomer: ScriptedServices
) -> None:
    newcomer.says("identity.request_access", None)

    answer = await browser.post(
        "/access", data={"customer_number": "10001", "note": "Bin die Neue"}
    )
    after = await browser.get(answer.headers["location"])

    assert (answer.status_code, answer.headers["location"]) == (303, "/access?sent=yes")
    assert "Ihre Anfrage ist aufgenommen" in after.text
    [asked] = newcomer.calls_of("identity.request_access")
    assert asked.arguments["request"].note == "Bin die Neue"


async def test_asking_too_often_keeps_what_was_typed(
    browser: httpx.AsyncClient, newcomer: ScriptedServices
) -> None:
    newcomer.says("identity.request_access", TooManyAttempts("600"))

    answer = await browser.post(
        "/access", data={"customer_number": "10001", "note": "Bin die Neue"}
    )

    assert answer.status_code == 429
    assert "Bin die Neue" in answer.text


async def test_a_member_may_ask_for_another_company(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    page = await browser.get("/access")

    assert page.status_code == 200
    assert "weiteres Unternehmen" in page.text
    assert services.calls_of("identity.request_access") == []
