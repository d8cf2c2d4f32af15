"""Post and Archive as pages: folders, search, marks, and what the forms do."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.billing_docs import DocumentPage
from contracts.errors import NotPermitted
from contracts.identity import Members, Membership
from contracts.post import (
    DocumentCount,
    DocumentLink,
    DocumentLinks,
    DocumentReader,
    DocumentReaders,
    DocumentSummary,
    LinkedDocument,
    MovedDocument,
    MovedDocuments,
)
from tests.gateway.pages.test_pages import text_of
from tests.gateway.samples import (
    DOCUMENT_ID,
    PERSON_ID,
    TOKEN,
    a_document,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

OTHER_ID = UUID(int=77, version=4)


@pytest.fixture
def listed(services: ScriptedServices) -> ScriptedServices:
    """Return services with two documents, one unread, and what a folder holds."""
    documents = (
        a_document(is_unread=True),
        a_document(id=OTHER_ID, number="R-2", document_type="letter"),
    )
    services.says("billing_docs.list_documents", DocumentPage(items=documents, next_cursor=None))
    counts = (
        DocumentCount(folder="post", document_type="invoice", documents=1200, size_bytes=1),
        DocumentCount(folder="archive", document_type="contract", documents=3, size_bytes=1),
    )
    services.says("billing_docs.summarise_documents", DocumentSummary(counts=counts, unread=1))
    services.says(
        "billing_docs.move_documents",
        MovedDocuments(items=(MovedDocument(document_id=DOCUMENT_ID, outcome="moved"),)),
    )
    services.says("billing_docs.mark_documents", None)
    return services


def role_is(services: ScriptedServices, role: str, **changes: Any) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role=role, **changes))


@pytest.mark.req("SE-60", "B2", "SE-08")
async def test_folders_types_and_unread_documents_are_counted(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    response = await browser.get("/post")

    page = BeautifulSoup(response.text, "lxml")
    tabs = [" ".join(tab.get_text(" ").split()) for tab in page.select(".folders a")]
    assert tabs == ["Post 1.200", "Archiv 3", "Ungelesen 1"]
    assert [option["value"] for option in page.select("select[name=document_type] option")] == [
        "",
        "invoice",
    ]
    assert [row.get("class") for row in page.select("tbody tr")] == [["unread"], None]
    [asked] = listed.calls_of("billing_docs.list_documents")
    assert (asked.arguments["query"].folder, asked.arguments["query"].limit) == ("post", 50)


@pytest.mark.req("SE-07")
async def test_what_is_typed_into_the_form_is_asked_for(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    form = {
        "folder": "archive",
        "text": "müller 0815",
        "total_from": "1.190,50",
        "total_until": "2000",
        "has_faults": "true",
        "sort": "-total",
        "issued_from": "",
    }

    page = await browser.get("/post", params=form)

    [asked] = listed.calls_of("billing_docs.list_documents")
    query = asked.arguments["query"]
    assert (query.folder, query.text, query.sort) == ("archive", "müller 0815", "-total")
    assert (query.total_from, query.total_until, query.has_faults) == (119_050, 200_000, True)
    assert 'value="müller 0815"' in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"total_from": "viel"}, "Das ist kein Betrag."),
        ({"total_until": "1,234"}, "Das ist kein Betrag."),
        ({"folder": "bin"}, "Dieser Wert steht nicht zur Auswahl."),
        ({"sort": "colour"}, "Dieser Wert steht nicht zur Auswahl."),
    ],
)
async def test_what_cannot_be_asked_is_told(
    browser: httpx.AsyncClient, listed: ScriptedServices, query: dict[str, str], said: str
) -> None:
    del listed

    page = await browser.get("/post", params=query)

    assert page.status_code == 422
    assert said in text_of(page)


@pytest.mark.req("SE-60", "B2")
async def test_chosen_documents_are_put_into_the_archive(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    form = {
        "action": "archive",
        "document_id": [str(DOCUMENT_ID), str(OTHER_ID), str(OTHER_ID)],
        "back": "/post?text=a",
    }

    answer = await browser.post("/post/documents", data=form)
    page = await browser.get(answer.headers["location"])

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/post?text=a&done=archive&count=1&moved={DOCUMENT_ID}",
    )
    [asked] = listed.calls_of("billing_docs.move_documents")
    assert asked.arguments["request"].document_ids == (DOCUMENT_ID, OTHER_ID)
    assert asked.arguments["request"].folder == "archive"
    assert "Ein Beleg liegt jetzt im Archiv." in text_of(page)


async def test_all_of_the_page_are_chosen_without_ticking_each(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    shown = BeautifulSoup((await browser.get("/post")).text, "html.parser")
    (ids,) = (each["value"] for each in shown.select("form.chosen-documents [name=shown]"))
    form = {"action": "archive", "all": "yes", "shown": ids, "document_id": str(DOCUMENT_ID)}

    await browser.post("/post/documents", data=form)

    [asked] = listed.calls_of("billing_docs.move_documents")
    assert asked.arguments["request"].document_ids == (DOCUMENT_ID, OTHER_ID)


async def test_what_was_moved_can_be_put_back_and_what_was_gone_is_said(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    outcomes = (
        MovedDocument(document_id=DOCUMENT_ID, outcome="moved"),
        MovedDocument(document_id=OTHER_ID, outcome="already_there"),
        MovedDocument(document_id=PERSON_ID, outcome="not_found"),
    )
    listed.says("billing_docs.move_documents", MovedDocuments(items=outcomes))
    form = {"action": "archive", "document_id": [str(each.document_id) for each in outcomes]}

    answer = await browser.post("/post/documents", data=form)
    page = await browser.get(answer.headers["location"])
    shown = BeautifulSoup(page.text, "html.parser")
    fields = shown.select(".done form [name]")
    undo = {str(each["name"]): str(each["value"]) for each in fields}
    await browser.post("/post/documents", data=undo)

    said = " ".join(text_of(page).split())
    assert "2 Belege liegen jetzt im Archiv. Ein Beleg war nicht mehr da." in said
    assert undo == {
        "back": "/post",
        "all": "yes",
        "shown": str(DOCUMENT_ID),
        "action": "post",
    }
    again = listed.calls_of("billing_docs.move_documents")[1].arguments["request"]
    assert (again.document_ids, again.folder) == ((DOCUMENT_ID,), "post")


@pytest.mark.parametrize(
    "said", ["done=burn&count=1", "done=archive&count=x", "done=archive&count=1&moved=no-id"]
)
async def test_an_address_that_makes_no_sense_offers_nothing_to_undo(
    browser: httpx.AsyncClient, listed: ScriptedServices, said: str
) -> None:
    del listed

    page = await browser.get(f"/post?{said}")

    assert page.status_code == 200
    assert not BeautifulSoup(page.text, "html.parser").select(".done form")


async def test_a_page_of_which_all_is_done_leads_back_to_the_first(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    listed.says("billing_docs.list_documents", DocumentPage(items=(), next_cursor=None))

    page = await browser.get("/post?cursor=later")

    assert "Alles von dieser Seite ist erledigt" in text_of(page)
    assert "Zurück zum Anfang" in text_of(page)


@pytest.mark.parametrize(("action", "is_read"), [("read", True), ("unread", False)])
async def test_chosen_documents_are_marked(
    browser: httpx.AsyncClient, listed: ScriptedServices, action: str, *, is_read: bool
) -> None:
    form = {"action": action, "document_id": str(DOCUMENT_ID)}

    answer = await browser.post("/post/documents", data=form)

    assert answer.headers["location"] == f"/post?done={action}&count=1"
    [asked] = listed.calls_of("billing_docs.mark_documents")
    assert asked.arguments["request"].is_read is is_read


@pytest.mark.parametrize(
    ("form", "status", "location"),
    [
        ({"action": "archive"}, 303, "/post?done=none"),
        ({"action": "archive", "back": "//evil.example"}, 303, "/post?done=none"),
        ({"action": "burn", "document_id": str(DOCUMENT_ID)}, 422, None),
        ({"action": "archive", "document_id": "1"}, 422, None),
        ({"action": "archive", "all": "yes"}, 303, "/post?done=none"),
        ({"action": "archive", "all": "yes", "shown": "1,2"}, 422, None),
    ],
)
async def test_a_form_that_says_nothing_usable_changes_nothing(
    browser: httpx.AsyncClient,
    listed: ScriptedServices,
    form: dict[str, str],
    status: int,
    location: str | None,
) -> None:
    answer = await browser.post("/post/documents", data=form)

    assert (answer.status_code, answer.headers.get("location")) == (status, location)
    assert not listed.calls_of("billing_docs.move_documents")


async def test_another_sites_form_moves_nothing(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    form = {"action": "archive", "document_id": str(DOCUMENT_ID)}

    answer = await browser.post(
        "/post/documents", data=form, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert not listed.calls_of("billing_docs.move_documents")


@pytest.mark.req("SE-60")
async def test_who_only_reads_is_offered_no_folder_to_move_to(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    role_is(listed, "documents")
    listed.says("billing_docs.move_documents", NotPermitted("file_documents"))

    page = await browser.get("/post")
    refused = await browser.post(
        "/post/documents", data={"action": "archive", "document_id": str(DOCUMENT_ID)}
    )

    assert "Ins Archiv legen" not in page.text
    assert refused.status_code == 403
    assert "dieser Zugang liest nur" in text_of(refused)


async def test_an_empty_stretch_of_a_long_list_says_to_go_on(
    browser: httpx.AsyncClient, listed: ScriptedServices
) -> None:
    listed.says("billing_docs.list_documents", DocumentPage(items=(), next_cursor="c"))

    page = await browser.get("/post?text=selten")

    link = BeautifulSoup(page.text, "lxml").select_one("a[rel=next]")
    assert link is not None
    assert link["href"] == "/post?text=selten&cursor=c"
    assert "auf der nächsten Seite weiter" in text_of(page)


@pytest.mark.req("B18", "B19")
async def test_a_document_shows_what_belongs_to_it_and_to_administrators_who_read_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    document = a_document()
    services.says("billing_docs.get_document", document)
    other = LinkedDocument(
        id=OTHER_ID, document_type="credit_note", issued_on=document.issued_on, total=None
    )
    links = (
        DocumentLink(relation="corrected_by", number="G-1", document=other),
        DocumentLink(relation="refers_to", number="AB-1", document=None),
    )
    services.says("billing_docs.list_links", DocumentLinks(items=links))
    seen = document.received_at
    looks = [
        DocumentReader(person_id=who, first_previewed_at=seen, first_downloaded_at=None)
        for who in (PERSON_ID, OTHER_ID)
    ]
    services.says("billing_docs.list_readers", DocumentReaders(items=tuple(looks)))
    member = Membership(
        person_id=PERSON_ID,
        person_name="Erika Muster",
        email="e@example.com",
        role="admin",
        areas=(),
    )
    services.says("identity.list_members", Members(items=(member,)))
    as_member = await browser.get(f"/post/{DOCUMENT_ID}")
    # Another session: who asks is remembered for some seconds.
    services.tokens["ks_admin"] = an_authenticated(a_principal(role="admin"))
    browser.cookies.clear()
    browser.cookies.set("kontor_session", "ks_admin")

    as_admin = await browser.get(f"/post/{DOCUMENT_ID}")

    assert f'href="/post/{OTHER_ID}"' in as_member.text
    assert "AB-1 nicht im Portal" in text_of(as_member)
    assert "Von wem gelesen" not in as_member.text
    assert "Erika Muster Vorschau: 02.11.2026, 09:30" in text_of(as_admin)
    assert "Nicht mehr im Unternehmen" in text_of(as_admin)
    opened = services.calls_of("billing_docs.get_document")[0]
    assert opened.arguments["is_opened"] is True
