"""Sending one document by mail, and what became of each mail about it."""

import asyncio
import secrets
from uuid import UUID

from starlette.responses import Response

from contracts.errors import InvalidInput, SetupRequired, TooLargeToMail, TooManyAttempts
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.documents import get_document
from gateway.api.sending import Sending, get_billing_access, list_deliveries, send_document
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

_OWN = OrganisationChoice()
_MENDABLE = (InvalidFields, InvalidInput, SetupRequired, TooLargeToMail, TooManyAttempts)


async def show(call: Call) -> Response:
    """Show the form, or the way to the setup; below, to whom the document went."""
    return await _shown(call, _document_id(call), None, {})


async def send(call: Call) -> Response:
    """Send the document to the address that was typed."""
    document_id, form = _document_id(call), await read_form(call.request)
    try:
        wanted = read_values(
            {"email": form.get("email", ""), "note": form.get("note", "")}, Sending
        )
        key = form.get("idempotency_key") or secrets.token_urlsafe()
        await send_document(call, document_id, _OWN, wanted, key)
    except _MENDABLE as error:
        return await page_again(
            call, error, lambda details: _shown(call, document_id, details, form)
        )
    return redirect(call, f"/post/{document_id}/send?done=yes")


async def _shown(
    call: Call, document_id: UUID, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    document, access, deliveries = await asyncio.gather(
        get_document(call, document_id, _OWN),
        get_billing_access(call),
        list_deliveries(call, document_id, _OWN),
    )
    return page(
        call,
        "send_document.html",
        status=problem.status if problem else 200,
        document=document,
        access=access,
        deliveries=deliveries,
        form=form,
        # The same form sent twice is one mail.
        key=form.get("idempotency_key") or secrets.token_urlsafe(),
        is_done="done" in call.request.query_params and problem is None,
        problem=problem,
    )


def _document_id(call: Call) -> UUID:
    return id_in(call, "document_id", "document")
