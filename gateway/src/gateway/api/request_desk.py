"""What the vendor's people do with requests, and what their customers think of it."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.request_desk import (
    AssignRequest,
    ChangeState,
    DeskQuery,
    MergeRequest,
    MoveRequest,
    RateRequest,
    SetPriority,
)
from contracts.request_privacy import HoldReason, HoldRequest
from contracts.request_types import Key, Priority
from contracts.tickets import Request, RequestPage, RequestState
from gateway.call import Call


class NextState(msgspec.Struct, frozen=True, kw_only=True):
    """The state that the caller saw, and the one that follows."""

    from_state: RequestState
    to_state: RequestState


class Assignee(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes care of the request from now on; null for nobody."""

    person_id: UUID | None


class DepartmentChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which department takes up the request from now on."""

    department: Key


class PriorityChoice(msgspec.Struct, frozen=True, kw_only=True):
    """How soon the request is to be answered."""

    priority: Priority


class MergeChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which request of the same organisation goes on."""

    into_request_id: UUID


class HoldReasonGiven(msgspec.Struct, frozen=True, kw_only=True):
    """Why the request is not to be erased."""

    reason: HoldReason


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """One to five stars, and a word about it."""

    stars: Annotated[int, msgspec.Meta(ge=1, le=5)]
    comment: Annotated[str, msgspec.Meta(max_length=2000)] = ""


async def list_desk_requests(call: Call, query: DeskQuery) -> RequestPage:
    """Return all customers' requests, narrowed as asked; for the vendor's people."""
    return await call.around.tickets.list_desk_requests(call.context, query)


async def change_state(call: Call, request_id: UUID, body: NextState) -> Request:
    """Take a request to its next state; for the vendor's people."""
    return await call.around.tickets.change_state(
        call.context,
        ChangeState(request_id=request_id, from_state=body.from_state, to_state=body.to_state),
    )


async def assign_request(call: Call, request_id: UUID, body: Assignee) -> Request:
    """Say who takes care of a request; for the vendor's people."""
    return await call.around.tickets.assign_request(
        call.context, AssignRequest(request_id=request_id, person_id=body.person_id)
    )


async def move_request(call: Call, request_id: UUID, body: DepartmentChoice) -> Request:
    """Give a request to another department; for the vendor's people."""
    return await call.around.tickets.move_request(
        call.context, MoveRequest(request_id=request_id, department=body.department)
    )


async def set_priority(call: Call, request_id: UUID, body: PriorityChoice) -> Request:
    """Say how soon a request is to be answered; for the vendor's people."""
    return await call.around.tickets.set_priority(
        call.context, SetPriority(request_id=request_id, priority=body.priority)
    )


async def merge_request(call: Call, request_id: UUID, body: MergeChoice) -> Request:
    """Close a request because another one says the same; for the vendor's people."""
    return await call.around.tickets.merge_request(
        call.context,
        MergeRequest(request_id=request_id, into_request_id=body.into_request_id),
    )


async def hold_request(call: Call, request_id: UUID, body: HoldReasonGiven) -> Request:
    """Keep a request from being erased when its time is over; for the vendor's people."""
    return await call.around.tickets.hold_request(
        call.context, HoldRequest(request_id=request_id, reason=body.reason)
    )


async def release_request(call: Call, request_id: UUID) -> Request:
    """Let a held request be erased when its time is over; for the vendor's people."""
    return await call.around.tickets.release_request(call.context, request_id)


async def rate_request(call: Call, request_id: UUID, body: Rating) -> Request:
    """Say what one thinks of how one's own request was answered, once it is closed."""
    return await call.around.tickets.rate_request(
        call.context,
        RateRequest(request_id=request_id, stars=body.stars, comment=body.comment),
    )
