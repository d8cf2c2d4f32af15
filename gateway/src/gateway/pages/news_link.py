"""The link in news: a button that switches news off, for people and for mail programs."""

from starlette.responses import Response

from contracts.errors import LinkNotUsable, NotFound
from gateway.api.notification_settings import preview_news_link, unsubscribe_from_news
from gateway.call import Call
from gateway.pages.dead_link import dead_link
from gateway.pages.page import page

_HOME = "/sign-in"


async def show(call: Call) -> Response:
    """Ask whether news is to end; looking changes nothing, as mail scanners look at links."""
    try:
        await preview_news_link(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, _HOME)
    return page(call, "news_link.html", is_done=False)


async def unsubscribe(call: Call) -> Response:
    """Send no news any more.

    A mail program asks so by itself, with no cookie, from no page of ours, and whatever it says in
    the body; it is answered without a redirect (RFC 8058 3.1). The token is all the right it needs.
    """
    try:
        await unsubscribe_from_news(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, _HOME)
    return page(call, "news_link.html", is_done=True)
