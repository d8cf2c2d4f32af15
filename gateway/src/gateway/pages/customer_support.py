"""Looking into a customer's portal: whether it agrees, who looked in, and how one begins."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput, SupportConsentMissing
from contracts.principal import AREAS
from contracts.request_desk import DeskQuery
from contracts.support import OpenSupportSession
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.support import (
    end_support_session,
    get_support_consent,
    list_support_sessions,
    open_support_session,
)
from gateway.call import Call
from gateway.pages.customer_place import (
    address_of,
    done_in,
    organisation_id_in,
    organisation_in,
    require_staff,
)
from gateway.pages.forms import page_again, read_fields
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

PART = "support"
MINUTES = (15, 30, 60)
_DONE = ("ended",)
_MENDABLE = (InvalidFields, InvalidInput, SupportConsentMissing)
_SHOWN_SESSIONS = 20
_MOST_REQUESTS = 100


async def show(call: Call) -> Response:
    """Show what the customer agrees to, who looked in, and the form that begins a session."""
    # A request leads here with its own id.
    chosen = {"request_id": call.request.query_params.get("request", "")}
    return await _shown(call, None, chosen, frozenset(AREAS))


async def look_in(call: Call) -> Response:
    """Open a session because of a request, and go on in the customer's portal with it."""
    require_staff(call)
    organisation_id = organisation_id_in(call)
    fields = await read_fields(call.request)
    form = dict(fields)
    areas = frozenset(value for name, value in fields if name == "area")
    try:
        opened = await open_support_session(call, _wanted(organisation_id, form, areas))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form, areas))
    response = redirect(call, "/")
    call.around.support_cookie.set(response, opened.token)
    return response


async def end(call: Call) -> Response:
    """End a session that one has left open somewhere."""
    require_staff(call)
    await end_support_session(call, id_in(call, "session_id", "support_session"))
    return redirect(call, address_of(organisation_id_in(call), PART, done="ended"))


def _wanted(
    organisation_id: UUID, form: dict[str, str], areas: frozenset[str]
) -> OpenSupportSession:
    """Return the session that the form describes.

    Raises:
        InvalidFields: something is missing or cannot be.
    """
    chosen = tuple(area for area in AREAS if area in areas)
    faults = [
        (name, reason)
        for name, reason, is_missing in (
            ("request_id", "missing", not form.get("request_id")),
            ("reason", "missing", not form.get("reason", "").strip()),
            ("areas", "nothing_selected", not chosen),
        )
        if is_missing
    ]
    if faults:
        raise InvalidFields(tuple(faults))
    values = {
        "organisation_id": str(organisation_id),
        "request_id": form["request_id"],
        "reason": form["reason"].strip(),
        "minutes": form.get("minutes", ""),
    }
    return msgspec.structs.replace(read_values(values, OpenSupportSession), areas=chosen)


async def _shown(
    call: Call, problem: ProblemDetails | None, form: dict[str, str], areas: frozenset[str]
) -> Response:
    require_staff(call)
    organisation_id = organisation_id_in(call)
    whose = OrganisationChoice(organisation_id=organisation_id)
    asked = DeskQuery(organisation_id=organisation_id, open=True, limit=_MOST_REQUESTS)
    organisation, consent, sessions, requests = await asyncio.gather(
        organisation_in(call),
        get_support_consent(call, whose),
        list_support_sessions(call, whose),
        call.around.tickets.list_desk_requests(call.context, asked),
    )
    is_partner = organisation.kind == "partner"
    return page(
        call,
        "customer_support.html",
        status=problem.status if problem else 200,
        organisation=organisation,
        consent=consent,
        is_in_force=consent.is_given
        and (consent.until is None or consent.until > datetime.now(UTC)),
        running=[each for each in sessions.items if each.state == "open"],
        ended=[each for each in sessions.items if each.state != "open"][:_SHOWN_SESSIONS],
        requests=requests.items,
        areas=[area for area in AREAS if area != "business" or is_partner],
        chosen_areas=areas,
        minutes=MINUTES,
        oneself=call.identified.principal.subject,
        form=form,
        done=done_in(call, _DONE, problem),
        problem=problem,
    )
