"""What is new since the last sign-in, in one answer with gaps named."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from contracts.accounts import SignInTimes
from contracts.billing_docs import DocumentPage
from contracts.content import ContentNews
from contracts.errors import AreaNotVisible, NotFound
from contracts.tickets import Request, RequestPage
from tests.gateway.samples import a_document, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
BEFORE = datetime(2026, 3, 1, 8, tzinfo=UTC)
NOW = BEFORE + timedelta(days=1)
MEMBER_TOKEN, ADMIN_TOKEN = "ks_member", "ks_admin"
MEMBER = {"Authorization": f"Bearer {MEMBER_TOKEN}"}


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    services.tokens[ADMIN_TOKEN] = an_authenticated(a_principal(role="admin"))
    services.tokens[MEMBER_TOKEN] = an_authenticated(a_principal(role="member"))
    services.says("identity.get_sign_in_times", SignInTimes(signed_in_at=NOW, previous_at=BEFORE))
    services.says(
        "billing_docs.list_documents",
        DocumentPage(
            items=(
                a_document(received_at=NOW),
                a_document(received_at=BEFORE + timedelta(seconds=1)),
                a_document(received_at=BEFORE),
            ),
            next_cursor=None,
        ),
    )
    services.says(
        "tickets.list_requests",
        RequestPage(items=(a_request(NOW), a_request(BEFORE)), next_cursor=None),
    )
    services.says(
        "catalog.count_news",
        lambda asked: ContentNews(
            since=asked.arguments["since"], announcements=2, faq=0, articles=1, lessons=0,
            seminars=0, videos=0, required_notices=1,
        ),
    )  # fmt: skip


def a_request(active_at: datetime) -> Request:
    return Request(
        id=a_document().id,
        kind="other",
        title="Frage",
        description="Text",
        state="in_progress",
        opened_at=BEFORE - timedelta(days=9),
        active_at=active_at,
    )


@pytest.mark.req("SE-50")
async def test_what_is_new_is_counted_since_the_sign_in_before(
    services: ScriptedServices, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.get("/v1/dashboard", headers=MEMBER)

    told = answer.json()
    assert answer.status_code == 200
    assert (told["previous_sign_in_at"], told["gaps"]) == ("2026-03-01T08:00:00Z", [])
    news = told["since_last_login"]
    assert (news["documents"], news["requests"]) == (2, 1)
    assert (news["content"]["announcements"], news["content"]["required_notices"]) == (2, 1)
    assert services.calls_of("catalog.count_news")[0].arguments == {"since": BEFORE}
    assert told["subscription"] is None


async def test_who_was_never_here_sees_the_last_thirty_days(
    services: ScriptedServices, anonymous: httpx.AsyncClient
) -> None:
    services.says("identity.get_sign_in_times", SignInTimes(signed_in_at=NOW, previous_at=None))

    told = (await anonymous.get("/v1/dashboard", headers=MEMBER)).json()

    assert told["previous_sign_in_at"] is None
    assert told["since_last_login"]["since"] == "2026-01-31T08:00:00Z"


async def test_what_does_not_answer_is_named_and_what_is_hidden_is_not(
    services: ScriptedServices, anonymous: httpx.AsyncClient
) -> None:
    services.says("billing_docs.list_documents", AreaNotVisible("post"))
    services.forget("tickets.list_requests")

    told = (await anonymous.get("/v1/dashboard", headers=MEMBER)).json()
    services.forget("identity.get_sign_in_times")
    without_identity = (await anonymous.get("/v1/dashboard", headers=MEMBER)).json()
    services.says("identity.get_sign_in_times", NotFound("session"))
    in_support = (await anonymous.get("/v1/dashboard", headers=MEMBER)).json()

    assert told["gaps"] == ["requests"]
    assert told["since_last_login"]["documents"] is None
    assert told["since_last_login"]["content"]["articles"] == 1
    assert without_identity["gaps"] == ["accounts", "requests"]
    assert without_identity["since_last_login"] is None
    assert (in_support["gaps"], in_support["since_last_login"]) == (["requests"], None)


@pytest.mark.req("D11")
async def test_an_administrator_sees_his_plan_beside_it(
    services: ScriptedServices, anonymous: httpx.AsyncClient
) -> None:
    services.says("catalog.get_subscription", NotFound("subscription"))
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}

    told = (await anonymous.get("/v1/dashboard", headers=headers)).json()

    assert told["subscription"]["subscription"] is None
    assert told["gaps"] == ["accounts", "mail"]
    assert told["since_last_login"]["documents"] == 2
