"""The portal as its visitors see it: signing in, finding, reading and taking a document along."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.scripted_portal import DOCUMENTS, PASSWORD, PDF
from tests.browser_plugin import PATIENCE_MS, open_window


def sign_in(page: Page) -> None:
    page.goto("/sign-in?next=/post")
    page.get_by_label("E-Mail-Adresse").fill("erika@example.com")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Post")).to_be_visible()


def is_a_phone(page: Page) -> bool:
    return page.viewport_size is not None and page.viewport_size["width"] < 640


def is_as_wide_as_the_window(page: Page) -> bool:
    size = page.viewport_size
    body = page.locator("body").bounding_box()
    main = page.locator("main").bounding_box()
    assert size is not None
    assert body is not None
    assert main is not None
    return body["width"] <= size["width"] and main["x"] + main["width"] <= size["width"]


@pytest.mark.req("SE-29")
def test_three_clicks_from_the_notice_to_the_pdf_itself(page: Page, tmp_path: Path) -> None:
    page.goto(f"/post/{DOCUMENTS[0].id}")  # the link in the mail
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.get_by_label("E-Mail-Adresse").fill("erika@example.com")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Rechnung {DOCUMENTS[0].number}")

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Herunterladen").click()

    waiting.value.save_as(tmp_path / "invoice.pdf")
    assert waiting.value.suggested_filename == "Rechnung R-2026-0815.pdf"
    assert (tmp_path / "invoice.pdf").read_bytes() == PDF


def test_a_wrong_password_is_told_without_saying_what_was_wrong(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-Mail-Adresse").fill("erika@example.com")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()

    expect(page.get_by_role("alert")).to_have_text(
        "E-Mail-Adresse und Passwort passen nicht zusammen."
    )
    expect(page.locator("main")).to_contain_text("erika@example.com")
    expect(page.get_by_label("Passwort")).to_be_empty()


def test_the_list_pages_on_and_shows_what_a_bookkeeper_looks_for(page: Page) -> None:
    sign_in(page)

    first = page.locator("tbody tr").first
    expect(first).to_contain_text("02.11.2026")
    expect(first).to_contain_text("Rechnung")
    expect(first).to_contain_text("1.190,00")
    expect(page.locator("tbody tr")).to_have_count(8)
    page.get_by_role("link", name="Weitere Belege").click()
    expect(page.get_by_role("link", name=DOCUMENTS[8].number, exact=True)).to_be_visible()
    page.get_by_role("link", name="Weitere Belege").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.get_by_role("link", name="Weitere Belege")).to_have_count(0)
    assert is_as_wide_as_the_window(page)


def test_the_list_is_narrowed_down_and_stays_so_on_the_next_page(page: Page) -> None:
    sign_in(page)
    page.get_by_text("Eingrenzen und sortieren").click()
    page.get_by_label("Art").select_option("credit_note")
    page.get_by_role("button", name="Anzeigen").click()

    expect(page.locator("tbody .type").first).to_have_text("Gutschrift")
    assert set(page.locator("tbody .type").all_text_contents()) == {"Gutschrift"}
    expect(page.get_by_label("Art")).to_have_value("credit_note")
    page.get_by_role("link", name="Auswahl aufheben").click()
    expect(page.locator("tbody tr")).to_have_count(8)


@pytest.mark.req("SE-45")
def test_a_pdf_is_shown_in_the_page_without_a_download(page: Page) -> None:
    sign_in(page)
    with page.expect_response(re.compile("/preview$")) as waiting:
        page.get_by_role("link", name=DOCUMENTS[0].number, exact=True).click()

    assert waiting.value.status == 200
    assert waiting.value.headers["content-disposition"].startswith("inline")
    expect(page.locator("iframe.preview")).to_be_visible()
    assert is_as_wide_as_the_window(page)


def test_an_electronic_invoice_shows_its_main_fields_and_what_is_odd_about_it(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name=DOCUMENTS[3].number, exact=True).click()

    expect(page.get_by_text("elektronische Rechnung (XML)")).to_be_visible()
    expect(page.locator("dl.facts")).to_contain_text("16.11.2026")
    expect(page.get_by_text("gibt ihre Zeichenkodierung falsch an")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)


def test_the_language_is_changed_where_one_is_and_remembered(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name=DOCUMENTS[0].number, exact=True).click()
    if is_a_phone(page):
        page.get_by_role("button", name="Menü").click()
    page.get_by_role("link", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Invoice {DOCUMENTS[0].number}")
    page.get_by_role("link", name="Back to Post").click()
    expect(page.locator("tbody tr").first).to_contain_text("€1,190.00")


@pytest.mark.req("SE-23")
def test_an_invitation_is_accepted_with_a_name_and_a_password_of_ones_own(page: Page) -> None:
    page.goto("/invitations/kt_demo")
    expect(page.locator("main")).to_contain_text("Musterfabrik GmbH (Demo)")
    page.get_by_label("Ihr Vor- und Nachname").fill("Erika Muster")
    page.get_by_label("Passwort wählen").fill("kurz")
    page.get_by_role("button", name="Einladung annehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht sicher genug")
    expect(page.get_by_label("Ihr Vor- und Nachname")).to_have_value("Erika Muster")

    page.get_by_label("Passwort wählen").fill("vier Wörter ohne jeden Sinn")
    page.get_by_role("button", name="Einladung annehmen").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Erika Muster")


def test_an_expired_invitation_says_so_and_what_to_do(page: Page) -> None:
    page.goto("/invitations/kt_old")

    expect(page.get_by_role("heading", level=1)).to_contain_text("nicht mehr angenommen")
    expect(page.locator("main")).to_contain_text("abgelaufen")


def test_signing_out_ends_it(page: Page) -> None:
    sign_in(page)
    if is_a_phone(page):
        page.get_by_role("button", name="Menü").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("status")).to_have_text("Sie sind abgemeldet.")

    page.goto("/post")

    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_the_description_of_the_api_is_shown_without_asking_anybody_outside(
    chromium: Browser, portal_url: str
) -> None:
    context = open_window(chromium, base_url=portal_url)
    # To draw hundreds of operations takes a slow machine that does other things half a minute.
    patience = 3 * PATIENCE_MS
    context.set_default_timeout(patience)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))

    # By its own address, opened: of so many operations the rest is drawn only while one scrolls.
    page.goto("/docs#/Documents/list_documents")
    expect(page.locator("#operations-Documents-list_documents")).to_be_visible(timeout=patience)
    page.get_by_role("button", name="Execute").click()
    expect(
        page.locator(".live-responses-table .response .response-col_status").first
    ).to_contain_text("401", timeout=patience)

    context.close()
    assert [url for url in asked if not url.startswith((portal_url, "data:"))] == []
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.mark.req("SE-60", "B2")
def test_documents_are_chosen_and_put_into_the_archive(page: Page) -> None:
    sign_in(page)

    page.get_by_label(f"Beleg {DOCUMENTS[0].number} auswählen").check()
    page.get_by_label(f"Beleg {DOCUMENTS[3].number} auswählen").check()
    page.get_by_role("button", name="Ins Archiv legen").click()

    expect(page.get_by_role("status")).to_have_text("2 Belege liegen jetzt im Archiv.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
