"""The pages of what the vendor publishes, for readers and at the vendor's desk."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from contracts.content import (
    ContentQuery,
    PublishContent,
    WrittenContentPage,
    WrittenContentQuery,
)
from contracts.errors import ChangedMeanwhile, EntitlementMissing, NotFound
from contracts.trainings import OwnPlaces, SeminarDates
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.content_samples import (
    CATEGORIES,
    CONTENT_ID,
    a_content_page,
    a_date,
    a_detail,
    a_notice,
    an_item,
    notices,
    written,
)
from tests.gateway.samples import a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio
MEMBER_TOKEN = "ks_member"


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_requests(services, Live())
    services.tokens[MEMBER_TOKEN] = an_authenticated(
        a_principal(role="member", areas=("post", "wiki", "videos"), entitlements=("wiki",))
    )
    services.says("catalog.list_content", a_content_page(an_item()))
    services.says("catalog.list_content_categories", CATEGORIES)
    services.says("catalog.list_required_notices", notices())
    services.says("catalog.get_content", a_detail())
    services.says("catalog.confirm_notice", None)
    services.says(
        "catalog.list_written_content",
        WrittenContentPage(items=(written().content,), next_cursor="weiter"),
    )
    services.says("catalog.get_written_content", written())
    services.says("catalog.list_own_places", OwnPlaces(items=()))
    services.says("catalog.list_seminar_dates", SeminarDates(items=(a_date(),)))
    for method in ("write_content", "publish_content", "withdraw_content"):
        services.says(f"catalog.{method}", written().content)


@pytest.fixture
def app(services: ScriptedServices) -> Starlette:
    return scripted_app(services)


@pytest_asyncio.fixture
async def member(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of a customer's member who may enter the knowledge base."""
    async with browser_of(app, MEMBER_TOKEN) as client:
        yield client


@pytest_asyncio.fixture
async def agent(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    async with browser_of(app, AGENT_TOKEN) as client:
        yield client


def browser_of(app: Starlette, token: str) -> httpx.AsyncClient:
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    return client_of(app, headers=headers, cookies={"kontor_session": token})


def page_of(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words_of(response: httpx.Response) -> str:
    return page_of(response).get_text(" ", strip=True)


async def test_tabs_lead_to_what_is_open_and_to_nothing_else(member: httpx.AsyncClient) -> None:
    response = await member.get("/knowledge/wiki")

    tabs = page_of(response).select("nav.folders a")
    assert [tab["href"] for tab in tabs] == [
        "/knowledge/news", "/knowledge/faq", "/knowledge/wiki"
    ]  # fmt: skip
    assert [tab.get("aria-current") for tab in tabs] == [None, None, "page"]
    assert "Stand 01.02.2026" in words_of(response)


async def test_the_form_narrows_and_the_next_page_stays_narrowed(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_content", a_content_page(an_item(), next_cursor="a+b"))

    response = await member.get("/knowledge/faq?q=&category=billing")

    (asked,) = services.calls_of("catalog.list_content")
    assert asked.arguments["query"] == ContentQuery(kind="faq", category="billing")
    following = page_of(response).select_one("a[rel=next]")
    assert following is not None
    assert following["href"] == "/knowledge/faq?category=billing&cursor=a%2Bb"


async def test_a_search_without_a_find_says_what_to_do(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_content", a_content_page())

    response = await member.get("/knowledge/news", params={"q": 'x"><script>'})

    assert "stellen Sie uns eine Anfrage" in words_of(response)
    assert "<script>" not in response.text.replace("<script nonce", "")


async def test_an_important_notice_stands_above_the_news_until_it_is_confirmed(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_required_notices", notices(a_notice()))

    shown = await member.get("/knowledge/news")
    confirmed = await member.post(f"/knowledge/news/{CONTENT_ID}/confirm", data={"x": ""})
    after = await member.get(confirmed.headers["location"])

    assert "Wichtige Kundeninformationen Wartung am Sonntag" in words_of(shown)
    assert confirmed.status_code == 303
    assert "Vielen Dank" in words_of(after)
    (asked,) = services.calls_of("catalog.confirm_notice")
    assert asked.arguments == {"content_id": CONTENT_ID}


async def test_a_text_is_shown_and_what_is_in_it_does_not_run(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    text = "# Erstens\n\n<script>alert(1)</script> <b>fett</b>"
    services.says("catalog.get_content", a_detail(text, must_be_acknowledged=True))

    response = await member.get(f"/knowledge/wiki/{CONTENT_ID}")

    page = page_of(response)
    assert [heading.get_text() for heading in page.find_all("h2")] == ["Erstens"]
    assert not page.select("main script")
    assert "<script>alert(1)</script> <b>fett</b>" in words_of(response)
    assert "Bitte bestätigen Sie" in words_of(response)


async def test_a_text_stands_in_its_own_section_alone(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    other = await member.get(f"/knowledge/faq/{CONTENT_ID}")
    services.says("catalog.get_content", NotFound("content"))
    gone = await member.get(f"/knowledge/wiki/{CONTENT_ID}")
    nowhere = [await member.get(path) for path in ("/knowledge/xyz", "/knowledge/wiki/1")]

    assert [each.status_code for each in (other, gone, *nowhere)] == [404, 404, 404, 404]


async def test_an_area_that_was_not_booked_says_so(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_content", EntitlementMissing("videos"))

    response = await member.get("/knowledge/videos")

    assert response.status_code == 403
    assert "Videos" in words_of(response)


async def test_a_video_is_led_to_and_not_framed(
    member: httpx.AsyncClient, services: ScriptedServices
) -> None:
    video = a_detail(kind="video", video_url="https://video.example.com/1", minutes=12)
    services.says("catalog.get_content", video)

    response = await member.get(f"/knowledge/videos/{CONTENT_ID}")

    link = page_of(response).select_one("a.video")
    assert link is not None
    assert (link["href"], link["rel"]) == (
        "https://video.example.com/1", ["noopener", "noreferrer"]
    )  # fmt: skip
    assert page_of(response).find("iframe") is None


async def test_the_desk_lists_what_was_written(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await agent.get("/desk/content?kind=article&state=published")

    (asked,) = services.calls_of("catalog.list_written_content")
    assert asked.arguments["query"] == WrittenContentQuery(kind="article", state="published")
    assert "zu sehen ist Fassung 1" in words_of(response)
    following = page_of(response).select_one("a[rel=next]")
    assert following is not None
    assert following["href"] == "/desk/content?kind=article&state=published&cursor=weiter"


def typed(**changes: str) -> dict[str, str]:
    """Return the form of an article, with `changes`."""
    values = {
        "base_version": "2",
        "kind": "article",
        "category": "billing",
        "as_of": "2026-02-01",
        "audience": "customer,partner",
        "title_de": "Versand",
        "title_en": "Sending",
        "text_de": "Eins\r\nZwei",
        "text_en": "One",
        "topic": "",
    }
    return values | changes


@pytest.mark.parametrize(("then", "is_published"), [("publish", True), ("keep", False)])
async def test_saving_writes_a_version_and_publishes_it_if_asked(
    agent: httpx.AsyncClient, services: ScriptedServices, then: str, *, is_published: bool
) -> None:
    response = await agent.post(f"/desk/content/{CONTENT_ID}", data=typed(then=then))

    assert response.status_code == 303
    request = services.calls_of("catalog.write_content")[0].arguments["request"]
    assert (request.base_version, request.words.text.de) == (2, "Eins\nZwei")
    assert (request.words.audience, request.words.topic) == (("customer", "partner"), None)
    published = [each.arguments for each in services.calls_of("catalog.publish_content")]
    expected = {"request": PublishContent(content_id=CONTENT_ID, version=2)}
    assert published == ([expected] if is_published else [])


async def test_an_announcement_goes_out_by_mail_if_that_is_ticked(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = typed(kind="announcement", topic="event", category="", as_of="", then="publish")

    for by_mail in ({}, {"by_mail": "true"}):
        await agent.post(f"/desk/content/{CONTENT_ID}", data=form | by_mail)

    asked = services.calls_of("catalog.publish_content")
    assert [each.arguments["request"].by_mail for each in asked] == [False, True]


async def test_a_form_with_faults_is_shown_again_with_what_was_typed(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    empty = await agent.post(
        f"/desk/content/{CONTENT_ID}", data=typed(title_en="", text_de="Mein langer Text")
    )
    services.says("catalog.write_content", ChangedMeanwhile("base_version", "3"))
    late = await agent.post(f"/desk/content/{CONTENT_ID}", data=typed())
    services.says("catalog.get_written_content", NotFound("content"))
    new = await agent.post(
        f"/desk/content/{CONTENT_ID}", data=typed(base_version="0", as_of="kein Tag")
    )

    assert [each.status_code for each in (empty, late, new)] == [422, 409, 422]
    assert "Diese Angabe fehlt." in words_of(empty)
    assert "Mein langer Text" in words_of(empty)
    assert page_of(new).select_one("#as_of-fault") is not None


@pytest.mark.parametrize(
    ("form", "method"),
    [({"do": "publish", "version": "1"}, "publish"), ({"do": "withdraw"}, "withdraw")],
)
async def test_versions_are_published_and_withdrawn_with_one_click(
    agent: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str], method: str
) -> None:
    response = await agent.post(f"/desk/content/{CONTENT_ID}/state", data=form)

    shown = await agent.get(response.headers["location"])
    assert len(services.calls_of(f"catalog.{method}_content")) == 1
    assert "veröffentlicht" in words_of(shown) or "zurückgezogen" in words_of(shown)
    refused = await agent.post(f"/desk/content/{CONTENT_ID}/state", data={"do": "x"})
    assert refused.status_code == 422


async def test_two_whole_texts_of_the_greatest_length_are_taken(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    longest = typed(text_de="€" * 20_000, text_en="€" * 20_000)

    response = await agent.post(f"/desk/content/{CONTENT_ID}", data=longest)

    assert response.status_code == 303
    assert len(services.calls_of("catalog.write_content")) == 1


async def test_customers_do_not_come_to_the_desk(member: httpx.AsyncClient) -> None:
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/desk/content", None),
        ("GET", "/desk/content/new?kind=video", None),
        ("GET", f"/desk/content/{CONTENT_ID}", None),
        ("POST", f"/desk/content/{CONTENT_ID}", typed()),
        ("POST", f"/desk/content/{CONTENT_ID}/state", {"do": "withdraw"}),
    ]

    answers = [await member.request(method, path, data=data) for method, path, data in calls]

    assert [answer.status_code for answer in answers] == [403] * 5


@pytest.mark.parametrize("kind", ["announcement", "faq", "lesson", "seminar", "video"])
async def test_each_kind_has_a_form_with_what_belongs_to_it(
    agent: httpx.AsyncClient, kind: str
) -> None:
    response = await agent.get(f"/desk/content/new?kind={kind}")

    names = {field["name"] for field in page_of(response).select("[name]")}
    assert ("topic" in names) == (kind == "announcement")
    assert ("as_of" in names) == (kind in {"faq", "lesson"})
    assert ("video_url" in names) == (kind == "video")
