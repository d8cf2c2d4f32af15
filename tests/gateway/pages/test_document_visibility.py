"""Who sees which documents, as a page for administrators."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import InvalidInput
from contracts.identity import Members, Membership
from contracts.members import SetDocumentTypes
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = [pytest.mark.asyncio, pytest.mark.req("B3")]

CLERK = UUID("01930000-0000-7000-8000-0000000000cc")
PAGE = f"/document-visibility/{CLERK}"


def a_member(**changes: Any) -> Membership:
    values: dict[str, Any] = {
        "person_id": CLERK,
        "person_name": "Karl Muster",
        "email": "k@example.com",
        "role": "member",
        "areas": ("post",),
    }
    return Membership(**(values | changes))


@pytest.fixture
def admin(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(role="admin"))
    services.says(
        "identity.list_members",
        Members(
            items=(
                a_member(person_id=UUID(int=1), person_name="Erika Muster", role="admin"),
                a_member(document_types=("invoice", "letter")),
                a_member(person_id=UUID(int=2), person_name="Lea Muster", areas=()),
            )
        ),
    )
    services.says("identity.set_document_types", a_member())


@pytest.mark.usefixtures("admin")
async def test_an_admin_sees_who_is_shown_what_those_first_whom_it_matters_for(
    browser: httpx.AsyncClient,
) -> None:
    german = await browser.get("/document-visibility")
    english = await browser.get("/document-visibility?lang=en")

    soup = BeautifulSoup(german.text, "lxml")
    rows = [row.get_text(" ", strip=True) for row in soup.select(".rows > li")]
    assert [next(w for w in ("Karl", "Lea", "Erika") if w in row) for row in rows] == [
        "Karl",
        "Lea",
        "Erika",
    ]
    assert "2 von 6 Belegarten" in rows[0]
    assert "Rechnung, Schreiben" in rows[0]
    assert "Post ist nicht freigeschaltet" in rows[1]
    assert not soup.select(".rows > li:last-child form")
    assert "2 of 6 types" in english.text
    assert not soup.select("main script")


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("shown=all&document_type=invoice", None),
        ("shown=some&document_type=invoice&document_type=letter", ("invoice", "letter")),
        ("shown=some", ()),
    ],
)
async def test_the_form_shows_a_member_all_some_or_none(
    browser: httpx.AsyncClient, services: ScriptedServices, form: str, expected: Any
) -> None:
    answer = await browser.post(
        PAGE, content=form, headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/document-visibility?done=saved",
    )
    asked = [one for one in services.asked if one.called == "identity.set_document_types"]
    assert [one.arguments["request"] for one in asked] == [
        SetDocumentTypes(person_id=CLERK, document_types=expected)
    ]


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("form", ["", "shown=whatever", "shown=some&document_type=diary"])
async def test_what_is_not_offered_is_shown_again(browser: httpx.AsyncClient, form: str) -> None:
    answer = await browser.post(
        PAGE, content=form, headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 422
    assert "Karl Muster" in answer.text


@pytest.mark.usefixtures("admin")
async def test_that_an_administrator_sees_all_is_said_in_words(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.set_document_types", InvalidInput("document_types", "admin_sees_every_type")
    )

    answer = await browser.post(PAGE, data={"shown": "some"})

    assert "Die Verwaltung sieht immer alle Belegarten." in answer.text


async def test_a_member_does_not_find_the_page_nor_a_link_to_it(
    browser: httpx.AsyncClient,
) -> None:
    shown = await browser.get("/document-visibility")

    assert shown.status_code == 403
