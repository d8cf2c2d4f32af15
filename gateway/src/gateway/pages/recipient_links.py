"""The links in mails to recipients of documents: confirm the address, or unsubscribe it."""

from starlette.responses import Response

from contracts.delivery_rules import RecipientLink
from contracts.errors import LinkNotUsable, NotFound
from gateway.api.delivery_rules import (
    confirm_recipient,
    preview_recipient_link,
    preview_unsubscription,
    unsubscribe_recipient,
)
from gateway.call import Call
from gateway.pages.dead_link import dead_link
from gateway.pages.page import page, redirect

_HOME = "/sign-in"


async def show_confirmation(call: Call) -> Response:
    """Show what would be confirmed; looking uses nothing up."""
    if "done" in call.request.query_params:
        return _shown(call, "confirm", None)
    try:
        link = await preview_recipient_link(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, _HOME)
    return _shown(call, "confirm", link)


async def confirm(call: Call) -> Response:
    """Let documents go to the address from now on."""
    try:
        await confirm_recipient(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, _HOME)
    return redirect(call, f"{call.request.url.path}?done=yes")


async def show_unsubscription(call: Call) -> Response:
    """Show which address would get nothing more; looking changes nothing."""
    if "done" in call.request.query_params:
        return _shown(call, "unsubscribe", None)
    try:
        link = await preview_unsubscription(call, call.request.path_params["token"])
    except NotFound as error:
        return dead_link(call, error, _HOME)
    return _shown(call, "unsubscribe", link)


async def unsubscribe(call: Call) -> Response:
    """Send the address nothing more."""
    try:
        await unsubscribe_recipient(call, call.request.path_params["token"])
    except NotFound as error:
        return dead_link(call, error, _HOME)
    return redirect(call, f"{call.request.url.path}?done=yes")


def _shown(call: Call, purpose: str, link: RecipientLink | None) -> Response:
    """Return the form; without a link, that it is done."""
    return page(call, "recipient_link.html", purpose=purpose, link=link)
