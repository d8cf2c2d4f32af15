"""Mails that came for requests, for the vendor's people: what became of them, and as they came."""

from uuid import UUID

from starlette.responses import Response

from contracts.mails import IncomingMailQuery, IncomingMails
from gateway.api.attachments import stored_response
from gateway.call import Call


async def list_mails(call: Call, query: IncomingMailQuery) -> IncomingMails:
    """Return mails that were parked, or in another state, the newest first."""
    return await call.around.tickets.list_mails(call.context, query)


async def get_mail(call: Call, mail_id: UUID) -> Response:
    """Return a mail as it came, for keeping it; who fetches it goes on record."""
    stored = await call.around.tickets.open_mail(call.context, mail_id)
    return await stored_response(call, stored)
