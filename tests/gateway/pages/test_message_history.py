"""What was sent to whom, as administrators and the office see it; and what is in doubt."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.abandoned import SettledMessages
from contracts.doubtful_messages import DoubtfulAttempt, DoubtfulPage
from contracts.message_history import (
    MessageHistoryPage,
    MessageWords,
    PastAttempt,
    PastMessage,
    PastMessageDetail,
)
from contracts.organisation_names import OrganisationName, OrganisationNames
from tests.gateway.samples import ORGANISATION_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MESSAGE = PastMessage(
    id=UUID("01930000-0000-7000-8000-0000000000ab"),
    organisation_id=ORGANISATION_ID,
    kind="document_arrived",
    channel="mail",
    recipient="rechnung@muster.example",
    language="de",
    state="bounced",
    was_in_doubt=True,
    message_id="<abc@kontor.example>",
    created_at=NOW,
    settled_at=NOW,
    attempts=1,
    reply="250 <queued>",
)
DETAIL = PastMessageDetail(
    message=MESSAGE,
    attempts=(
        PastAttempt(
            number=1,
            started_at=NOW,
            ended_at=NOW,
            outcome="sent",
            reply="250 <queued>",
            content_sha256="f" * 64,
        ),
    ),
    returned=(),
    words=MessageWords(subject="Rechnung <RE-1>", text="Guten Tag,\n\nalles da."),
    why_no_words=None,
)
DOUBT = DoubtfulAttempt(
    id=MESSAGE.id,
    number=1,
    kind="document_arrived",
    organisation_id=ORGANISATION_ID,
    channel="mail",
    recipient="rechnung@muster.example",
    message_id="<abc@kontor.example>",
    started_at=NOW,
    reply="",
    state="deferred",
    attempts=1,
    why_no_repeat=None,
)
LIST = "notifications.list_message_history"


@pytest.fixture(autouse=True)
def _told(services: ScriptedServices) -> None:
    services.says(LIST, MessageHistoryPage(items=(MESSAGE,), next_cursor="next"))
    services.says("notifications.describe_past_message", DETAIL)
    services.says(
        "notifications.list_doubtful_messages",
        DoubtfulPage(items=(DOUBT,), next_cursor=None, count=1),
    )
    services.says("notifications.decide_doubtful_messages", SettledMessages(count=1))
    name = OrganisationName(id=ORGANISATION_ID, name="Muster & Söhne", customer_number="10001")
    services.says("identity.name_organisations", OrganisationNames(items=(name,)))


def sign_in(services: ScriptedServices, kind: str, role: str = "admin") -> None:
    principal = a_principal(organisation_kind=kind, role=role)
    services.tokens[TOKEN] = an_authenticated(principal)


async def test_an_administrator_reads_what_was_sent_and_with_which_result(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "customer")

    shown = await browser.get("/account/messages?reached_nobody=true")

    (asked,) = services.calls_of(LIST)
    assert asked.arguments["query"].reached_nobody is True
    for words in ("Neuer Beleg", "rechnung@muster.example", "Zurückgekommen", "evtl. doppelt"):
        assert words in shown.text
    assert "/account/messages?reached_nobody=true&amp;cursor=next" in shown.text
    assert f"/account/messages/{MESSAGE.id}" in shown.text


async def test_an_address_is_looked_for_by_a_form_and_stands_in_no_url(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "customer")

    found = await browser.post("/account/messages", data={"recipient": " a@b.example "})
    too_short = await browser.post("/account/messages", data={"recipient": "a"})

    (asked,) = services.calls_of(LIST)
    assert asked.arguments["query"].recipient == "a@b.example"
    assert "Nachrichten an a@b.example" in found.text
    assert "Gezeigt werden die letzten 1 Nachrichten" in found.text
    assert too_short.status_code == 422


async def test_one_message_shows_its_attempts_and_its_words(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "customer")

    shown = await browser.get(f"/account/messages/{MESSAGE.id}")
    hidden = msgspec.structs.replace(DETAIL, words=None, why_no_words="not_kept")
    services.says("notifications.describe_past_message", hidden)
    without = await browser.get(f"/account/messages/{MESSAGE.id}")

    for words in ("&lt;abc@kontor.example&gt;", "Rechnung &lt;RE-1&gt;", "alles da.", "f" * 64):
        assert words in shown.text
    assert "Der Inhalt ist gelöscht" in without.text


async def test_the_office_looks_at_a_customers_history_or_for_an_address(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "vendor")

    empty = await browser.get("/office/message-history")
    theirs = await browser.get(f"/office/message-history?organisation_id={ORGANISATION_ID}")
    found = await browser.post("/office/message-history", data={"recipient": "a@b.example"})
    one = await browser.get(f"/office/message-history/{MESSAGE.id}")

    first, second = services.calls_of(LIST)
    assert first.arguments["query"].organisation_id == ORGANISATION_ID
    assert second.arguments["query"].organisation_id is None
    assert "Suchen Sie nach einer Adresse" in empty.text
    for page in (theirs, found, one):
        assert "Muster &amp; Söhne (10001)" in page.text


async def test_the_vendors_administrators_have_a_history_of_their_own_too(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "vendor")

    shown = await browser.get("/account/messages")

    (asked,) = services.calls_of(LIST)
    assert shown.status_code == 200
    assert asked.arguments["query"].organisation_id == ORGANISATION_ID


async def test_doubts_are_listed_and_decided(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "vendor")
    chosen = {"id": str(MESSAGE.id)}

    shown = await browser.get("/office/doubts")
    again = await browser.post("/office/doubts", data={**chosen, "action": "send_again"})
    rested = await browser.post("/office/doubts", data={**chosen, "action": "let_rest"})
    nothing = await browser.post("/office/doubts", data={"action": "let_rest"})
    done = await browser.get("/office/doubts?done=let_rest")

    decided = services.calls_of("notifications.decide_doubtful_messages")
    assert [each.arguments["request"].decision for each in decided] == ["send_again", "let_rest"]
    assert "Wartet auf den nächsten Versuch." in shown.text
    assert (again.headers["location"], rested.headers["location"]) == (
        "/office/doubts?done=send_again",
        "/office/doubts?done=let_rest",
    )
    assert nothing.status_code == 422
    assert "die Entscheidung ist festgehalten" in done.text


@pytest.mark.parametrize("path", ["/office/doubts", "/office/message-history"])
async def test_nobody_else_sees_the_offices_pages(
    browser: httpx.AsyncClient, services: ScriptedServices, path: str
) -> None:
    sign_in(services, "customer")

    assert (await browser.get(path)).status_code == 403


async def test_the_api_lists_searches_and_decides(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    sign_in(services, "vendor")
    headers = {"Accept": "application/json"}

    page = await browser.get(
        f"/v1/message-history?organisation_id={ORGANISATION_ID}&kind=document_arrived&limit=5"
    )
    found = await browser.post(
        "/v1/message-history/search", json={"recipient": "a@b.example"}, headers=headers
    )
    one = await browser.get(f"/v1/message-history/{MESSAGE.id}")
    doubts = await browser.get("/v1/doubtful-messages")
    decided = await browser.post(
        "/v1/doubtful-messages/decide", json={"ids": [str(MESSAGE.id)], "decision": "let_rest"}
    )

    assert page.json()["items"][0]["message_id"] == "<abc@kontor.example>"
    assert found.json()["next_cursor"] == "next"
    assert one.json()["words"]["subject"] == "Rechnung <RE-1>"
    assert doubts.json()["count"] == 1
    assert decided.json() == {"count": 1}
