"""A document is taken out of the portal by those who administer, once its time is over."""

from datetime import date

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import DocumentHeld, RetentionProtected
from tests.gateway.samples import DOCUMENT_ID, TOKEN, a_document, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = f"/post/{DOCUMENT_ID}/deletion"
OLD = a_document(available_until=date(2020, 12, 31))


@pytest.fixture(autouse=True)
def administrator(services: ScriptedServices) -> None:
    """Let the browser be an administrator's, and the document an old one."""
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    services.says("billing_docs.get_document", OLD)
    services.says("billing_docs.delete_document", None)


async def test_an_old_document_is_deleted_once_somebody_says_that_he_means_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    document = await browser.get(f"/post/{DOCUMENT_ID}")
    asked = await browser.get(PAGE)
    unsure = await browser.post(PAGE, data={"is_sure": ""})
    assert not services.calls_of("billing_docs.delete_document")
    sure = await browser.post(PAGE, data={"is_sure": "yes"})

    assert f"{PAGE}" in document.text
    assert BeautifulSoup(asked.text, "html.parser").select_one(f"form[action='{PAGE}']") is not None
    assert BeautifulSoup(unsure.text, "html.parser").select_one("#is_sure-fault") is not None
    assert sure.headers["location"] == "/post?done=deleted&count=1"
    (deleted,) = services.calls_of("billing_docs.delete_document")
    assert deleted.arguments == {"document_id": DOCUMENT_ID}


async def test_what_still_protects_a_document_is_said(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.delete_document", RetentionProtected("2031-12-31"))
    protected = await browser.post(PAGE, data={"is_sure": "yes"})
    services.says("billing_docs.delete_document", DocumentHeld())
    held = await browser.post(PAGE, data={"is_sure": "yes"})
    services.says("billing_docs.get_document", a_document(available_until=date(2999, 12, 31)))
    young = await browser.get(PAGE)

    assert protected.status_code == 409
    assert "31.12.2031" in protected.text
    assert held.status_code == 409
    assert BeautifulSoup(young.text, "html.parser").select_one("main form") is None


async def test_only_administrators_delete(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))

    answers = [await browser.get(PAGE), await browser.post(PAGE, data={"is_sure": "yes"})]

    assert [each.status_code for each in answers] == [403, 403]
    assert PAGE not in (await browser.get(f"/post/{DOCUMENT_ID}")).text
