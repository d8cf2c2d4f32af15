"""Post, one document, an invitation, and what a page says when something fails."""

import re
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.billing_docs import DocumentPage
from contracts.errors import (
    ArchiveDamaged,
    AreaNotVisible,
    InvitationNotUsable,
    NotFound,
    WeakPassword,
)
from contracts.post import DocumentSummary
from tests.gateway.samples import (
    DOCUMENT_ID,
    TOKEN,
    a_document,
    a_session,
    an_authenticated,
    an_invitation_preview,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

ACCEPTANCE = {"person_name": "Erika Muster", "password": "vier Wörter ohne Sinn"}


def text_of(response: httpx.Response) -> str:
    return " ".join(BeautifulSoup(response.text, "lxml").get_text(" ").split())


def listed(services: ScriptedServices, *documents: Any, next_cursor: str | None = None) -> None:
    services.says(
        "billing_docs.list_documents", DocumentPage(items=documents, next_cursor=next_cursor)
    )
    services.says("billing_docs.summarise_documents", DocumentSummary(counts=(), unread=0))


async def test_the_list_has_date_type_number_amount_and_sender(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    listed(services, a_document())

    response = await browser.get("/post")

    row = BeautifulSoup(response.text, "lxml").select_one("tbody tr")
    assert row is not None
    assert " ".join(row.get_text(" ").split()) == (
        "02.11.2026 Rechnung R-2026-0815 Beispiel Software AG (Demo) 1.190,00 € Vorschau"
    )


async def test_an_empty_list_says_what_will_come(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    listed(services)

    empty = await browser.get("/post")
    filtered = await browser.get("/post?document_type=letter")

    assert "Sobald ein Beleg für Sie eintrifft" in text_of(empty)
    assert "Zu dieser Auswahl gibt es keine Belege" in text_of(filtered)


async def test_the_next_page_keeps_what_was_asked_for(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    listed(services, a_document(), next_cursor="a b&c")

    response = await browser.get("/post?document_type=invoice&number=&lang=de")

    link = BeautifulSoup(response.text, "lxml").select_one("a[rel=next]")
    assert link is not None
    assert link["href"] == "/post?document_type=invoice&cursor=a+b%26c"
    [asked] = services.calls_of("billing_docs.list_documents")
    assert asked.arguments["query"].document_type == "invoice"


async def test_what_documents_say_is_text_and_never_a_page_of_its_own(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    evil = "<script>alert(1)</script>\"'&"
    document = a_document(
        number=evil, seller_name=evil, buyer_name=evil, title=evil, file_name=evil
    )
    listed(services, document)
    services.says("billing_docs.get_document", document)

    pages = [await browser.get("/post"), await browser.get(f"/post/{DOCUMENT_ID}")]
    pages.append(await browser.get("/post", params={"number": evil, "issued_from": ""}))

    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert evil in BeautifulSoup(page.text, "lxml").get_text() or "value=" in page.text


async def test_a_script_would_need_the_nonce_of_this_very_page(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    listed(services)

    nonces = {
        found.group(1)
        for _ in range(2)
        if (
            found := re.search(
                r"script-src 'nonce-([^']+)'",
                (await browser.get("/post")).headers["content-security-policy"],
            )
        )
    }

    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("path", "cookie", "accepted", "own", "shown"),
    [
        ("/post", None, "en", "de", "de"),
        ("/post", None, "de", "en", "en"),
        ("/post", "en", "de", "de", "en"),
        ("/post?lang=de", "en", "en", "en", "de"),
        ("/post?lang=xx", None, "en", "de", "de"),
    ],
)
async def test_a_page_is_in_the_language_chosen_else_the_persons_own(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    path: str,
    cookie: str | None,
    accepted: str,
    own: str,
    shown: str,
) -> None:
    listed(services)
    services.tokens[TOKEN] = an_authenticated(language=own)
    if cookie:
        browser.cookies.set("kontor_language", cookie)

    response = await browser.get(path, headers={"Accept-Language": accepted})

    assert response.headers["content-language"] == shown
    assert f'<html lang="{shown}">' in response.text


async def test_a_stranger_is_answered_in_his_browsers_language(
    anonymous: httpx.AsyncClient,
) -> None:
    response = await anonymous.get("/sign-in", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert "E-mail address" in response.text


async def test_looking_at_an_invitation_shows_it_and_uses_nothing_up(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_invitation", an_invitation_preview())

    page = await anonymous.get("/invitations/kt_1")
    head = await anonymous.head("/invitations/kt_1")

    assert "Musterfabrik GmbH (Demo)" in text_of(page)
    assert "02.12.2026, 12:00" in text_of(page)
    assert (page.status_code, head.status_code) == (200, 200)
    assert {asked.called for asked in services.asked} == {"identity.preview_invitation"}


async def test_who_has_an_account_already_is_asked_for_its_password(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_invitation", an_invitation_preview(has_account=True))

    page = await anonymous.get("/invitations/kt_1")

    assert "Ihr bisheriges Passwort" in text_of(page)
    assert 'autocomplete="current-password"' in page.text


async def test_an_accepted_invitation_signs_in(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.accept_invitation", a_session())

    response = await anonymous.post(
        "/invitations/kt_1", data=ACCEPTANCE, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert response.headers["set-cookie"].startswith(f"kontor_session={TOKEN}")
    [asked] = services.calls_of("identity.accept_invitation")
    assert asked.arguments["request"].token == "kt_1"
    assert asked.arguments["request"].person_name == "Erika Muster"
    assert asked.arguments["request"].client == "127.0.0.1"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"person_name": "Erika Muster"}, "Diese Angabe fehlt."),
        (ACCEPTANCE | {"password": ""}, "Diese Angabe fehlt."),
        (ACCEPTANCE, "Es ist zu leicht zu erraten."),
    ],
)
async def test_what_is_wrong_with_an_acceptance_stands_in_the_form(
    anonymous: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str], said: str
) -> None:
    services.says("identity.preview_invitation", an_invitation_preview())
    services.says("identity.accept_invitation", WeakPassword("too_common"))

    response = await anonymous.post(
        "/invitations/kt_1", data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code == 422
    assert said in text_of(response)
    assert 'value="Erika Muster"' in response.text
    assert ACCEPTANCE["password"] not in response.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotFound("document"), 404, "oder es gehört nicht zu Ihrem Konto"),
        (AreaNotVisible("post"), 403, "für Sie nicht freigeschaltet"),
        (InvitationNotUsable("expired"), 410, "Sie ist abgelaufen."),
        (ArchiveDamaged(str(DOCUMENT_ID)), 502, "stimmt nicht mit ihrer Prüfsumme überein"),
        (RuntimeError("SELECT secret"), 500, "Bei uns ist etwas schiefgegangen."),
    ],
)
async def test_a_failure_is_told_on_a_page_in_the_words_of_the_api(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    said: str,
) -> None:
    services.says("billing_docs.get_document", error)

    page = await browser.get(f"/post/{DOCUMENT_ID}")

    assert page.status_code == status
    assert said in text_of(page)
    assert page.headers["x-request-id"] in page.text
    assert "secret" not in page.text


async def test_an_area_that_is_away_is_told_on_its_page(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/post")

    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert "Dieser Bereich ist gerade nicht erreichbar." in text_of(page)


async def test_a_date_that_is_none_is_told(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/post?issued_from=gestern")

    assert page.status_code == 422
    assert "kein gültiges Datum" in text_of(page)


async def test_an_unknown_page_is_told_with_a_way_out(anonymous: httpx.AsyncClient) -> None:
    page = await anonymous.get("/nowhere")

    assert page.status_code == 404
    assert "Diese Seite gibt es nicht." in text_of(page)
    assert 'href="/"' in page.text
