"""What one is told of: news for everybody; for administrators the company's notices and sender."""

import asyncio
from typing import get_args

from starlette.responses import Response

from contracts.company_notices import (
    COMPANY_EVENTS,
    Channel,
    EventChannels,
    NewsChoice,
    SetCompanyNotices,
)
from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.senders import SetSender
from gateway.api.decoding import read_values
from gateway.api.notification_settings import (
    get_company_notices,
    get_news_choice,
    get_sender,
    set_company_notices,
    set_news_choice,
    set_sender,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

NOTIFICATIONS = "/account/notifications"
_MENDABLE = (InvalidFields, InvalidInput)
_DONE = frozenset({"news", "notices", "sender"})
_TICKED = "yes"


async def show(call: Call) -> Response:
    """Show what is chosen."""
    return await _shown(call, None, {})


async def choose_news(call: Call) -> Response:
    """Switch one's own news off or on."""
    form = await read_form(call.request)
    await set_news_choice(call, NewsChoice(news=form.get("news") == _TICKED))
    return _done("news", call)


async def choose_notices(call: Call) -> Response:
    """Choose what the company is told of; a box that cannot be ticked is left as it is."""
    form = await read_form(call.request)
    chosen = tuple(
        EventChannels(
            event=event,
            mail=form.get(f"{event}_mail") == _TICKED,
            phone=form.get(f"{event}_phone") == _TICKED,
        )
        for event in COMPANY_EVENTS
    )
    try:
        await set_company_notices(call, SetCompanyNotices(events=chosen))
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return _done("notices", call)


async def enter_sender(call: Call) -> Response:
    """Say who the company's mails are from."""
    form = await read_form(call.request)
    try:
        names = ("sender_name", "reply_to")
        wanted = {name: form[name] for name in names if form.get(name, "").strip()}
        entered = read_values(wanted, SetSender)
        keeps_history = form.get("keeps_history") == _TICKED
        await set_sender(
            call,
            SetSender(
                sender_name=entered.sender_name,
                reply_to=entered.reply_to,
                keeps_history=keeps_history,
            ),
        )
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return _done("sender", call)


def _done(what: str, call: Call) -> Response:
    return redirect(call, f"{NOTIFICATIONS}?done={what}")


async def _shown_with(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    is_for_company = _administers(call.identified.principal)
    if is_for_company:
        news, notices, sender = await asyncio.gather(
            get_news_choice(call), get_company_notices(call), get_sender(call)
        )
    else:
        news, notices, sender = await get_news_choice(call), None, None
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "notifications.html",
        status=problem.status if problem else 200,
        news=news.news,
        notices=notices,
        sender=sender,
        channels=get_args(Channel),
        form=form,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )


def _administers(principal: Principal) -> bool:
    return principal.is_admin and principal.organisation_id is not None
