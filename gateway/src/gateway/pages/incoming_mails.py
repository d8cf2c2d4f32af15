"""Mails that came for requests, at the vendor's desk: what was not taken, and what with it."""

from typing import Literal
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.mails import IncomingMailQuery
from gateway.api.decoding import read_values
from gateway.api.mails import HandOver, drop_mail, get_mail_detail, hand_over_mail, list_mails
from gateway.call import Call
from gateway.clients.failures import AreaFailure
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

MAILS = "/desk/mails"
STATES = ("parked", "ignored", "taken")
_MENDABLE = (AreaFailure, ChangedMeanwhile, InvalidFields, InvalidInput)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which mails, as it stands in the address."""

    state: Literal["parked", "ignored", "taken"] = "parked"
    cursor: UUID | None = None


async def show_list(call: Call) -> Response:
    """List the mails that wait for somebody, or those that were put away or taken."""
    _require_staff(call)
    filters = read_values(dict(call.request.query_params), Filters)
    found = await list_mails(call, IncomingMailQuery(state=filters.state, cursor=filters.cursor))
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "incoming_mails.html",
        mails=found.items,
        next_cursor=found.next_cursor,
        state=filters.state,
        states=STATES,
        done=done if done in {"handed_over", "dropped"} else None,
        request_number=_number_in(call),
    )


async def show(call: Call) -> Response:
    """Show what one mail says, why it was not taken, and what can be done with it."""
    return await _shown(call, _mail_id_in(call), None, {})


async def hand_over(call: Call) -> Response:
    """Make the mail part of a request."""
    mail_id, form = _mail_id_in(call), await read_form(call.request)
    try:
        wanted = read_values(
            {
                # As people write it: "Nr. 1004" and "1004" are the same.
                "request_number": form.get("request_number", "")
                .strip()
                .removeprefix("Nr.")
                .strip(),
                "audience": form.get("audience", ""),
            },
            HandOver,
        )
        await hand_over_mail(call, mail_id, wanted)
    except _MENDABLE as error:
        return await _shown_again(call, mail_id, error, form)
    return redirect(call, f"{MAILS}?done=handed_over&number={wanted.request_number}")


async def drop(call: Call) -> Response:
    """Put the mail away."""
    mail_id = _mail_id_in(call)
    try:
        await drop_mail(call, mail_id)
    except _MENDABLE as error:
        return await _shown_again(call, mail_id, error, {})
    return redirect(call, f"{MAILS}?done=dropped")


async def _shown_again(
    call: Call, mail_id: UUID, error: Exception, form: dict[str, str]
) -> Response:
    return await page_again(call, error, lambda details: _shown(call, mail_id, details, form))


async def _shown(
    call: Call, mail_id: UUID, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    _require_staff(call)
    detail = await get_mail_detail(call, mail_id)
    return page(
        call,
        "incoming_mail.html",
        status=problem.status if problem else 200,
        detail=detail,
        mail=detail.mail,
        form=form,
        problem=problem,
    )


def _number_in(call: Call) -> int | None:
    number = call.request.query_params.get("number", "")
    return int(number) if number.isdecimal() and len(number) <= len(str(2**53)) else None


def _mail_id_in(call: Call) -> UUID:
    return id_in(call, "mail_id", "mail")


def _require_staff(call: Call) -> None:
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
