"""The plan at a glance, as a page and in one call."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from contracts.accounts import SignInTimes
from contracts.billing_docs import DocumentPage
from contracts.content import ContentNews
from contracts.errors import NotFound, NotPermitted
from contracts.ordering_errors import LimitReached, UsageExceedsPlan
from contracts.plans import BillingInfoHistory
from contracts.tickets import RequestPage
from gateway.clients.failures import UnknownService
from tests.gateway.plan_samples import ADMIN_TOKEN, LARGE, a_subscription, script_plan
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_plan(services)


@pytest.fixture
def app(services: ScriptedServices) -> Starlette:
    return scripted_app(services)


@pytest_asyncio.fixture
async def admin(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of a customer's administrator."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": ADMIN_TOKEN}
    async with client_of(app, headers=headers, cookies=cookies) as client:
        yield client


def words_of(response: httpx.Response) -> str:
    return BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)


@pytest.mark.req("MB-34")
async def test_one_call_answers_plan_renewal_storage_users_and_mail_account(
    admin: httpx.AsyncClient,
) -> None:
    summary = (await admin.get("/v1/subscription/summary")).json()

    assert summary["gaps"] == []
    assert summary["subscription"]["plan"]["key"] == "small"
    assert summary["subscription"]["renews_on"] == "2026-03-31"
    assert summary["storage"]["allowed"] == 5 * 1024**3
    assert (summary["users"], summary["user_limit"]) == (0, 5)
    assert summary["uses_own_mail_account"] is True


@pytest.mark.req("D11")
async def test_the_overview_tells_the_whole_plan_beside_what_is_new(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    services.says("identity.get_sign_in_times", SignInTimes(signed_in_at=at, previous_at=at))
    services.says("billing_docs.list_documents", DocumentPage(items=(), next_cursor=None))
    services.says("tickets.list_requests", RequestPage(items=(), next_cursor=None))
    kinds = ("announcements", "faq", "articles", "lessons", "seminars", "videos")
    news = ContentNews(since=at, required_notices=1, **dict.fromkeys(kinds, 0))
    services.says("catalog.count_news", news)

    told = (await admin.get("/v1/dashboard")).json()

    assert told["gaps"] == []
    assert told["subscription"] == (await admin.get("/v1/subscription/summary")).json()
    assert told["since_last_login"]["documents"] == 0
    assert told["since_last_login"]["content"]["required_notices"] == 1


@pytest.mark.parametrize(
    ("method", "area"),
    [
        ("catalog.get_subscription", "packages"),
        ("identity.list_members", "accounts"),
        ("notifications.get_mail_sending", "mail"),
    ],
)
@pytest.mark.req("MB-34")
async def test_what_does_not_answer_is_a_marked_gap_and_the_rest_is_there(
    admin: httpx.AsyncClient, services: ScriptedServices, method: str, area: str
) -> None:
    services.says(method, UnknownService("x", "away"))

    response = await admin.get("/v1/subscription/summary")

    assert response.status_code == 200
    assert response.json()["gaps"] == [area]


async def test_no_plan_is_no_gap(admin: httpx.AsyncClient, services: ScriptedServices) -> None:
    services.says("catalog.get_subscription", NotFound("subscription"))

    summary = (await admin.get("/v1/subscription/summary")).json()
    shown = words_of(await admin.get("/plan"))

    assert (summary["subscription"], summary["gaps"]) == (None, [])
    assert "keinen Tarif" in shown


@pytest.mark.req("MB-26")
async def test_the_plans_are_read_without_signing_in(
    app: Starlette,
) -> None:
    async with client_of(app) as anybody:
        response = await anybody.get("/v1/plans")

    assert [plan["key"] for plan in response.json()["items"]] == ["small", "large"]


@pytest.mark.req("MB-19", "MB-24")
async def test_the_page_shows_period_renewal_and_what_is_used(admin: httpx.AsyncClient) -> None:
    shown = words_of(await admin.get("/plan"))

    for words in ("19,00", "Vom 28.02.2026 bis einschließlich 30.03.2026", "31.03.2026",
                  "4,2 GB von 5,0 GB", "Zum 30.03.2026 kündigen"):  # fmt: skip
        assert words in shown


@pytest.mark.req("MB-23")
async def test_a_plan_that_is_too_small_is_refused_with_each_limit(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    refusal = UsageExceedsPlan(
        "limits.storage_bytes", "more_in_use", "limits.web_shops", "more_in_use"
    )
    services.says("catalog.change_plan", refusal)

    answer = await admin.put("/v1/subscription/plan", json={"plan_key": "small"})
    page = await admin.post("/plan/change", data={"plan": "small"})

    assert (answer.status_code, answer.json()["code"]) == (409, "usage_exceeds_plan")
    assert [fault["field"] for fault in answer.json()["errors"]] == [
        "limits.storage_bytes",
        "limits.web_shops",
    ]
    faults = BeautifulSoup(page.text, "html.parser").select(".fault")
    assert [fault.get_text().partition(":")[0] for fault in faults] == ["Speicherplatz", "Webshops"]


@pytest.mark.req("MB-18")
async def test_beyond_a_limit_the_answer_has_a_clear_code(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.take_use", LimitReached("users"))

    answer = await admin.post("/v1/subscription/uses", json={"limit": "users", "item": "x"})

    assert (answer.status_code, answer.json()["code"]) == (409, "limit_reached")
    assert answer.json()["limit"] == "users"


async def test_plan_end_and_billing_information_are_changed_on_the_page(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.change_plan", a_subscription(plan=LARGE))
    services.says("catalog.cancel_subscription", a_subscription())
    services.says("catalog.set_billing_info", BillingInfoHistory(items=()))
    info = {"name": "Muster GmbH", "street": "Weg 1", "postal_code": "12345", "city": "Musterstadt",
            "country": "de", "email": "a@example.com", "vat_id": "", "reference": "",
            "base_version": "2"}  # fmt: skip

    changed = await admin.post("/plan/change", data={"plan": "large"})
    cancelled = await admin.post("/plan/end", data={"decision": "cancel"})
    billed = await admin.post("/plan/billing-info", data=info)
    wrong = await admin.post("/plan/billing-info", data=info | {"email": "nirgends"})

    assert changed.headers["location"] == "/plan?done=changed"
    assert cancelled.headers["location"] == "/plan?done=cancel"
    assert billed.headers["location"] == "/plan?done=billing"
    asked = services.calls_of("catalog.set_billing_info")[-1].arguments["request"]
    assert (asked.base_version, asked.info.country) == (2, "DE")
    assert wrong.status_code == 422
    assert "nirgends" in wrong.text


async def test_whoever_may_not_see_the_plan_sees_no_page(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.get_billing_info", NotPermitted("admin"))

    assert (await admin.get("/plan")).status_code == 403
