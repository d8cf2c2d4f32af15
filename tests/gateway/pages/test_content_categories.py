"""The categories of questions and articles, kept by the vendor's people."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.content import ContentCategory
from contracts.request_types import Label
from tests.gateway.content_samples import CATEGORIES
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = "/desk/content/categories"
FORM = {"key": "printing", "name_de": "Drucken", "name_en": "Printing", "position": "30"}


@pytest.fixture(autouse=True)
def agent(services: ScriptedServices) -> None:
    """Let the browser be one of the vendor's people."""
    services.tokens[TOKEN] = an_authenticated(a_principal(organisation_kind="vendor"))
    services.says("catalog.list_content_categories", CATEGORIES)
    services.says("catalog.put_content_category", CATEGORIES)


async def test_a_category_is_added_renamed_and_put_in_its_place(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    known = CATEGORIES.items[0].key

    listed = BeautifulSoup((await browser.get(f"{PAGE}?key={known}")).text, "html.parser")
    added = await browser.post(PAGE, data=FORM | {"is_new": "true"})
    await browser.post(PAGE, data=FORM | {"key": known, "position": "5"})

    first, second = services.calls_of("catalog.put_content_category")
    label = Label(de="Drucken", en="Printing")
    assert listed.select_one(f"input[type=hidden][name=key][value={known}]") is not None
    assert added.headers["location"] == f"{PAGE}?done=saved"
    (wanted,) = first.arguments.values()
    assert wanted == ContentCategory(key="printing", name=label, position=30)
    assert next(iter(second.arguments.values())).key == known


async def test_a_new_one_renames_no_other_and_what_is_missing_stands_at_its_field(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    known = CATEGORIES.items[0].key

    taken = await browser.post(PAGE, data=FORM | {"is_new": "true", "key": known})
    nameless = await browser.post(PAGE, data=FORM | {"is_new": "true", "name_de": " "})

    assert not services.calls_of("catalog.put_content_category")
    shown = BeautifulSoup(taken.text, "html.parser")
    assert shown.select_one("#key-fault") is not None
    assert shown.select_one(f"input[name=key][value={known}]:not([type=hidden])") is not None
    assert BeautifulSoup(nameless.text, "html.parser").select_one("#name_de-fault") is not None


async def test_customers_keep_no_categories(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))

    answers = [await browser.get(PAGE), await browser.post(PAGE, data=FORM)]

    assert [each.status_code for each in answers] == [403, 403]
