"""Mails that came for requests, for the vendor's people: what became of them, and as they came."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.mails import (
    HandOverMail,
    IncomingMail,
    IncomingMailDetail,
    IncomingMailQuery,
    IncomingMails,
)
from gateway.api.attachments import stored_response
from gateway.call import Call


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """Which request a mail becomes part of, by its number, and who may read it there."""

    request_number: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    audience: Literal["public", "vendor"] = "vendor"


async def list_mails(call: Call, query: IncomingMailQuery) -> IncomingMails:
    """Return mails that were parked, or in another state, the newest first."""
    return await call.around.tickets.list_mails(call.context, query)


async def get_mail_detail(call: Call, mail_id: UUID) -> IncomingMailDetail:
    """Return what a mail says anew, and what became of it; who looks goes on record."""
    return await call.around.tickets.get_mail(call.context, mail_id)


async def hand_over_mail(call: Call, mail_id: UUID, body: HandOver) -> IncomingMail:
    """Make a mail that was not taken part of a request, in one's own name; once."""
    return await call.around.tickets.hand_over_mail(
        call.context,
        HandOverMail(mail_id=mail_id, request_number=body.request_number, audience=body.audience),
    )


async def drop_mail(call: Call, mail_id: UUID) -> IncomingMail:
    """Put a parked mail away that nobody needs; it is forgotten when its time is over."""
    return await call.around.tickets.drop_mail(call.context, mail_id)


async def get_mail(call: Call, mail_id: UUID) -> Response:
    """Return a mail as it came, for keeping it; who fetches it goes on record."""
    stored = await call.around.tickets.open_mail(call.context, mail_id)
    return await stored_response(call, stored)
