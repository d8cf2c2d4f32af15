"""Where one comes in: a card for each thing that concerns one."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest
from bs4 import BeautifulSoup

from contracts.accounts import AccessRequest, AccessRequests, SignInTimes
from contracts.billing_docs import DocumentPage
from contracts.content import ContentNews
from contracts.conversations import RequestSummary
from contracts.explain import Decider, Explanation, Verdict
from contracts.sending import BillingAccess
from contracts.tickets import Request, RequestPage
from tests.gateway.contract_samples import a_contract, a_page
from tests.gateway.meter_samples import due_readings
from tests.gateway.plan_samples import script_plan
from tests.gateway.rounds import CountedRounds
from tests.gateway.samples import PERSON_ID, TOKEN, a_document, a_principal, an_authenticated
from tests.gateway.scripted_services import client_of, scripted_app

pytestmark = pytest.mark.asyncio

BEFORE = datetime(2026, 3, 1, 8, tzinfo=UTC)
NOW = BEFORE + timedelta(days=1)
EVERY_CARD = {"documents", "requests", "alarm", "due", "news", "access", "plan", "missing"}


def an_admin() -> CountedRounds:
    """Return services of an administrator whom every card concerns."""
    services = CountedRounds()
    admin = a_principal(role="admin", areas=("post", "meter_readings", "devices"))
    services.tokens[TOKEN] = an_authenticated(admin)
    services.says("identity.get_sign_in_times", SignInTimes(signed_in_at=NOW, previous_at=BEFORE))
    services.says("identity.explain", REFUSED)
    services.says(
        "billing_docs.list_documents",
        DocumentPage(
            items=(a_document(received_at=NOW), a_document(received_at=BEFORE, folder="archive")),
            next_cursor=None,
        ),
    )
    services.says("billing_docs.get_billing_access", BillingAccess(set_up_at=None))
    services.says(
        "tickets.list_requests", RequestPage(items=(a_request("in_progress"),), next_cursor=None)
    )
    services.says(
        "tickets.summarise_requests",
        RequestSummary(open_requests=1, waiting_for_you=0, unread_requests=0),
    )
    services.says("catalog.list_contracts", a_page(a_contract()))
    services.says("catalog.list_due", due_readings())
    services.says(
        "catalog.count_news",
        ContentNews(
            since=BEFORE, announcements=2, faq=0, articles=1, lessons=0, seminars=0, videos=0,
            required_notices=1,
        ),
    )  # fmt: skip
    script_plan(services)
    return services


REFUSED = Explanation(
    subject="area",
    asked="service_calls",
    person_id=PERSON_ID,
    person_name="Erika Muster",
    is_allowed=False,
    decided_by="area_switched_on",
    rules=(Verdict(rule="area_switched_on", passes=False),),
    ask=(Decider(kind="colleague", name="Max Muster", role="admin"),),
    may_change_self=False,
)


def a_request(state: str) -> Request:
    return Request(
        id=a_document().id,
        kind="other",
        title="Umzug",
        description="Text",
        state=state,  # type: ignore[arg-type]  # one of them
        opened_at=BEFORE,
    )


async def home(services: CountedRounds) -> tuple[httpx.Response, BeautifulSoup]:
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as browser:
        # Who is signed in is remembered for some seconds, as it is while somebody looks around.
        await browser.get("/sign-in-address")
        services.begin()
        response = await browser.get("/overview")
    return response, BeautifulSoup(response.text, "html.parser")


def cards(page: BeautifulSoup) -> dict[str, str]:
    """Return the cards by name, with what they say."""
    shown = page.select(".cards > section")
    return {str(card["aria-labelledby"]): card.get_text(" ", strip=True) for card in shown}


async def test_one_comes_in_to_a_card_for_each_thing_that_concerns_one() -> None:
    response, page = await home(an_admin())

    shown = cards(page)
    assert response.status_code == 200
    assert set(shown) == EVERY_CARD
    assert "Was seit Ihrer letzten Anmeldung am 01.03.2026, 09:00 neu ist" in page.text
    assert "Eine wichtige Information wartet auf Ihre Bestätigung." in page.text
    assert "1 neu" in shown["documents"]
    assert "Umzug" in shown["requests"]
    assert "2 neu" in shown["news"]


async def test_areas_that_one_lacks_are_named_with_who_can_change_it() -> None:
    _, page = await home(an_admin())

    missing = cards(page)["missing"]
    assert "Für Sie nicht freigeschaltet: Serviceeinsätze Verbrauchsmaterial" in missing
    assert "Von Ihrem Unternehmen nicht gebucht: Akademie Seminare" in missing
    assert "Ändern können das: Max Muster." in missing
    assert "Geschäft" not in missing


@pytest.mark.parametrize(
    ("away", "card"),
    [
        ("billing_docs.list_documents", "documents"),
        ("tickets.list_requests", "requests"),
        ("catalog.list_contracts", "alarm"),
        ("catalog.list_due", "due"),
        ("catalog.count_news", "news"),
        ("catalog.get_subscription", "plan"),
        ("identity.get_sign_in_times", "news"),
    ],
)
async def test_an_area_that_is_away_leaves_its_card_and_the_rest_stands(
    away: str, card: str
) -> None:
    services = an_admin()
    services.forget(away)

    response, page = await home(services)

    shown = cards(page)
    assert response.status_code == 200
    assert [name for name, said in shown.items() if "gerade nicht erreichbar" in said] == [card]
    assert set(shown) == EVERY_CARD


async def test_the_page_waits_for_two_rounds_of_calls_and_no_more() -> None:
    services = an_admin()

    await home(services)

    assert len(services.round_of) > 10
    assert services.rounds == 2


async def test_bars_say_in_words_how_much_of_the_plan_is_used() -> None:
    _, page = await home(an_admin())

    bars = [str(bar["aria-label"]) for bar in page.select('[aria-labelledby="plan"] svg')]
    assert bars
    assert all(" von " in words for words in bars)


async def test_who_only_reads_documents_comes_in_at_the_post() -> None:
    services = an_admin()
    services.tokens[TOKEN] = an_authenticated(a_principal(role="documents"))

    response, _ = await home(services)

    assert (response.status_code, response.headers["location"]) == (303, "/post")


async def test_what_waits_for_the_administration_is_said_first() -> None:
    services = an_admin()
    asked = AccessRequest(
        id=uuid4(),
        person_id=uuid4(),
        person_name="Nora Neu",
        email="nora@example.com",
        language="de",
        note="",
        state="pending",
        created_at=NOW,
    )
    done = msgspec.structs.replace(asked, state="declined")
    services.says("identity.list_access_requests", AccessRequests(items=(asked, asked, done)))

    async with client_of(scripted_app(services), cookies={"kontor_session": TOKEN}) as browser:
        page = BeautifulSoup((await browser.get("/overview?lang=de")).text, "lxml")

    tasks = page.select_one('[aria-labelledby="tasks"]')
    assert tasks is not None
    assert "2 Personen bitten um Zugang oder um Bereiche" in tasks.get_text()
    assert tasks.select_one('a[href="/users#asking"]') is not None
