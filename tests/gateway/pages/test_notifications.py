"""What one is told of, chosen on a page; and the link in news, for people and mail programs."""

from typing import Any

import httpx
import msgspec
import pytest

from contracts.company_notices import (
    COMPANY_EVENTS,
    CompanyNotices,
    EventChannels,
    NewsChoice,
)
from contracts.errors import InvalidInput, NotFound
from contracts.senders import SenderSettings, SetSender
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

NOTICES = CompanyNotices(
    events=tuple(EventChannels(event=event, mail=True, phone=False) for event in COMPANY_EVENTS),
    email="info@muster.example",
    phone="+491712345678",
    why_no_mail=None,
    why_no_phone=None,
)
SENDER = SenderSettings(
    sender_name="Muster & Söhne",
    reply_to=None,
    keeps_history=True,
    address="kontor@kontor.example",
    default_name="Kontor",
)
LINK = "/news/unsubscribe/demo-token"


@pytest.fixture(autouse=True)
def _answers(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    services.says("notifications.get_company_notices", NOTICES)
    services.says("notifications.set_company_notices", NOTICES)
    services.says("notifications.get_sender", SENDER)
    services.says("notifications.set_sender", SENDER)
    services.says("notifications.get_news_choice", NewsChoice(news=True))
    services.says("notifications.set_news_choice", NewsChoice(news=False))
    services.says("notifications.preview_unsubscription", None)
    services.says("notifications.unsubscribe_from_news", None)


def without_phone(**changes: Any) -> CompanyNotices:
    return msgspec.structs.replace(NOTICES, phone=None, **changes)


@pytest.mark.req("MB-11", "G2")
async def test_the_page_shows_where_messages_go_and_bars_a_channel_that_leads_nowhere(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    both = await browser.get("/account/notifications")
    services.says(
        "notifications.get_company_notices", without_phone(why_no_phone="not_a_mobile_number")
    )
    barred = await browser.get("/account/notifications")

    assert "info@muster.example" in both.text
    assert "+491712345678" in both.text
    assert "disabled" not in both.text
    assert both.text.count('value="yes" aria-label') == 2 * len(COMPANY_EVENTS)
    assert barred.text.count(" disabled") == len(COMPANY_EVENTS)
    assert "keine Mobilfunknummer" in barred.text


async def test_what_is_ticked_is_chosen_for_every_event(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    done = await browser.post(
        "/account/notifications/company",
        data={"tan_due_phone": "yes", "dunning_sent_mail": "yes", "dunning_sent_phone": "yes"},
    )

    (call,) = services.calls_of("notifications.set_company_notices")
    chosen = call.arguments["request"].events
    assert done.status_code == 303
    assert {each.event: (each.mail, each.phone) for each in chosen} == {
        **dict.fromkeys(COMPANY_EVENTS, (False, False)),
        "tan_due": (False, True),
        "dunning_sent": (True, True),
    }


async def test_a_channel_that_is_refused_says_why_and_keeps_what_was_ticked(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "notifications.set_company_notices", InvalidInput("request.phone", "phone_not_on_file")
    )

    refused = await browser.post("/account/notifications/company", data={"tan_due_phone": "yes"})

    assert refused.status_code == 422
    assert "keine Telefonnummer hinterlegt" in refused.text
    assert refused.text.count(" checked") == 3  # the one that was ticked, history, and news


@pytest.mark.req("MB-29", "MB-30")
async def test_the_sender_is_entered_and_what_is_left_empty_is_none(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    await browser.post(
        "/account/notifications/sender", data={"sender_name": "Muster", "reply_to": ""}
    )

    (call,) = services.calls_of("notifications.set_sender")
    assert call.arguments["request"] == SetSender(sender_name="Muster", keeps_history=False)


async def test_a_faulty_reply_address_is_shown_beside_its_field(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.set_sender", InvalidInput("request.reply_to", "not_an_address"))

    refused = await browser.post(
        "/account/notifications/sender", data={"sender_name": "Neu", "reply_to": "a@b"}
    )

    assert refused.status_code == 422
    assert 'id="reply_to-fault"' in refused.text
    assert 'value="Neu"' in refused.text


async def test_a_member_sees_his_news_alone_and_switches_it_off(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))

    shown = await browser.get("/account/notifications")
    done = await browser.post("/account/notifications/news", data={"news": ""})

    (call,) = services.calls_of("notifications.set_news_choice")
    assert "Neuigkeiten per E-Mail erhalten" in shown.text
    assert "info@muster.example" not in shown.text
    assert services.calls_of("notifications.get_company_notices") == []
    assert call.arguments["request"] == NewsChoice(news=False)
    assert done.status_code == 303


@pytest.mark.req("SE-04")
async def test_a_mail_program_unsubscribes_with_one_post_and_is_not_redirected(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    done = await anonymous.post(LINK, data={"List-Unsubscribe": "One-Click"})

    (call,) = services.calls_of("notifications.unsubscribe_from_news")
    assert done.status_code == 200
    assert call.arguments["token"] == "demo-token"


async def test_looking_at_the_link_changes_nothing(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shown = await anonymous.get(LINK)

    assert "Neuigkeiten abbestellen" in shown.text
    assert services.calls_of("notifications.unsubscribe_from_news") == []


async def test_a_link_that_is_nobodys_says_so(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.unsubscribe_from_news", NotFound("link"))

    dead = await anonymous.post(LINK)

    assert dead.status_code == 404
