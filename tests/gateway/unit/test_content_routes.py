"""What the vendor publishes, over HTTP."""

from datetime import date
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.content import (
    ContentCategory,
    ContentNews,
    ContentQuery,
    ContentWords,
    Prose,
    PublishContent,
    WriteContent,
)
from contracts.errors import ChangedMeanwhile, EntitlementMissing, NotFound
from contracts.plans import Plans
from contracts.request_types import Label
from tests.gateway.content_samples import (
    CATEGORIES,
    CONTENT_ID,
    NOW,
    a_content_page,
    a_detail,
    a_notice,
    an_item,
    notices,
    written,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/v1/announcements?kind=feature", ContentQuery(kind="announcement", topic="feature")),
        ("/v1/faq?category=billing", ContentQuery(kind="faq", category="billing")),
        ("/v1/articles?q=Versand&limit=7", ContentQuery(kind="article", search="Versand", limit=7)),
        ("/v1/lessons", ContentQuery(kind="lesson")),
        ("/v1/trainings?kind=video", ContentQuery(kind="video")),
        ("/v1/trainings?kind=seminar", ContentQuery(kind="seminar")),
    ],
)
async def test_each_list_asks_catalog_for_its_kind(
    services: ScriptedServices, signed_in: httpx.AsyncClient, address: str, query: ContentQuery
) -> None:
    services.says("catalog.list_content", a_content_page(an_item()))

    answer = await signed_in.get(address, headers={"Accept-Language": "de"})

    assert answer.status_code == 200
    assert answer.json()["items"][0]["as_of"] == "2026-02-01"
    (asked,) = services.calls_of("catalog.list_content")
    assert asked.arguments["query"] == query


@pytest.mark.parametrize(
    "address", ["/v1/trainings", "/v1/trainings?kind=article", "/v1/announcements?kind=x"]
)
async def test_a_kind_that_does_not_exist_is_refused(
    services: ScriptedServices, signed_in: httpx.AsyncClient, address: str
) -> None:
    assert (await signed_in.get(address)).status_code == 422
    assert services.calls_of("catalog.list_content") == []


async def test_an_area_that_is_not_booked_answers_so(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.list_content", EntitlementMissing("wiki"))

    answer = await signed_in.get("/v1/articles?q=Versand")

    assert (answer.status_code, answer.json()["code"]) == (403, "entitlement_missing")


async def test_a_text_is_told_as_markdown_and_as_safe_html(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_content", a_detail("**Hallo** <script>alert(1)</script>"))

    answer = await signed_in.get(f"/v1/content/{CONTENT_ID}", headers={"Accept-Language": "en"})

    told = answer.json()
    assert told["html"] == ("<p><strong>Hallo</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n")
    assert told["markdown"].startswith("**Hallo**")
    (asked,) = services.calls_of("catalog.get_content")
    assert asked.arguments == {"content_id": CONTENT_ID, "language": "en"}


@pytest.mark.req("D14")
async def test_what_is_public_may_be_kept_on_the_way_and_what_is_not_by_the_client_alone(
    services: ScriptedServices, signed_in: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    services.says("catalog.list_plans", Plans(items=()))
    services.says("catalog.get_content", a_detail())

    plans = await anonymous.get("/v1/plans")
    text = await signed_in.get(f"/v1/content/{CONTENT_ID}")
    same = [
        await client.get(address, headers={"If-None-Match": first.headers["etag"]})
        for client, address, first in (
            (anonymous, "/v1/plans", plans),
            (signed_in, f"/v1/content/{CONTENT_ID}", text),
        )
    ]
    services.says("catalog.get_content", a_detail("Anders."))
    other = await signed_in.get(
        f"/v1/content/{CONTENT_ID}", headers={"If-None-Match": text.headers["etag"]}
    )

    assert plans.headers["cache-control"] == "public, max-age=300"
    assert text.headers["cache-control"] == "private, no-cache"
    assert [(each.status_code, each.content) for each in same] == [(304, b""), (304, b"")]
    assert same[0].headers["etag"] == plans.headers["etag"]
    assert (other.status_code, other.json()["markdown"]) == (200, "Anders.")


async def test_notices_wait_and_are_confirmed(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.list_required_notices", notices(a_notice()))
    services.says("catalog.confirm_notice", None)

    waiting = await signed_in.get("/v1/required-notices")
    confirmed = await signed_in.put(f"/v1/content/{CONTENT_ID}/confirmation")

    assert waiting.json()["items"][0]["importance"] == "required"
    assert confirmed.status_code == 204
    (asked,) = services.calls_of("catalog.confirm_notice")
    assert asked.arguments == {"content_id": CONTENT_ID}


async def test_news_are_counted_since_an_instant(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says(
        "catalog.count_news",
        ContentNews(
            since=NOW, announcements=2, faq=0, articles=1, lessons=0, seminars=0, videos=0,
            required_notices=1,
        ),
    )  # fmt: skip

    answer = await signed_in.get("/v1/content-news?since=2026-03-02T08:30:00Z")
    without_zone = await signed_in.get("/v1/content-news?since=2026-03-02")

    assert answer.json()["announcements"] == 2
    assert services.calls_of("catalog.count_news")[0].arguments == {"since": NOW}
    assert without_zone.status_code == 422


async def test_the_vendors_people_write_publish_and_withdraw(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    content = written().content
    for method in ("write_content", "publish_content", "withdraw_content"):
        services.says(f"catalog.{method}", content)
    services.says("catalog.put_content_category", CATEGORIES)
    words = {
        "title": {"de": "Versand", "en": "Sending"},
        "text": {"de": "Text", "en": "Text"},
        "category": "billing",
        "as_of": "2026-02-01",
    }
    address = f"/v1/written-content/{CONTENT_ID}"

    answers = [
        await signed_in.put(address, json={"base_version": 0, "kind": "article", "words": words}),
        await signed_in.post(f"{address}/publish", json={"version": 1}),
        await signed_in.post(f"{address}/withdraw"),
        await signed_in.put(
            "/v1/content-categories/new",
            json={"name": {"de": "Neu", "en": "New"}, "position": 70},
        ),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
    assert services.calls_of("catalog.write_content")[0].arguments["request"] == WriteContent(
        content_id=CONTENT_ID,
        base_version=0,
        kind="article",
        words=ContentWords(
            title=Label(de="Versand", en="Sending"),
            text=Prose(de="Text", en="Text"),
            category="billing",
            as_of=date(2026, 2, 1),
        ),
    )
    published = services.calls_of("catalog.publish_content")[0].arguments["request"]
    assert published == PublishContent(content_id=CONTENT_ID, version=1)
    named = services.calls_of("catalog.put_content_category")[0].arguments["category"]
    assert named == ContentCategory(key="new", name=Label(de="Neu", en="New"), position=70)


@pytest.mark.parametrize(
    "words",
    [
        {"video_url": "http://video.example.com"},
        {"video_url": "javascript:alert(1)"},
        {"text": {"de": "x" * 20_001, "en": "x"}},
        {"audience": ["everybody"]},
        {"title": {"de": "", "en": "x"}},
    ],
)
async def test_what_cannot_be_written_is_refused_before_anybody_is_asked(
    services: ScriptedServices, signed_in: httpx.AsyncClient, words: dict[str, object]
) -> None:
    whole = {"title": {"de": "a", "en": "a"}, "text": {"de": "a", "en": "a"}} | words

    answer = await signed_in.put(
        f"/v1/written-content/{CONTENT_ID}",
        json={"base_version": 0, "kind": "video", "words": whole},
    )

    assert answer.status_code == 422
    assert services.calls_of("catalog.write_content") == []


async def test_the_editors_list_and_one_text_are_told(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_written_content", written())
    services.says("catalog.write_content", ChangedMeanwhile("base_version", "3"))

    told = await signed_in.get(f"/v1/written-content/{CONTENT_ID}")
    late = await signed_in.put(
        f"/v1/written-content/{CONTENT_ID}",
        json={
            "base_version": 2,
            "kind": "article",
            "words": msgspec.to_builtins(written().content.newest.words),
        },
    )
    services.says("catalog.get_written_content", NotFound("content"))
    unknown = await signed_in.get(f"/v1/written-content/{UUID(int=1)}")

    assert [each["version"] for each in told.json()["versions"]] == [2, 1]
    assert (late.status_code, late.json()["present"]) == (409, "3")
    assert unknown.status_code == 404
