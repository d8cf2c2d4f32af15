"""Working on requests, as tests do it."""

from typing import Any

from contracts.principal import Principal
from contracts.request_desk import (
    AssignRequest,
    ChangeState,
    DeskQuery,
    MergeRequest,
    MoveRequest,
    RateRequest,
    SetPriority,
)
from contracts.tickets import Request, RequestState
from tests.tickets.integration.world import World


def put(
    world: World, agent: Principal, request: Request, to: RequestState, since: RequestState
) -> Request:
    """Take a request from the state `since` to another."""
    change = ChangeState(request_id=request.id, from_state=since, to_state=to)
    return world.service.change_state(agent, change)


def close(world: World, agent: Principal, request: Request) -> Request:
    """Close a request that nothing was done with yet."""
    return put(world, agent, request, "closed", "waiting_for_vendor")


def assign(world: World, agent: Principal, request: Request, to: Principal | None) -> Request:
    """Say who takes care of a request."""
    wanted = AssignRequest(request_id=request.id, person_id=None if to is None else to.subject)
    return world.by(agent).assign_request(agent, wanted)


def move(world: World, agent: Principal, request: Request, department: str) -> Request:
    """Give a request to another department."""
    return world.service.move_request(
        agent, MoveRequest(request_id=request.id, department=department)
    )


def prioritise(world: World, agent: Principal, request: Request, priority: Any) -> Request:
    """Say how soon a request is to be answered."""
    return world.service.set_priority(agent, SetPriority(request_id=request.id, priority=priority))


def merge(world: World, agent: Principal, request: Request, into: Request) -> Request:
    """Close a request for another one."""
    return world.service.merge_request(
        agent, MergeRequest(request_id=request.id, into_request_id=into.id)
    )


def rate(world: World, caller: Principal, request: Request, stars: int, word: str = "") -> Request:
    """Say what one thinks of it."""
    return world.service.rate_request(
        caller, RateRequest(request_id=request.id, stars=stars, comment=word)
    )


def queue(world: World, agent: Principal, **query: Any) -> list[Request]:
    """Return all pages of what the vendor's people are shown."""
    found: list[Request] = []
    cursor = None
    while True:
        page = world.service.list_desk_requests(agent, DeskQuery(cursor=cursor, **query))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found
