"""Talking about requests, as tests do it."""

from itertools import count
from typing import Any
from uuid import UUID

from contracts.conversations import (
    AddComment,
    Audience,
    EditRequest,
    Entry,
    EntryQuery,
    ShareRequest,
    ShareWith,
    UnshareRequest,
)
from contracts.principal import Principal
from contracts.tickets import Request
from tests.tickets.integration.world import World

_KEYS = count()
ORGANISATION = ShareWith(kind="organisation")


def say(
    world: World,
    caller: Principal,
    request: Request | UUID,
    body: str = "Aha.",
    audience: Audience = "public",
    **changes: Any,
) -> Entry:
    """Say something about a request."""
    values = {
        "request_id": _id_of(request),
        "body": body,
        "audience": audience,
        "idempotency_key": f"say-{next(_KEYS)}",
    }
    return world.by(caller).add_comment(caller, AddComment(**{**values, **changes}))


def course(world: World, caller: Principal, request: Request, **query: Any) -> list[Entry]:
    """Return all of a request's course that the caller may read, page after page."""
    found: list[Entry] = []
    cursor = None
    while True:
        page = world.service.list_entries(
            caller, EntryQuery(request_id=request.id, cursor=cursor, **query)
        )
        found += page.items
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def bodies(world: World, caller: Principal, request: Request) -> list[str | None]:
    """Return what was said, as far as the caller may read it."""
    return [entry.body for entry in course(world, caller, request, kind="comment")]


def edit(world: World, caller: Principal, request: Request, **words: Any) -> Request:
    """Change the words of a request."""
    return world.service.edit_request(caller, EditRequest(request_id=request.id, **words))


def share(
    world: World, caller: Principal, request: Request, share_with: ShareWith, **changes: Any
) -> tuple[ShareWith, ...]:
    """Share a request; return with whom it is shared now."""
    wanted = ShareRequest(request_id=request.id, share_with=share_with, **changes)
    return tuple(each.share_with for each in world.service.share_request(caller, wanted).items)


def unshare(
    world: World, caller: Principal, request: Request, share_with: ShareWith
) -> tuple[ShareWith, ...]:
    """End a share; return with whom the request is shared still."""
    wanted = UnshareRequest(request_id=request.id, share_with=share_with)
    return tuple(each.share_with for each in world.service.unshare_request(caller, wanted).items)


def with_person(principal: Principal) -> ShareWith:
    """Return the share that is for this person."""
    return ShareWith(kind="person", person_id=principal.subject)


def with_partner(principal: Principal) -> ShareWith:
    """Return the share that is for this person's partner."""
    return ShareWith(kind="partner", partner_id=principal.organisation_id)


def _id_of(request: Request | UUID) -> UUID:
    return request if isinstance(request, UUID) else request.id
