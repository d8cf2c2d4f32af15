"""What a company is told of, who its mails are from, and whether a person gets news."""

from contracts.company_notices import CompanyNotices, NewsChoice, SetCompanyNotices
from contracts.senders import SenderSettings, SetSender
from gateway.call import Call


async def get_company_notices(call: Call) -> CompanyNotices:
    """Return which events the company is told of, by mail, by phone, both or not, and where."""
    return await call.around.notifications.get_company_notices(call.context)


async def set_company_notices(call: Call, body: SetCompanyNotices) -> CompanyNotices:
    """Choose the channels of events, from the next one on; a channel that leads nowhere is 422."""
    return await call.around.notifications.set_company_notices(call.context, body)


async def get_sender(call: Call) -> SenderSettings:
    """Return who the organisation's mails are from, and whether what they said is kept."""
    return await call.around.notifications.get_sender(call.context)


async def set_sender(call: Call, body: SetSender) -> SenderSettings:
    """Say who the organisation's mails are from, from the next one on."""
    return await call.around.notifications.set_sender(call.context, body)


async def get_news_choice(call: Call) -> NewsChoice:
    """Return whether you get news by mail; important notices come all the same."""
    return await call.around.notifications.get_news_choice(call.context)


async def set_news_choice(call: Call, body: NewsChoice) -> NewsChoice:
    """Switch news by mail off or on."""
    return await call.around.notifications.set_news_choice(call.context, body)


async def preview_news_link(call: Call, token: str) -> None:
    """Answer 204 if a link in news is good; looking changes nothing."""
    await call.around.notifications.preview_unsubscription(call.context, token)


async def unsubscribe_from_news(call: Call, token: str) -> None:
    """Send whoever got this link no news any more (RFC 8058); repeating changes nothing."""
    await call.around.notifications.unsubscribe_from_news(call.context, token)
