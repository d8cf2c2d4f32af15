"""An open request is a conversation: what is said in one window appears in the other."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.scripted_requests import AGENT_TOKEN
from tests.browser_plugin import open_window
from tests.gateway.samples import TOKEN

ADDRESS = f"/requests/{UUID(int=1001, version=4)}"


def window(chromium: Browser, portal_url: str, token: str) -> BrowserContext:
    """Return a window of somebody who is signed in, with JavaScript."""
    context = open_window(chromium, base_url=portal_url, locale="de-DE")
    context.add_cookies([{"name": "kontor_session", "value": token, "url": portal_url}])
    return context


@pytest.fixture
def customer(chromium: Browser, portal_url: str) -> Iterator[Page]:
    context = window(chromium, portal_url, TOKEN)
    yield context.new_page()
    context.close()


@pytest.fixture
def agent(chromium: Browser, portal_url: str) -> Iterator[Page]:
    context = window(chromium, portal_url, AGENT_TOKEN)
    yield context.new_page()
    context.close()


def say(page: Page, words: str, audience: str = "public") -> None:
    page.get_by_label("Ihre Nachricht").fill(words)
    page.get_by_label("Wer darf das lesen?").select_option(audience)
    page.get_by_role("button", name="Senden").click()


def listen(page: Page) -> None:
    """Open the request, and wait until the page hears news."""
    with page.expect_response(lambda answer: "/v1/requests/news" in answer.url):
        page.goto(ADDRESS)


@pytest.mark.req("SE-10")
def test_what_each_says_appears_at_the_other_and_what_is_being_typed_stays(
    customer: Page, agent: Page
) -> None:
    listen(customer)
    listen(agent)
    faults: list[str] = []
    customer.on("console", lambda message: faults.append(message.text))
    customer.get_by_label("Ihre Nachricht").fill("Noch nicht fert")

    say(agent, "Nur für uns: Garantie prüfen.", "vendor")
    say(agent, "Kommt um zehn jemand ins Lager?")

    course = customer.locator("[data-live=course]")
    expect(course).to_contain_text("Kommt um zehn jemand ins Lager?")
    expect(course).not_to_contain_text("Garantie prüfen")
    expect(customer.get_by_label("Ihre Nachricht")).to_have_value("Noch nicht fert")
    say(customer, "Ja, ich bin da.")
    expect(agent.locator("[data-live=course]")).to_contain_text("Ja, ich bin da.")
    assert faults == []


def test_a_form_that_somebody_has_unfolded_stays_so_when_there_is_news(
    customer: Page, agent: Page
) -> None:
    listen(customer)
    listen(agent)
    sharing = customer.locator("[data-live=sharing]")
    sharing.locator("summary").last.click()
    # What is there is not what is there by now.
    sharing.evaluate("(part) => part.append('von vorhin')")

    say(agent, "Wir kommen morgen früh.")

    expect(customer.locator("[data-live=course]")).to_contain_text("Wir kommen morgen früh.")
    expect(sharing.locator("details").last).to_have_attribute("open", "")
    expect(sharing).to_contain_text("von vorhin")
