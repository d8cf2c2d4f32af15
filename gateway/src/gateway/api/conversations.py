"""One request: read, edited, talked about, shared."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.attachments import AttachmentIds
from contracts.conversations import (
    AddComment,
    Audience,
    Body,
    EditRequest,
    Entry,
    EntryKind,
    EntryPage,
    EntryQuery,
    RequestSummary,
    ShareRequest,
    Shares,
    ShareWith,
    UnshareRequest,
)
from contracts.tickets import Request, RequestDetail, Title
from gateway.call import Call


class EntryListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the course: the oldest first, `cursor` as given by the page before."""

    kind: EntryKind | None = None
    latest: bool = False
    """The newest first, and the cursor leads back in time."""
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class NewComment(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, and who may read it."""

    body: Body
    audience: Audience = "public"
    attachments: AttachmentIds = ()


class EditedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is said otherwise from now on; what is left out stays, a field that is null goes."""

    title: Title | None = None
    description: Body | None = None
    fields: dict[str, str | int | float | None] = {}


class NewShare(msgspec.Struct, frozen=True, kw_only=True):
    """Who may see the request from now on, whether they may edit it, and until when."""

    share_with: ShareWith
    may_edit: bool = False
    ends_at: datetime | None = None


class EndedShare(msgspec.Struct, frozen=True, kw_only=True):
    """Who may see the request no more."""

    share_with: ShareWith


async def summarise_requests(call: Call) -> RequestSummary:
    """Return how many of the caller's requests are open, wait for him, and hold news."""
    return await call.around.tickets.summarise_requests(call.context)


async def get_request(call: Call, request_id: UUID) -> RequestDetail:
    """Return one request with its kind, and what the caller may do with it."""
    return await call.around.tickets.get_request(call.context, request_id)


async def list_history(call: Call, request_id: UUID, query: EntryListQuery) -> EntryPage:
    """Return the course of a request, as far as the caller may read it, the oldest first."""
    return await call.around.tickets.list_entries(
        call.context,
        EntryQuery(
            request_id=request_id,
            kind=query.kind,
            latest=query.latest,
            cursor=query.cursor,
            limit=query.limit,
        ),
    )


async def add_comment(
    call: Call, request_id: UUID, body: NewComment, idempotency_key: str
) -> Entry:
    """Say something about a request: to all, or as a note to some."""
    return await call.around.tickets.add_comment(
        call.context,
        AddComment(
            request_id=request_id,
            body=body.body,
            audience=body.audience,
            idempotency_key=idempotency_key,
            attachments=body.attachments,
        ),
    )


async def edit_request(call: Call, request_id: UUID, body: EditedRequest) -> Request:
    """Change title, description or fields of a request."""
    return await call.around.tickets.edit_request(
        call.context,
        EditRequest(
            request_id=request_id,
            title=body.title,
            description=body.description,
            fields=body.fields,
        ),
    )


async def mark_read(call: Call, request_id: UUID) -> None:
    """Note that the caller has read all there is to read just now."""
    await call.around.tickets.mark_read(call.context, request_id)


async def list_shares(call: Call, request_id: UUID) -> Shares:
    """Return with whom a request is shared."""
    return await call.around.tickets.list_shares(call.context, request_id)


async def share_request(call: Call, request_id: UUID, body: NewShare) -> Shares:
    """Let a person, a role, the organisation or a partner see a request."""
    return await call.around.tickets.share_request(
        call.context,
        ShareRequest(
            request_id=request_id,
            share_with=body.share_with,
            may_edit=body.may_edit,
            ends_at=body.ends_at,
        ),
    )


async def unshare_request(call: Call, request_id: UUID, body: EndedShare) -> Shares:
    """Let them see a request no more, at once."""
    return await call.around.tickets.unshare_request(
        call.context, UnshareRequest(request_id=request_id, share_with=body.share_with)
    )
