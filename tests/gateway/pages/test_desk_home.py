"""Where the vendor's people come in, who has not come in yet, and what was changed by whom."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.conversations import RequestSummary
from contracts.errors import NotPermitted
from contracts.identity import AuditEntry, AuditPage, Members, UnactivatedContact
from contracts.identity import UnactivatedContacts as Contacts
from contracts.tickets import RequestPage
from tests.gateway.samples import PERSON_ID, TOKEN, a_principal, an_authenticated, an_organisation
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _staff(services: ScriptedServices) -> None:
    script_staff(services, role="admin")
    services.says("tickets.list_desk_requests", RequestPage(items=(), next_cursor=None))
    services.says(
        "tickets.summarise_requests",
        RequestSummary(open_requests=7, waiting_for_you=0, unread_requests=0),
    )


def script_staff(services: ScriptedServices, **changes: Any) -> None:
    staff = a_principal(organisation_kind="vendor", **changes)
    services.tokens[TOKEN] = an_authenticated(staff)


async def places(browser: httpx.AsyncClient) -> dict[str, str]:
    """Return what the overview says of each desk, by its name."""
    page = BeautifulSoup((await browser.get("/overview")).text, "html.parser")
    found = {}
    for tile in page.select(".kinds > li"):
        state = tile.select_one(".state")
        found[tile.a.get_text(strip=True) if tile.a else ""] = state.text if state else ""
    return found


async def test_every_desk_says_what_waits_there_and_one_that_is_away_says_that(
    browser: httpx.AsyncClient,
) -> None:
    shown = await places(browser)

    assert shown["Meine Anfragen"] == "7"
    assert shown["Überfällig"] == "0"
    assert shown["Rechnungsläufe"] == "keine Antwort"
    assert shown["Protokoll"] == ""


async def test_who_is_no_administrator_is_shown_no_desk_of_the_administration(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    script_staff(services, role="member")
    services.says("billing_docs.list_parked_events", NotPermitted("vendor_administration"))

    shown = await places(browser)

    assert {"Rechnungsläufe", "Protokoll"}.isdisjoint(shown)
    assert not any(asked.called.startswith("billing_docs.") for asked in services.asked)


async def test_contacts_who_have_not_come_in_are_listed(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    contact = UnactivatedContact(
        organisation=an_organisation(), email="info@example.com", invited_at=AT, expires_at=AT
    )
    services.says("identity.list_unactivated_contacts", Contacts(items=(contact,), next_cursor="c"))

    response = await browser.get("/desk/unactivated")

    assert "info@example.com" in response.text
    assert "Eingeladen am 01.03.2026" in response.text
    assert 'href="/desk/unactivated?cursor=c"' in response.text


async def test_who_has_not_come_in_is_no_business_of_customers(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))

    response = await browser.get("/desk/unactivated")

    assert response.status_code == 403
    assert not services.calls_of("identity.list_unactivated_contacts")


async def test_the_trail_says_in_words_who_did_what(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    entry = AuditEntry(
        sequence=1204,
        at=AT,
        actor="system:/erp/demo",
        action="member.areas_changed",
        subject=f"person:{PERSON_ID}",
        details={"before": "post", "after": "post,devices", "reason": "<b>"},
    )
    services.says("identity.list_audit", AuditPage(items=(entry,), next_cursor=None))
    services.says("identity.list_members", Members(items=()))

    response = await browser.get("/audit")

    words = BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)
    assert "Bereiche geändert" in words
    assert "durch System /erp/demo · betrifft eine Person · Eintrag 1.204" in words
    assert "Nachher Post, Geräte" in words
    assert "<b>" not in response.text


async def test_the_trail_is_for_administrators(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))

    response = await browser.get("/audit")

    assert response.status_code == 403
    assert not services.calls_of("identity.list_audit")
