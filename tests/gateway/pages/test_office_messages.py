"""Messages that were given up, on a page of the document office."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.abandoned import AbandonedMessage, AbandonedPage, SettledMessages
from contracts.organisation_names import OrganisationName, OrganisationNames
from tests.gateway.samples import ORGANISATION_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MESSAGE = AbandonedMessage(
    id=UUID("01930000-0000-7000-8000-0000000000aa"),
    kind="document_arrived",
    organisation_id=ORGANISATION_ID,
    channel="mail",
    recipient="rechnung@muster.example",
    created_at=NOW,
    failed_at=NOW,
    attempts=3,
    reply="550 5.1.1 <User> unknown",
    why_no_replay=None,
)
CALLED = "notifications.list_abandoned_messages"


@pytest.fixture(autouse=True)
def _administration(services: ScriptedServices) -> None:
    principal = a_principal(organisation_kind="vendor", role="admin")
    services.tokens[TOKEN] = an_authenticated(principal)
    name = OrganisationName(id=ORGANISATION_ID, name="Muster & Söhne", customer_number="10001")
    services.says("identity.name_organisations", OrganisationNames(items=(name,)))
    tell(services, MESSAGE)
    for method in ("replay_messages", "put_away_messages"):
        services.says(f"notifications.{method}", SettledMessages(count=1))


def tell(services: ScriptedServices, *messages: AbandonedMessage) -> None:
    counts = {"document_arrived": 1, "invitation": 1}
    services.says(CALLED, AbandonedPage(items=messages, next_cursor="next", counts=counts))


@pytest.mark.req("G6")
async def test_the_page_says_what_was_given_up_and_why(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    gone = msgspec.structs.replace(MESSAGE, kind="invitation", why_no_replay="secrets_gone")
    tell(services, MESSAGE, gone)

    shown = await browser.get("/office/messages")

    assert "Neuer Beleg" in shown.text
    assert "550 5.1.1 &lt;User&gt; unknown" in shown.text
    assert "Muster &amp; Söhne (10001)" in shown.text
    assert "Link oder Code sind gelöscht" in shown.text
    assert "/office/messages?cursor=next" in shown.text


async def test_the_chosen_ones_are_sent_again_or_put_away_with_a_reason(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    chosen = {"id": str(MESSAGE.id)}

    again = await browser.post("/office/messages", data={**chosen, "action": "replay"})
    no_reason = await browser.post("/office/messages", data={**chosen, "action": "put_away"})
    away = await browser.post(
        "/office/messages", data={**chosen, "action": "put_away", "reason": "Kunde angerufen"}
    )

    (replayed,) = services.calls_of("notifications.replay_messages")
    (put_away,) = services.calls_of("notifications.put_away_messages")
    assert (again.status_code, no_reason.status_code, away.status_code) == (303, 422, 303)
    assert replayed.arguments["request"].ids == (MESSAGE.id,)
    assert put_away.arguments["request"].reason == "Kunde angerufen"


async def test_whoever_chooses_nothing_is_told_so(browser: httpx.AsyncClient) -> None:
    refused = await browser.post("/office/messages", data={"action": "replay"})

    assert refused.status_code == 422


async def test_nobody_else_sees_the_page(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))

    refused = await browser.get("/office/messages")

    assert refused.status_code == 403
    assert services.calls_of(CALLED) == []
