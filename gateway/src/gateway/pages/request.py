"""One request: what was asked, what was said, and what the reader may do with it."""

import asyncio
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.attachments import AttachedFile, FileFor
from contracts.conversations import EntryPage
from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.master_data import REQUEST_TYPE_OF
from contracts.tickets import RequestDetail
from gateway.api.conversations import (
    EditedRequest,
    EntryListQuery,
    NewComment,
    add_comment,
    edit_request,
    list_history,
)
from gateway.api.decoding import read_values
from gateway.api.request_desk import Rating, rate_request
from gateway.call import Call
from gateway.clients.failures import AreaFailure
from gateway.clients.stored_streams import UploadEmpty, UploadTooLarge
from gateway.pages.attaching import Attaching
from gateway.pages.desk_tools import DeskTools, desk_tools
from gateway.pages.file_forms import read_file_form
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.request_shares import sharing_of
from gateway.pages.request_words import words_for
from gateway.problems import InvalidFields, ProblemDetails

MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput, NotPermitted)
_ENTRIES = 100
_DONE = frozenset(
    {"said", "edited", "rated", "changed", "opened", "merged", "shared", "unshared", "taken_down"}
)


async def show(call: Call) -> Response:
    """Show the request, and note that its reader has read it."""
    return await shown(call, request_id_in(call), None, {})


async def say(call: Call) -> Response:
    """Say something to whom the reader chose."""
    request_id, attaching = request_id_in(call), Attaching()
    async with read_file_form(call.request) as form:
        fields = form.fields
        try:
            await attaching.store(call, form, FileFor(request_id=request_id))
            wanted = read_values(
                {"body": fields.get("body", ""), "audience": fields.get("audience", "")},
                NewComment,
            )
            key = fields.get("idempotency_key") or secrets.token_urlsafe()
            said = msgspec.structs.replace(wanted, attachments=attaching.ids)
            await add_comment(call, request_id, said, key)
        except (*MENDABLE, UploadEmpty, UploadTooLarge) as error:
            return await shown_again(call, request_id, error, fields, attaching)
    return redirect(call, f"/requests/{request_id}?done=said#last")


async def edit(call: Call) -> Response:
    """Say otherwise what the request is about."""
    request_id, form = request_id_in(call), await read_form(call.request)
    try:
        wanted = read_values(
            {name: form.get(name, "") for name in ("title", "description")}, EditedRequest
        )
        await edit_request(call, request_id, wanted)
    except MENDABLE as error:
        return await shown_again(call, request_id, error, form)
    return redirect(call, f"/requests/{request_id}?done=edited")


async def rate(call: Call) -> Response:
    """Say what one thinks of how it was answered."""
    request_id, form = request_id_in(call), await read_form(call.request)
    try:
        wanted = read_values(
            {"stars": form.get("stars", ""), "comment": form.get("comment", "")}, Rating
        )
        await rate_request(call, request_id, wanted)
    except MENDABLE as error:
        return await shown_again(call, request_id, error, form)
    return redirect(call, f"/requests/{request_id}?done=rated")


def request_id_in(call: Call) -> UUID:
    """Return which request the address names.

    Raises:
        NotFound: it cannot be one.
    """
    return id_in(call, "request_id", "request")


async def shown_again(
    call: Call,
    request_id: UUID,
    error: Exception,
    form: dict[str, str],
    attaching: Attaching | None = None,
) -> Response:
    """Return the page once more, with what was wrong in the form and what was typed."""
    return await page_again(
        call, error, lambda details: shown(call, request_id, details, form, attaching)
    )


async def shown(
    call: Call,
    request_id: UUID,
    problem: ProblemDetails | None,
    form: dict[str, str],
    attaching: Attaching | None = None,
) -> Response:
    """Return the page of a request.

    Raises:
        NotFound: there is no such request, or the reader does not see it.
    """
    read_at = datetime.now(UTC)
    cursor = call.request.query_params.get("before", "")
    history = EntryListQuery(latest=True, cursor=cursor or None, limit=_ENTRIES)
    detail, course, shares = await asyncio.gather(
        call.around.tickets.get_request(call.context, request_id),
        list_history(call, request_id, history),
        call.around.tickets.list_shares(call.context, request_id),
    )
    tools, sharing, opened_with, _ = await asyncio.gather(
        _tools(call, detail),
        sharing_of(call, detail, shares),
        _opened_with(call, request_id, course),
        _mark_read(call, request_id),
    )
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "request.html",
        status=problem.status if problem else 200,
        asks_back=True,
        detail=detail,
        request=detail.request,
        entries=course.items[::-1],
        opened_with=opened_with,
        attaching=attaching,
        before=course.next_cursor,
        is_past=bool(cursor),
        words=words_for(call, tools.departments if tools else ()),
        tools=tools,
        sharing=sharing,
        is_about_master_data=detail.request.kind in REQUEST_TYPE_OF.values(),
        may_rate=_may_rate(call, detail),
        form=form,
        # The same form sent twice is said once.
        key=form.get("idempotency_key") or secrets.token_urlsafe(),
        problem=problem,
        done=done if done in _DONE and problem is None else None,
        read_at=read_at,
        me=call.identified.principal.subject,
    )


async def _opened_with(call: Call, request_id: UUID, course: EntryPage) -> tuple[AttachedFile, ...]:
    """Return the files that the request was opened with; that it was opened is its first entry."""
    if course.next_cursor is not None:
        first = EntryListQuery(kind="change", limit=1)
        course = await list_history(call, request_id, first)
    return next((each.attachments for each in course.items if each.change == "opened"), ())


async def _tools(call: Call, detail: RequestDetail) -> DeskTools | None:
    return await desk_tools(call, detail) if call.identified.principal.is_staff else None


async def _mark_read(call: Call, request_id: UUID) -> None:
    """Note that all of it was read; who only looks on for somebody else reads nothing for him."""
    if call.identified.principal.support_session_id is None:
        with suppress(AreaFailure):
            await call.around.tickets.mark_read(call.context, request_id)


def _may_rate(call: Call, detail: RequestDetail) -> bool:
    request, principal = detail.request, call.identified.principal
    return (
        request.state == "closed"
        and request.requester is not None
        and request.requester.person_id == principal.subject
        and request.organisation_id == principal.organisation_id
    )
