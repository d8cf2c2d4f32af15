"""The pages of mails that were not taken: looked at, handed over, put away."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.mails import HandOverMail, IncomingMail, IncomingMailDetail, IncomingMails
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

MAIL_ID = UUID(int=5001, version=4)
PAGE = f"/desk/mails/{MAIL_ID}"
MAIL = IncomingMail(
    id=MAIL_ID,
    state="parked",
    reason="unknown_sender",
    sender="erika@privat.example",
    subject="<b>Drucker</b>",
    size_bytes=2_048,
    received_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
)
DETAIL = IncomingMailDetail(
    mail=MAIL,
    recipients=("anfragen@kontor.example",),
    words="Er zieht <i>nicht</i> ein.",
    file_names=("anzeige.png",),
    left_out=("film.mp4",),
    request_id=None,
)


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    script_requests(services, Live())
    services.says("tickets.list_mails", IncomingMails(items=(MAIL,), next_cursor=MAIL_ID))
    services.says("tickets.get_mail", DETAIL)
    services.says("tickets.hand_over_mail", MAIL)
    services.says("tickets.drop_mail", MAIL)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


async def test_the_list_says_who_wrote_and_why_nobody_took_it(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await agent.get("/desk/mails")
    await agent.get(f"/desk/mails?state=taken&cursor={MAIL_ID}")

    page = BeautifulSoup(response.text, "html.parser")
    row = page.select_one(".requests > li")
    first, second = (each.arguments["query"] for each in services.calls_of("tickets.list_mails"))
    assert row is not None
    assert "erika@privat.example" in row.text
    assert "Zu dieser Adresse gehört niemand" in row.text
    assert "&lt;b&gt;Drucker&lt;/b&gt;" in response.text
    assert page.select_one(f"a[rel=next][href*='cursor={MAIL_ID}']") is not None
    assert (first.state, first.cursor) == ("parked", None)
    assert (second.state, second.cursor) == ("taken", MAIL_ID)


async def test_a_mail_is_shown_as_text_with_its_files_and_what_can_be_done(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await agent.get(PAGE)
    taken = msgspec.structs.replace(MAIL, state="taken", reason=None)
    services.says(
        "tickets.get_mail",
        msgspec.structs.replace(DETAIL, mail=taken, request_id=UUID(int=1001, version=4)),
    )
    settled = BeautifulSoup((await agent.get(PAGE)).text, "html.parser")

    page = BeautifulSoup(response.text, "html.parser")
    assert "Er zieht &lt;i&gt;nicht&lt;/i&gt; ein." in response.text
    assert [each.text.split()[0] for each in page.select(".files li")] == [
        "anzeige.png",
        "film.mp4",
    ]
    assert page.select_one("input[name=audience][value=vendor][checked]") is not None
    assert {form["action"] for form in page.select("aside form")} == {
        f"{PAGE}/hand-over",
        f"{PAGE}/drop",
    }
    assert settled.select("aside form") == []
    assert settled.select_one("aside a[href^='/requests/']") is not None


@pytest.mark.parametrize("number", ["1004", " Nr. 1004 "])
async def test_a_mail_is_handed_over_to_the_request_with_a_number(
    agent: httpx.AsyncClient, services: ScriptedServices, number: str
) -> None:
    form = {"request_number": number, "audience": "public"}

    response = await agent.post(f"{PAGE}/hand-over", data=form)
    after = await agent.get(response.headers["location"])

    (asked,) = services.calls_of("tickets.hand_over_mail")
    assert asked.arguments["request"] == HandOverMail(
        mail_id=MAIL_ID, request_number=1004, audience="public"
    )
    assert "im Verlauf der Anfrage Nr. 1004" in after.text


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"request_number": "zwei"}, None),
        ({"request_number": ""}, None),
        ({"request_number": "1"}, InvalidInput("request_number", "no_such_request")),
    ],
)
async def test_a_number_that_fits_no_request_is_said_beside_it(
    agent: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str], error: Any
) -> None:
    services.says("tickets.hand_over_mail", error)

    response = await agent.post(f"{PAGE}/hand-over", data=form)

    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 422
    assert page.select_one("#request_number-fault") is not None
    assert page.select_one("input[name=request_number]") is not None


async def test_a_mail_is_put_away_unless_somebody_was_quicker(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    dropped = await agent.post(f"{PAGE}/drop")
    services.says("tickets.drop_mail", ChangedMeanwhile("mail", "taken"))
    late = await agent.post(f"{PAGE}/drop")

    assert dropped.headers["location"] == "/desk/mails?done=dropped"
    assert late.status_code == 409
    assert "anzeige.png" in late.text


async def test_mails_are_for_the_vendors_people_and_one_that_is_gone_is_not_found(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.get_mail", NotFound("mail"))

    refused = [await browser.get("/desk/mails"), await browser.get(PAGE)]
    gone = [await agent.get(PAGE), await agent.get("/desk/mails/none")]

    assert [each.status_code for each in refused] == [403, 403]
    assert [each.status_code for each in gone] == [404, 404]
